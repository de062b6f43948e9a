"""Links in the project's papers lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = sorted(
    paper
    for folder in (".", "docs", "examples")
    for paper in (ROOT / folder).glob("*.md" if folder == "." else "**/*.md")
)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FOREIGN = re.compile(r"^(https?|mailto):")


def links(text: str) -> list[str]:
    """The targets of a page's links, those to other sites left out."""
    prose = FENCE.sub("", text)
    return [target for target in LINK.findall(prose) if not FOREIGN.match(target)]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = HEADING.findall(FENCE.sub("", text))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


def dead(paper: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    missing = []
    for target in links(paper.read_text(encoding="utf-8")):
        name, _, anchor = target.partition("#")
        page = (paper.parent / name).resolve() if name else paper
        if not page.exists() or (
            anchor and anchor not in anchors(page.read_text(encoding="utf-8"))
        ):
            missing.append(target)
    return missing


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading_that_exist(paper: Path) -> None:
    assert dead(paper) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n[here](#a-page) [gone](gone.md) [no](page.md#none)\n")
    assert dead(page) == ["gone.md", "page.md#none"]


def test_the_papers_of_the_house_are_there() -> None:
    names = {str(paper.relative_to(ROOT)) for paper in PAPERS}
    assert {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/dictionary.md"} <= names


def test_no_paper_calls_a_notification_approved() -> None:
    offenders = [
        f"{paper.relative_to(ROOT)}: {line}"
        for paper in PAPERS
        for line in paper.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bapproved\b", line, re.IGNORECASE)
        and not re.search(r"\bnever\b", line, re.IGNORECASE)
    ]
    assert offenders == []


def test_every_decision_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = [page.name for page in folder.glob("[0-9]*.md")]
    assert pages
    assert [name for name in pages if f"({name})" not in index] == []
