"""Golden results of scenarios whose licences forbid to keep them here; skipped without them."""

import json
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from defusedxml import ElementTree  # type: ignore[import-untyped]
from tests.mediate.world import shared

from safeconduct.mediate.frontier import Front, merge, whole
from safeconduct.mediate.solutions import Point, solve

NAMES = {
    "product": "nash",
    "worst-off": "egalitarian_maxmin",
    "worst-off-share": "kalai_smorodinsky_maxmin_rel",
    "sum": "utilitarian",
}


def solved(
    profiles: list[list[list[Fraction]]], disagreement: Point
) -> tuple[Front, list[Point], dict[str, list[Point]]]:
    scales = [whole(profile) for profile in profiles]
    tables = [
        np.array(
            [[s.scores[t][o] for s in scales] for o in range(len(scales[0].scores[t]))], object
        )
        for t in range(len(scales[0].scores))
    ]
    front = merge(tables)
    points = [
        tuple(Fraction(int(v), s.one) for v, s in zip(row, scales, strict=True))
        for row in front.points
    ]
    picks = {s.rule: [points[r] for r in s.rows] for s in solve(points, disagreement)}
    return front, points, picks


def same(found: Iterable[Point], golden: list[list[float]] | None) -> bool:
    """Exact numbers against the same numbers as they stand in JSON."""
    want = sorted(tuple(map(float, p)) for p in golden or [])
    have = sorted(tuple(map(float, p)) for p in found)
    return len(have) == len(want) and all(
        f == pytest.approx(g, rel=1e-11, abs=1e-12) for f, g in zip(have, want, strict=True)
    )


def test_all_66_published_domains_give_their_frontiers_and_solutions() -> None:
    domains = json.loads(shared("negolog_domains.json").read_text())
    golden = json.loads(shared("negolog_golden.json").read_text())
    assert len(domains) == 66
    for name, domain in domains.items():
        a, b = domain["profileA"], domain["profileB"]
        profiles = [
            [
                [
                    Fraction(str(p["issueWeights"][i])) * Fraction(str(p["issues"][i][v]))
                    for v in options
                ]
                for i, options in a["issues"].items()
            ]
            for p in (a, b)
        ]
        least = tuple(Fraction(str(p["reservationValue"])) for p in (a, b))
        front, _, picks = solved(profiles, least)
        want = golden[name]
        assert len(front.points) == want["front_points"], name
        for rule, key in (("product", "nash"), ("worst-off", "maxmin"), ("sum", "utilitarian")):
            assert any(same([p], [want[key]]) for p in picks[rule]), (name, rule)


def profile(
    path: Path, mode: str, order: list[tuple[str, list[str]]]
) -> tuple[list[list[Fraction]], Fraction]:
    root = ElementTree.parse(path).getroot()
    weights = {w.get("index"): Fraction(w.get("value")) for w in root.iter("weight")}
    whole_weight = sum(weights.values()) if mode == "genius" else 1
    rows = []
    issues = {i.get("index"): i for i in root.iter("issue")}
    for index, names in order:
        value = {
            i.get("value"): Fraction(i.get("evaluation")) for i in issues[index].findall("item")
        }
        top = max(value.values()) if mode == "genius" else 1
        rows.append([weights[index] / whole_weight * value[name] / top for name in names])
    least = root.find("reservation")
    return rows, Fraction(least.get("value")) if least is not None else Fraction()


def is_exact(place: Path, want: dict[str, Any]) -> bool:
    """Whether frontier, ties and every rule's choice are those of the golden result."""
    paths = [place / name for name in want["profiles"]]
    root = ElementTree.parse(paths[0]).getroot()
    order = [
        (issue.get("index"), [item.get("value") for item in issue.findall("item")])
        for issue in root.iter("issue")
    ]
    read = [profile(path, want["mode"], order) for path in paths]
    for name, expected in want["solutions"].items():
        least = tuple(r if name == "reservation" else Fraction() for _, r in read)
        front, points, picks = solved([rows for rows, _ in read], least)
        right = (
            len(front.points) == want["front_points"]
            and front.counts.sum() == want["front_outcomes"]
            and (not want["front"] or same(points, want["front"]))
            and all(same(picks[r], (expected or {}).get(key)) for r, key in NAMES.items())
        )
        if not right:
            return False
    return True


def test_the_competition_scenarios_give_their_frontiers_ties_and_solutions() -> None:
    folder = shared("anac_domains")
    checked = 0
    for want in json.loads(shared("anac_golden.json").read_text()):
        place = folder / want["domain"].replace("/", "_")
        if place.exists():
            assert is_exact(place, want), (want["domain"], want["mode"])
            checked += 1
    assert checked == 24
