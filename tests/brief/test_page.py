"""The page opens offline, asks nothing of anybody, and takes no data for markup."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html import unescape
from itertools import pairwise
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from tests.brief.worlds import empty_plan, large, small, small_plan

from safeconduct.brief.clocks import clocks
from safeconduct.brief.facts import entries
from safeconduct.brief.page import as_json, page_data, write_page
from safeconduct.brief.words import summary
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan

EVIL = "</script><script>alert(1)</script><!-- & \u2028 'x' \"y\" {{data}}"


def page(folder: Path, operation: Operation, plan: Plan) -> Path:
    path = folder / "map.html"
    every = list(entries(operation, plan))
    write_page(path, operation, plan, every, clocks(operation), summary(operation, plan))
    return path


def evil() -> tuple[Operation, Plan]:
    operation = small(name=EVIL)
    operation = replace(operation, places=tuple(replace(p, name=EVIL) for p in operation.places))
    return operation, small_plan(operation)


def test_data_can_neither_open_nor_close_a_tag() -> None:
    text = as_json({"name": EVIL})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"name": EVIL}


def test_names_that_look_like_markup_stay_text(tmp_path: Path) -> None:
    html = page(tmp_path, *evil()).read_text("utf-8")
    assert html.count("<script") == 2
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    assert json.loads(found.group(1))["title"] == EVIL


def test_only_the_pages_own_script_and_style_may_run(tmp_path: Path) -> None:
    html = page(tmp_path, small(), small_plan()).read_text("utf-8")
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found is not None
    policy = unescape(found.group(1))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        body = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[-1]
        digest = b64encode(sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_page_names_no_address_outside(tmp_path: Path) -> None:
    html = page(tmp_path, small(), small_plan()).read_text("utf-8")
    assert set(re.findall(r"https?://[^\"' ]+", html)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(?:src|href)=\"(?!data:,)", html)


def test_the_moves_of_a_convoy_are_one_and_carry_its_people() -> None:
    operation, plan = small(), small_plan()
    every = list(entries(operation, plan))
    said = summary(operation, plan)
    data: Any = page_data(operation, plan, every, clocks(operation), said)
    assert [move[3:] for move in data["moves"]] == [
        ["c1", 2, 0, 2, 1],
        ["c1", 2, 0, 1, 0],
        ["c1", 2, 52, 0, 1],
        ["c1", 2, 52, 1, 2],
    ]
    assert [line["straight"] for line in data["lines"]] == [False, True, True, False]
    assert data["places"][2]["vehicles"] == 2
    assert data["events"] == [[197.5, 0, 1, [50, 2]], [320.25, 2, -1, [50, 2]]]


def test_a_line_is_thinned_without_leaving_the_road() -> None:
    from safeconduct.brief.page import FINE_KM, _away, _thinned

    line = [(x / 10, (x % 7) * 0.01 + (0.5 if x > 50 else 0)) for x in range(100)]
    thin = _thinned(line)
    assert thin[0] == line[0]
    assert thin[-1] == line[-1]
    assert len(thin) < len(line) / 3
    for point in line:
        assert min(_away(point, a, b) for a, b in pairwise(thin)) <= FINE_KM


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    with sync.sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


class Visit:
    """A page opened from a file, with all that it asked for and complained of."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": 1200, "height": 900}, **options)
        self.page = self.context.new_page()
        self.page.route("**/*", self._route)
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())

    def _route(self, route: Any) -> None:
        self.asked.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).first.inner_text())

    def slide(self, minute: int) -> None:
        self.page.eval_on_selector(
            "#slider",
            "(s, v) => { s.value = v; s.dispatchEvent(new Event('input', {bubbles: true})); }",
            str(minute),
        )

    def places(self) -> list[str]:
        return [str(m.get_attribute("transform")) for m in self.page.locator("#map .convoy").all()]

    def clean(self) -> bool:
        return self.complaints == [] and all(url.startswith("file:") for url in self.asked)


def test_the_page_asks_nothing_of_anybody_and_complains_of_nothing(
    browser: Any, tmp_path: Path
) -> None:
    visit = Visit(browser, page(tmp_path, small(), small_plan()))
    visit.slide(260)
    assert visit.clean(), (visit.asked, visit.complaints)
    assert len(visit.asked) == 1
    visit.context.close()


def test_the_policy_keeps_a_foreign_script_from_running(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, page(tmp_path, small(), small_plan()))
    visit.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.bad = 1'; document.body.append(s); "
        "const i = new Image(); i.src = 'https://example.org/x.png'; document.body.append(i); }"
    )
    assert visit.page.evaluate("window.bad") is None
    assert not [url for url in visit.asked if not url.startswith("file:")]
    visit.context.close()


def test_the_slider_moves_convoys_clock_and_counts(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, page(tmp_path, small(), small_plan()))
    visit.slide(90)
    first = visit.places()
    assert len(first) == 1
    assert visit.text("#clocks b") == "Thu 5 May 07:30"
    visit.slide(100)
    assert visit.places() != first
    visit.slide(260)
    assert "52 aboard" in visit.text("#now")
    visit.slide(400)
    assert visit.places() == []
    assert "52 people out" in visit.text("#now")
    assert visit.text("#counts dd") == "52"
    assert visit.clean()
    visit.context.close()


def test_the_keyboard_moves_time_plays_and_moves_the_map(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, page(tmp_path, small(), small_plan()))
    keyboard = visit.page.keyboard
    visit.page.focus("#slider")
    keyboard.press("Home")
    assert visit.text("#clocks b") == "Thu 5 May 06:00"
    keyboard.press("ArrowRight")
    assert visit.text("#clocks b") == "Thu 5 May 06:01"
    keyboard.press("Space")
    assert visit.page.get_attribute("#play", "aria-pressed") == "true"
    frame = "new Promise(done => requestAnimationFrame(done))"
    for _ in range(3000):
        visit.page.evaluate(frame)
        if int(visit.page.input_value("#slider")) > 3:
            break
    assert int(visit.page.input_value("#slider")) > 3
    keyboard.press("Space")
    assert visit.page.get_attribute("#play", "aria-pressed") == "false"
    visit.page.focus("#map")
    before = visit.page.get_attribute(".place", "transform")
    keyboard.press("ArrowLeft")
    assert visit.page.get_attribute(".place", "transform") != before
    keyboard.press("0")
    assert visit.page.get_attribute(".place", "transform") == before
    assert visit.clean()
    visit.context.close()


def test_both_parties_clocks_are_shown_where_they_differ(browser: Any, tmp_path: Path) -> None:
    from datetime import datetime

    operation = small(start=datetime.fromisoformat("2022-03-26T20:00:00+02:00"), horizon_h=24.0)
    visit = Visit(browser, page(tmp_path, operation, small_plan(operation)))
    visit.slide(419)
    faces = [face.inner_text() for face in visit.page.locator("#clocks b").all()]
    assert faces == ["Sun 27 Mar 02:59", "Sun 27 Mar 02:59", "Sun 27 Mar 03:59"]
    visit.slide(420)
    faces = [face.inner_text() for face in visit.page.locator("#clocks b").all()]
    assert faces == ["Sun 27 Mar 03:00", "Sun 27 Mar 04:00", "Sun 27 Mar 04:00"]
    visit.context.close()


def test_all_movements_can_be_read_as_a_table(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, page(tmp_path, small(), small_plan()))
    visit.slide(90)
    visit.page.click("#list summary")
    visit.page.wait_for_selector("#list tbody tr")
    rows = [row.inner_text().split("\t") for row in visit.page.locator("#list tbody tr").all()]
    assert rows[0] == [
        "c1",
        "Newhaven",
        "Stoneford post",
        "Thu 5 May 07:00",
        "Thu 5 May 08:00",
        "2",
        "0",
        "under way",
    ]
    assert rows[3][-2:] == ["52", "to come"]
    visit.context.close()


def test_markup_in_names_is_shown_as_text(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, page(tmp_path, *evil()))
    assert EVIL.split("\u2028", maxsplit=1)[0].strip() in visit.text("h1")
    assert visit.clean(), visit.complaints
    visit.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_empty_plan_opens_in_light_and_dark(browser: Any, tmp_path: Path, scheme: str) -> None:
    operation = small()
    visit = Visit(browser, page(tmp_path, operation, empty_plan(operation)), color_scheme=scheme)
    assert "0 people out" in visit.text("#now")
    assert visit.clean(), visit.complaints
    visit.context.close()


def test_many_vehicles_make_no_more_marks_than_convoys(browser: Any, tmp_path: Path) -> None:
    operation, plan = large(100)
    visit = Visit(browser, page(tmp_path, operation, plan))
    visit.slide(170)
    assert 0 < len(visit.places()) <= 20
    assert visit.clean(), visit.complaints
    visit.context.close()
