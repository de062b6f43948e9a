"""What a title or an apposition tells of somebody: role, affiliation and side."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from safeconduct.read import clauses as c
from safeconduct.read.gazetteer import government, plain
from safeconduct.read.lexicon import rows, word_class

if TYPE_CHECKING:
    from safeconduct.read.figures import Figure, Register
    from safeconduct.read.words import Words

ROLE_HEADS = word_class("role_heads")
_LEADS = word_class("leads")
_SPEAKING_FOR = word_class("speaking_for")
_LOCAL = word_class("local_heads")
_AFTER = frozenset({"said", "says", "told", "added"})
_LONGEST = 18


@lru_cache(maxsize=1)
def _offices() -> list[tuple[str, str, str]]:
    return [(phrase, affiliation, party) for phrase, affiliation, party in rows("offices.tsv")]


def describe_around(words: Words, book: Register, figure: Figure, begin: int, stop: int) -> None:
    """Take role and side from what stands before the name or, between commas, after it."""
    if figure.known and figure.role:
        return
    before = _titles_before(words, begin)
    for title in before:
        describe(book, figure, title)
        place_in(book, figure, title)
    if words.low[stop : stop + 1] == ["of"] and before:
        country = book.gazetteer.country(words.phrase(stop + 1, min(stop + 2, len(words.low))))
        if country and not figure.party:
            figure.party, figure.affiliation = country, affiliation_of(figure.role, country)
    if not figure.role or not figure.party:
        after = _apposition(words, stop)
        if after and not (before and figure.role and after.startswith("who ")):
            describe(book, figure, after)
        elif after:
            place_in(book, figure, after)


def _titles_before(words: Words, begin: int) -> list[str]:
    """Kenyan Health Minister X; or, before a comma, the city's mayor, Colonel X."""
    sentence = words.sentences[words.holder[begin]]
    if begin <= sentence.first:
        return []
    found: list[str] = []
    start = c.noun_phrase_left(words, sentence.first, begin - 1)
    if start < begin and (_has_head(words, start, begin) or words.low[begin - 1] == "'s"):
        found.append(words.phrase(start, begin))
    comma = (min(begin, start)) - 1
    if comma <= sentence.first or words.low[comma] != ",":
        return found
    start = c.noun_phrase_left(words, sentence.first, comma - 1)
    for _ in range(3):
        joint = start - 1
        if joint <= sentence.first or words.low[joint] not in c.PREPOSITIONS:
            break
        start = min(start, c.noun_phrase_left(words, sentence.first, joint - 1))
    if start < comma and _has_head(words, start, comma):
        found.append(words.phrase(start, comma))
    return found


def _has_head(words: Words, first: int, stop: int) -> bool:
    return any(words.low[k] in ROLE_HEADS for k in range(max(first, 0), stop))


def _apposition(words: Words, stop: int) -> str:
    """What stands between commas after a name, where it tells an office: X, who heads Y,."""
    if stop + 1 >= len(words.low) or words.low[stop] != ",":
        return ""
    if words.holder[stop] != words.holder[stop - 1]:
        return ""
    first = stop + 1
    if words.low[first][0].isdigit() and words.low[first + 1 : first + 2] == [","]:
        first += 2
    end = first
    while (
        end < len(words.low)
        and words.holder[end] == words.holder[stop]
        and words.low[end] not in {",", "."} | _AFTER
        and words.inside[end] == words.inside[stop]
        and end < stop + _LONGEST
    ):
        end += 1
    if end <= first:
        return ""
    leads = words.low[first] in {"who", "which"} and words.low[first + 1] in _LEADS
    return words.phrase(first, end) if leads or _has_head(words, first, end) else ""


def describe(book: Register, figure: Figure, title: str) -> None:
    """Write role, affiliation and party into a figure as a title tells them."""
    words = re.findall(r"[\w.'’-]+", title)
    heads = [w.lower() for w in words if w.lower() in ROLE_HEADS]
    leads = [w.lower() for w in words if w.lower() in _LEADS]
    if not heads and not leads:
        return
    if not figure.role and heads and words[0].lower() != "who":
        pairs = (f"{a} {b}" for a, b in pairwise(words))
        doubled = {w for pair in pairs if book.gazetteer.country(pair) for w in pair.split()}
        kept = (w for w in words if w not in doubled and not book.gazetteer.country(w))
        dropped = {"the", "a", "an", "'s", "’s", "its", "their", "our", "his", "her"}
        role = " ".join(w for w in kept if w.lower() not in dropped)
        figure.role = re.sub(r"^\S+['’]s\s+|\s+(?:in|of|for|to|at|from)$", "", role)
    place_in(book, figure, title)


def place_in(book: Register, figure: Figure, title: str) -> None:
    """Write affiliation and party into a figure that has none, as a title tells them."""
    if figure.party:
        return
    words = re.findall(r"[\w.'’-]+", title)
    low = title.lower()
    if book.home and re.search(r"\bour\b", low):
        figure.affiliation, figure.party = book.home.affiliation, book.home.party
        return
    told = _first_side(book, words)
    if told is None:
        office = next((o for o in _offices() if o[0] in low), None)
        if office:
            figure.affiliation, figure.party = office[1], office[2]
        return
    kind, name = told
    if kind == "body":
        body = book.gazetteer.bodies[name]
        figure.affiliation, figure.party = body.affiliation, body.party
    else:
        figure.party = name
        figure.affiliation = affiliation_of(figure.role, name)


def _first_side(book: Register, words: list[str]) -> tuple[str, str] | None:
    """The first body or country in a title that is whose, and not where or to whom."""
    heads = [w.lower() for w in words if w.lower() in ROLE_HEADS | _LEADS]
    speaks = bool(set(heads) & _SPEAKING_FOR)
    local = bool({w.lower() for w in words} & _LOCAL)
    sent = False
    for i, word in enumerate(words):
        low = word.lower()
        if low in {"to", "for", "on"}:
            sent = not speaks
        elif low == "in":
            sent = not local
        elif low in {"of", "at", "from", "who"} or (
            low == "with" and i and words[i - 1].lower() in heads
        ):
            sent = False
        ruled = re.match(r"(\w+)-(?:run|led|controlled|appointed|affiliated|aligned)$", word)
        if ruled:
            key = plain(ruled[1])
            if key in book.gazetteer.bodies:
                return "body", key
            if book.gazetteer.country(key):
                return "country", book.gazetteer.country(key)
        if sent:
            continue
        named_on = bool(words[i + 1 : i + 2]) and words[i + 1][0].isupper()
        for size in (6, 5, 4, 3, 2, 1):
            if size == 1 and low == "west" and named_on:
                break  # West Darfur
            key = plain(" ".join(words[i : i + size]))
            if i + size <= len(words) and word[0].isupper() and key in book.gazetteer.bodies:
                return "body", key
        country = book.gazetteer.country(word) or book.gazetteer.country(" ".join(words[i : i + 2]))
        country = country or _country_of_city(book, words[i : i + 3])
        if country:
            return "country", country
    return None


def _country_of_city(book: Register, words: list[str]) -> str:
    """The country of a town that a title names: the mayor of Mariupol."""
    for size in (3, 2, 1):
        found = book.gazetteer.cities.get(plain(" ".join(words[:size])))
        if found:
            return found
    return ""


def affiliation_of(role: str, country: str) -> str:
    """The institution that an office belongs to."""
    low = role.lower().replace("defense", "defence")
    if "foreign min" in low:
        return f"Ministry of Foreign Affairs of {country}"
    if "defence" in low:
        return f"Ministry of Defence of {country}"
    if "army" in low or "military" in low or "commander" in low:
        return f"Armed Forces of {country}"
    return government(country).affiliation
