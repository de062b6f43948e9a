"""He, she, it, its, the agency: who was spoken of last, and not whoever was not named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from safeconduct.read import clauses as c
from safeconduct.read.gazetteer import plain
from safeconduct.read.lexicon import word_class
from safeconduct.read.titles import ROLE_HEADS

if TYPE_CHECKING:
    from safeconduct.read.clauses import Range
    from safeconduct.read.figures import Figure, Register
    from safeconduct.read.words import Words

_VAGUE = word_class("vague")
_WHERE = frozenset({"in", "at", "from", "to", "near"})
_ANY_BODY = frozenset(
    ["agency", "organisation", "organization", "charity", "body", "group", "ngo", "movement"]
)


class Hearing(Protocol):
    """What a pronoun is resolved against: the text, its figures, and who spoke where."""

    words: Words
    book: Register
    spoke: dict[int, list[tuple[int, Figure]]]

    def possessive(self, p: int, stop: int) -> bool:
        """Whether the name at p only owns what follows."""

    def unnamed_figure(self, at: Range, role: str) -> Figure:
        """Somebody without a name, with the side that the words tell."""


def he(who: Hearing, first: int, gender: str) -> Figure | None:
    """He or she: whom the sentence, else one of the five before it, is about."""
    sentence = who.words.holder[first]
    for back in range(6):
        s = sentence - back
        if s < 0:
            break
        figure = prominent(who, s, first if back == 0 else -1, gender)
        if figure is None:
            figure = unnamed_subject(who, s, first)
        if figure is not None:
            return figure
    return None


def unnamed_subject(who: Hearing, s: int, before: int) -> Figure | None:
    """The Emirati minister set out a condition: he is that minister, whoever it is."""
    words = who.words
    sentence = words.sentences[s]
    end = c.noun_phrase_right(words, sentence.first, sentence.stop)
    first = sentence.first
    if (
        end - first < 2
        or end > before
        or any(f.kind == "person" for _, f in who.book.between(first, end))
    ):
        return None
    roles = [k for k in range(first, end) if words.low[k] in ROLE_HEADS | _VAGUE]
    if not roles or words.low[first] not in c.DETERMINERS:
        return None
    return who.unnamed_figure((first, end), "")


def prominent(who: Hearing, s: int, before: int, gender: str) -> Figure | None:
    """The person whom a sentence is about: who spoke last in it, else its first person."""

    def fits(figure: Figure, position: int) -> bool:
        early = before < 0 or position < before
        return figure.kind == "person" and early and (not figure.gender or figure.gender == gender)

    spoke = [f for p, f in who.spoke.get(s, ()) if fits(f, p)]
    if spoke:
        return spoke[-1]
    sentence = who.words.sentences[s]
    named = [
        (p, f)
        for p, f in who.book.between(sentence.first, sentence.stop)
        if fits(f, p) and who.words.inside[p] < 0
    ]
    if not named:
        return None
    owned = [f for p, f in named if not who.possessive(p, sentence.stop)]
    return (owned or [f for _, f in named])[0]


def it(who: Hearing, first: int) -> Figure | None:
    """It or they: the body that spoke right before."""
    sentence = who.words.holder[first]
    for s in (sentence, sentence - 1):
        spoke = [f for p, f in who.spoke.get(s, ()) if p < first]
        if spoke:
            return spoke[-1] if spoke[-1].kind == "institution" else None
    return None


def owner(who: Hearing, first: int) -> Figure | None:
    """The body that *its* means: who spoke last, else whom the sentence before is about."""
    sentence = who.words.holder[first]
    for s in (sentence, sentence - 1):
        if s < 0:
            return None
        start = who.words.sentences[s].first
        spoke = [f for p, f in who.spoke.get(s, ()) if p < first]
        bodies = [f for p, f in who.book.between(start, first) if f.kind == "institution"]
        if spoke and spoke[-1].party:
            return spoke[-1]
        if bodies:
            return bodies[0]
    return None


def last_called(who: Hearing, first: int, head: str) -> Figure | None:
    """The body that *the agency*, *the army* means: the last one that is called so."""
    if head in {"government", "authorities"}:
        ruling = {
            id(f): f
            for p, f in who.book.before(first)
            if f.name.endswith("(government)") and who.words.low[p - 1] not in _WHERE
        }
        return next(iter(ruling.values())) if len(ruling) == 1 else None
    bodies = [f for _, f in who.book.before(first) if f.kind == "institution"]
    for figure in bodies:
        called = who.book.gazetteer.called.get(figure.name, set()) | set(plain(figure.name).split())
        if head in called:
            return figure
    if head in _ANY_BODY:
        figures = [f for f in bodies if not f.name.endswith(")")]
        return figures[0] if figures else None
    return None
