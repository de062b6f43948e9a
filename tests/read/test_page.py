"""The page of the log: whole, self-contained, and safe whatever the report holds."""

import re
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.model.statement import Report
from safeconduct.read.page import marked, page
from safeconduct.read.reading import read
from safeconduct.read.relations import relate

TEXT = (
    "Kyiv accused Russian forces of shelling the convoy <script>alert(1)</script>. The Kremlin denied the"
    " allegations.\nAnna Orlan said: “We will wait & see.”"
)


def test_the_page_asks_nothing_of_the_network_and_runs_nothing() -> None:
    reading = read(TEXT, Report("a.txt", date="2022-04-27"))
    html = page([reading], relate(reading.statements))
    assert "<script" not in html
    assert not re.search(r"(?:src|href)=\"(?!#)", html)
    assert "default-src 'none'" in html


def test_contradictions_stand_before_the_reports() -> None:
    reading = read(TEXT, Report("a.txt"))
    html = page([reading], relate(reading.statements))
    assert html.index("contradicts") < html.index('class="report"')


def test_every_link_on_the_page_leads_somewhere() -> None:
    reading = read(TEXT, Report("a.txt"))
    html = page([reading], relate(reading.statements))
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


@given(
    st.lists(
        st.sampled_from(
            ["Anna Orlan said", " that ", "<b>", "“", "”", "&amp;", ", ", ".", " he added ", "x"]
        ),
        max_size=40,
    )
)
@settings(max_examples=60)
def test_marking_changes_no_letter_of_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    html = marked(read(text, Report("x")))
    bare = unescape(re.sub(r"<[^>]*>", "", re.sub(r'<a class="number".*?</a>', "", html)))
    assert bare == "".join(line for line in text.split("\n") if line.strip())
