"""What a report announces for a day to come: who goes where, and when."""

import re
from dataclasses import dataclass

from safeconduct.model.statement import Report, Span
from safeconduct.read.meaning import times_of
from safeconduct.read.words import split

_ANNOUNCED = re.compile(
    r"\b(?:scheduled|due|set|expected|planned|plans?|will|would|is to|are to|is going to|starting|"
    r"from)\b"
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A sentence about a day to come, with its date in ISO form."""

    date: str
    text: str
    span: Span
    report: Report


def agenda(text: str, report: Report) -> tuple[Ahead, ...]:
    """The sentences that announce something for a day after the report, by date."""
    if not report.date:
        return ()
    words = split(text)
    found: list[Ahead] = []
    for sentence in words.sentences:
        start, end = words.span(sentence.first, sentence.stop)
        piece = text[start:end]
        if not _ANNOUNCED.search(piece):
            continue
        days = [t.date for t in times_of(piece, start, report.date) if t.date > report.date]
        if days:
            found.append(Ahead(min(days), piece, (start, end), report))
    return tuple(sorted(found, key=lambda ahead: ahead.date))
