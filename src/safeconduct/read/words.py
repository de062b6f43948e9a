"""A text as words, sentences and quotations, each with its place; the text is never touched."""

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass

Span = tuple[int, int]

_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S., p.m.
    r"|(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Cmdr|Mgr|Fr|Sen|Sens|Rep|Reps|Gov|Prof|Rev|Hon|St|Jr|Sr|No|vs"
    r"|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|approx|est|Inc|Co|Corp|Ltd|Brig|Adm|Pres|Amb)\.(?!\w)"
    r"|\b[A-Z]\.(?=\s[A-Z])"  # an initial
    r"|\d[\d.,:]*\d|\d"
    r"|''|``|(?:[’'][sS])\b|n[’']t\b"
    r"|[^\W\d_](?:(?!n[’']t\b)[^\W_])*(?:[’'](?![sS]\b)[^\W\d_]+)*(?:[-‐‑](?!s\b)[^\W_]+)*"
    r"|\.{3}|…|--+|\S"
)
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_OPENERS = {"“": '”"', "„": "“”", "«": "»", "»": "«", "``": "''"}
_STOPS = frozenset({".", "!", "?", "…", "..."})
_CLOSING = frozenset("”’»\"')]") | {"''"}
_DIRECTION_MARKS = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")
)


_ACRONYMS = {"WHO": "w.h.o.", "US": "u.s.", "IT": "i.t."}
"""Acronyms that are pronouns when written small."""

_BEFORE_MONTHS = frozenset(
    {"in", "of", "since", "until", "till", "by", "early", "mid", "late", "last"}
)

_LONGEST_QUOTATION = 3000
_LONGEST_SINGLE = 300
_LONGEST_SENTENCE = 400
"""In words; texts beyond are damaged, and reading them must not take for ever."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two quote marks; `first` and `last` are words, the marks included.

    `closed` is false where the closing mark is missing: the quotation then ends with its
    paragraph. `continues` is true where a paragraph takes up the quotation before it.
    """

    start: int
    end: int
    first: int
    last: int
    closed: bool
    continues: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words from `first` up to, not including, `stop`; `paragraph` counts from 0."""

    first: int
    stop: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: `word[i]` is `text[start[i]:end[i]]`, `low[i]` its lower case.

    `inside[i]` is the number of the quotation that holds the word, or -1; the marks belong
    to their quotation. `holder[i]` is the number of the word's sentence.
    """

    text: str
    start: list[int]
    end: list[int]
    word: list[str]
    low: list[str]
    inside: list[int]
    holder: list[int]
    sentences: list[Sentence]
    quotations: list[Quotation]

    def span(self, first: int, stop: int) -> Span:
        """The place in the text of the words from `first` up to, not including, `stop`."""
        return self.start[first], self.end[stop - 1]

    def at(self, offset: int) -> int:
        """The number of the last word that starts at or before the offset."""
        return max(0, bisect_right(self.start, offset) - 1)

    def phrase(self, first: int, stop: int) -> str:
        """The text of the words from `first` up to, not including, `stop`."""
        return self.text[self.start[first] : self.end[stop - 1]]


def split(text: str) -> Words:
    """Find words, sentences and quotations."""
    starts: list[int] = []
    ends: list[int] = []
    word: list[str] = []
    edges = [0]
    for line in _paragraphs(text):
        for match in _WORD.finditer(text, *line):
            starts.append(match.start())
            ends.append(match.end())
            word.append(match.group())
        if edges[-1] != len(word):
            edges.append(len(word))
    low = [w.lower() if w.isascii() else _lowered(w) for w in word]
    for i, acronym in enumerate(word):
        if acronym in _ACRONYMS:
            low[i] = _ACRONYMS[acronym]
        elif acronym == "May" and _is_month(low, i):
            low[i] = "may."
    quotations, inside = _quotations(text, starts, ends, word, edges)
    sentences = _sentences(starts, ends, word, edges)
    holder = [n for n, s in enumerate(sentences) for _ in range(s.first, s.stop)]
    return Words(text, starts, ends, word, low, inside, holder, sentences, quotations)


def _is_month(low: list[str], i: int) -> bool:
    """Whether *May* is the month and no verb: on 3 May, in May, May 2022."""
    near = low[max(0, i - 1) : i] + low[i + 1 : i + 2]
    return any(word[0].isdigit() for word in near) or (i > 0 and low[i - 1] in _BEFORE_MONTHS)


def _lowered(word: str) -> str:
    """A word small, with straight apostrophes and without marks of direction."""
    return word.lower().replace("’", "'").translate(_DIRECTION_MARKS) or word


def _paragraphs(text: str) -> list[Span]:
    """Lines are paragraphs, but for texts wrapped at a width: there a blank line parts them."""
    lines = [match.span() for match in _LINE.finditer(text)]
    if not _is_wrapped(text, lines):
        return lines
    joined: list[Span] = []
    for start, end in lines:
        blank = not text[start:end].strip()
        gap = text.count("\n", joined[-1][1], start) > 1 if joined else True
        if joined and not gap and not blank and text[joined[-1][0] : joined[-1][1]].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    full = [s for s in lines if text[s[0] : s[1]].strip()]
    if len(full) < 6:
        return False
    open_ended = sum(
        text[e - 1].isalpha() or text[e - 1] in ",-" for s, e in full if 50 < e - s < 100
    )
    return open_ended > 0.5 * len(full)


def _sentences(
    starts: list[int], ends: list[int], word: list[str], edges: list[int]
) -> list[Sentence]:
    found: list[Sentence] = []
    for paragraph, (low, high) in enumerate(itertools.pairwise(edges)):
        first = i = low
        while i < high:
            stop = _sentence_stop(starts, ends, word, i, high) if word[i] in _STOPS else 0
            if i - first > _LONGEST_SENTENCE:
                stop = stop or i + 1
            if stop:
                found.append(Sentence(first, stop, paragraph))
                first = i = stop
            else:
                i += 1
        if first < high:
            found.append(Sentence(first, high, paragraph))
    return found


def _sentence_stop(starts: list[int], ends: list[int], word: list[str], i: int, high: int) -> int:
    """Where the next sentence starts if one ends at word i, else 0."""
    j = i + 1
    while j < high and word[j] in _STOPS:
        j += 1
    while j < high and word[j] in _CLOSING and starts[j] == ends[j - 1]:
        if (
            word[j] in {'"', "'", "''"}
            and j + 1 < high
            and starts[j + 1] == ends[j]
            and word[j + 1][0].isalnum()
        ):
            break  # an opening mark that lacks its space
        j += 1
    if j >= high:
        return high
    following = word[j]
    if following[0].islower() or following in ",;:)-–—":
        return 0
    if starts[j] == ends[j - 1]:
        new = following in '“"‘' or (following[0].isupper() and len(following) > 1)
        if not new or (j == i + 1 and len(word[i - 1]) < 2):
            return 0
    return j


def _quotations(
    text: str, starts: list[int], ends: list[int], word: list[str], edges: list[int]
) -> tuple[list[Quotation], list[int]]:
    """Pair the marks, paragraph by paragraph; an odd mark never spoils the next paragraph."""
    inside = [-1] * len(word)
    found: list[Quotation] = []
    pending = False
    for low, high in itertools.pairwise(edges):
        i = low
        while i < high:
            close = _closing_marks(text, starts, ends, word, i, high)
            if not close:
                i += 1
                continue
            last = _close(text, starts, ends, word, i, high, close)
            closed = last >= 0
            if not closed and close in {"'", "’'"}:
                i += 1
                continue
            last = last if closed else high - 1
            for k in range(i, last + 1):
                inside[k] = len(found)
            found.append(Quotation(starts[i], ends[last], i, last, closed, pending and i == low))
            pending = not closed
            i = last + 1
        if not found or found[-1].last != high - 1:
            pending = False
    return found, inside


def _closing_marks(
    text: str, starts: list[int], ends: list[int], word: list[str], i: int, high: int
) -> str:
    """The marks that would close a quotation opened by word i; blank if it opens none."""
    mark = word[i]
    if mark in _OPENERS:
        spaced = i + 1 < high and starts[i + 1] == ends[i]
        return _OPENERS[mark] if mark != "»" or spaced else ""
    before = text[starts[i] - 1] if starts[i] else " "
    after = text[ends[i]] if ends[i] < len(text) else " "
    if mark in {'"', "''"}:
        return ('"”' if mark == '"' else mark) if not after.isspace() or before.isspace() else ""
    if mark in "‘'" and not after.isspace() and not before.isalnum() and before not in ".,!?":
        return "’'" if mark == "‘" else "'"
    return ""


def _close(
    text: str, starts: list[int], ends: list[int], word: list[str], i: int, high: int, marks: str
) -> int:
    """The word that closes the quotation opened by word i, or -1."""
    depth = 0
    single = marks in {"'", "’'"}
    longest = _LONGEST_SINGLE if single else _LONGEST_QUOTATION
    for k in range(i + 1, min(high, i + longest)):
        mark = word[k]
        if mark == word[i] and mark not in marks and mark != "``":
            depth += 1
        if mark != marks and (len(mark) > 1 or mark not in marks):
            continue
        after = text[ends[k]] if ends[k] < len(text) else " "
        before = text[starts[k] - 1]
        if mark == '"' and marks == '”"' and (after.isalnum() or before.isspace()):
            continue
        if single and (after.isalnum() or (before == "s" and not _ends_phrase(word, k, high))):
            continue
        if marks in {'"”', "''"} and mark != "”" and after.isalnum() and before.isspace():
            return -1 if k - i > 200 else k - 1  # the next one opens: the closing mark is missing
        if depth:
            depth -= 1
            continue
        return k
    return -1


def _ends_phrase(word: list[str], k: int, high: int) -> bool:
    return k + 1 >= high or not word[k + 1][0].isalnum()
