"""The invented reports of `bench/reports` with their annotation as places in the text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safeconduct.model.statement import Report, Span, Statement
from safeconduct.read.reading import read
from safeconduct.read.relations import relate

FOLDER = Path(__file__).parent / "reports"
KINDS = ("contradicts", "tension", "restates", "answers")
NOBODY = "-"
UNNAMED = "?"


@dataclass(frozen=True, slots=True)
class Marked:
    """One annotated statement; `speakers`, `parties` and `acts` hold every right answer."""

    number: int
    mention: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    speakers: frozenset[str]
    parties: frozenset[str]
    acts: frozenset[str]
    within: int


@dataclass(frozen=True, slots=True)
class Invented:
    """A report with its head, its statements, and pairs of numbers that bear on each other."""

    name: str
    head: dict[str, str]
    text: str
    statements: tuple[Marked, ...]
    relations: frozenset[tuple[int, str, int]]


class UnplacedError(ValueError):
    """An annotation whose words are not in the text."""


def load(part: str, folder: Path = FOLDER) -> list[Invented]:
    """The reports of a part, `tuning` or `kept`."""
    reports = (parse(path) for path in sorted(folder.glob("*.txt")))
    return [report for report in reports if report.head["part"] == part]


def parse(path: Path) -> Invented:
    """Read one file; raises UnplacedError where words are not found."""
    whole = path.read_text(encoding="utf-8")
    top, _, rest = whole.partition("\n\n")
    text, _, notes = rest.partition("\n===\n")
    head = dict(line.split(": ", 1) for line in top.splitlines())
    marked: list[Marked] = []
    relations: set[tuple[int, str, int]] = set()
    for line in notes.splitlines():
        link = re.fullmatch(rf"(\d+) ({'|'.join(KINDS)}) (\d+)", line)
        if link:
            relations.add((int(link[1]), link[2], int(link[3])))
        else:
            marked.append(_marked(line, text, path.stem))
    return Invented(path.stem, head, text, tuple(marked), frozenset(relations))


def _marked(line: str, text: str, where: str) -> Marked:
    number, mention, cue, content, speaker, party, act, within = line.split(" | ")
    try:
        spans = _content(content, text)
        cues = _beside(cue, text, spans, [k for span in spans for k in span])
        return Marked(
            int(number),
            () if mention == NOBODY else _beside(mention, text, (), cues[0]),
            cues,
            spans,
            frozenset(speaker.split("/")),
            frozenset(party.split("/")),
            frozenset(act.split("/")),
            0 if within == NOBODY else int(within),
        )
    except UnplacedError as error:
        raise UnplacedError(f"{where} {number}: {error}") from None


def _content(told: str, text: str) -> tuple[Span, ...]:
    """Pieces parted by …, each perhaps abridged by ~; or a few words {in their place}."""
    around = re.fullmatch(r"(.*)\{(.+)\}(.*)", told)
    if around:
        at = text.find("".join(around.groups()))
        if at < 0:
            raise UnplacedError(told)
        return ((at + len(around[1]), at + len(around[1]) + len(around[2])),)
    spans: list[Span] = []
    begin = 0
    for piece in told.split(" … "):
        start = begin
        for n, words in enumerate(piece.split(" ~ ")):
            at = text.find(words, begin)
            if at < 0:
                raise UnplacedError(words)
            start = at if n == 0 else start
            begin = at + len(words)
        spans.append((start, begin))
    return tuple(spans)


def _beside(told: str, text: str, taken: Sequence[Span], near: Sequence[int]) -> tuple[Span, ...]:
    """The place of some words that lies nearest to an offset and outside what is taken."""
    if len(told) == 1 and not told.isalnum():
        at = text.rfind(told, 0, near[0] + 1) if told == ":" else text.find(told, near[-1])
        return ((at, at + 1),)
    spans: list[Span] = []
    for piece in told.split(" … "):
        whole = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)")
        found = [m.span() for m in whole.finditer(text)]
        free = [s for s in found if not any(a <= s[0] and s[1] <= b for a, b in taken)] or found
        if not free:
            raise UnplacedError(piece)
        spans.append(min(free, key=lambda s: min(abs(edge - k) for edge in s for k in near)))
    return tuple(spans)


def judged(score: Any, reports: Sequence[Invented]) -> list[str]:
    """Speaker right, wrong, party, hearsay given away, act, and relations, of what is matched."""
    counts: Counter[str] = Counter()
    for report in reports:
        outlet = "" if report.head["outlet"] == NOBODY else report.head["outlet"]
        about = Report(report.name, outlet, report.head["date"], "en")
        found = read(report.text, about).statements
        gold = [{"content": [list(s) for s in m.content]} for m in report.statements]
        told = [{"content": [list(s) for s in f.content]} for f in found]
        names: dict[str, int] = {}
        for i, k, _ in score.match(report.text, gold, told)[0]:
            names[found[k].id] = report.statements[i].number
            _judge(report.statements[i], found[k], counts)
        for relation in relate(found):
            pair = names.get(relation.origin, 0), names.get(relation.other, 0)
            links = {(a, relation.kind.value, b) for a, b in (pair, pair[::-1])}
            counts["links told"] += 1
            counts["links right"] += bool(links & report.relations)
        counts["links wanted"] += len(report.relations)
    matched = max(1, counts["matched"])
    shares = (f"{100 * counts[what] / matched:.1f}" for what in ("speaker", "wrong", "party"))
    precision = counts["links right"] / max(1, counts["links told"])
    recall = counts["links right"] / max(1, counts["links wanted"])
    return [
        *shares,
        str(counts["hearsay"]),
        f"{100 * counts['act'] / matched:.1f}",
        f"{precision:.2f}",
        f"{recall:.2f}",
    ]


def _judge(gold: Marked, found: Statement, counts: Counter[str]) -> None:
    name = found.speaker.name or (NOBODY if found.unattributed else UNNAMED)
    counts["matched"] += 1
    counts["speaker"] += name in gold.speakers
    counts["wrong"] += found.speaker.name is not None and name not in gold.speakers
    counts["party"] += (found.speaker.party or NOBODY) in gold.parties
    counts["act"] += found.act.value in gold.acts
    counts["hearsay"] += NOBODY in gold.speakers and found.speaker.kind == "person"
