"""Names in a text: which runs of capitals are people, offices or bodies."""

import re

from safeconduct.read.figures import HONORIFICS, Figure, Register, surname_of
from safeconduct.read.gazetteer import Gazetteer, plain
from safeconduct.read.lexicon import word_class
from safeconduct.read.titles import ROLE_HEADS, describe_around
from safeconduct.read.words import Words

_ROLE_FILLERS = word_class("role_fillers")
BODY_WORDS = word_class("body_words")
_PARTICLES = word_class("particles")
_NOT_NAMES = word_class("not_names")
_PLACE_PREPOSITIONS = word_class("place_prepositions")
_KIN = word_class("kin")


def name_runs(words: Words) -> list[tuple[int, int]]:
    """Runs of capitalised words that may hold a name, particles included."""
    runs: list[tuple[int, int]] = []
    i, n = 0, len(words.word)
    while i < n:
        if not _capital(words, i):
            i += 1
            continue
        j = i + 1
        while j < n and words.holder[j] == words.holder[i]:
            if _capital(words, j) or (words.low[j] in _PARTICLES and _particles_lead(words, j)):
                j += 1
            else:
                break
        runs.append((i, j))
        i = j
    return runs


def _particles_lead(words: Words, j: int) -> bool:
    """Whether particles lead on to a name: van der Loo."""
    while j + 1 < len(words.word) and words.low[j] in _PARTICLES and not _capital(words, j):
        j += 1
    return _capital(words, j)


def _capital(words: Words, i: int) -> bool:
    word = words.word[i]
    return word[0].isupper() or (word[:3] in {"al-", "el-"} and len(word) > 3 and word[3].isupper())


def split_run(words: Words, run: tuple[int, int], gazetteer: Gazetteer) -> tuple[int, int]:
    """The part of a run that can be a person's name: what follows titles, offices and countries."""
    first, stop = run
    begin = first
    for k in range(first, stop):
        low = words.low[k]
        rest = stop - k - 1
        if (
            (
                low in HONORIFICS
                or low in ROLE_HEADS
                or (low in _NOT_NAMES and k == first)
                or (low in _ROLE_FILLERS and k == begin and rest)
                or (
                    low in BODY_WORDS | _ROLE_FILLERS
                    and rest
                    and any(words.low[m] in ROLE_HEADS for m in range(k + 1, stop))
                )
            )
            or (k == begin and rest >= 2 and gazetteer.country(words.word[k]))
            or (
                k == begin
                and rest >= 1
                and (low in gazetteer.bodies or low in {"un", "us", "uk", "eu"})
            )
        ):
            begin = k + 1
    return begin, stop


def register(words: Words, gazetteer: Gazetteer, date: str, outlet: str = "") -> Register:
    """Find everybody that the text names."""
    book = Register(gazetteer, date)
    book.home = book.body(outlet) if outlet else None
    lone: list[tuple[int, int, str]] = []
    past = 0
    for run in name_runs(words):
        if run[0] < past:
            continue
        _spell_out(words, book, run)
        wide = _wide_body(words, book, run)
        if wide:
            past = wide[0]
            book.note(run[0], wide[1])
            continue
        holder = _ministry(words, book, run) or _holder(words, book, run)
        if holder:
            book.note(run[0], holder)
            continue
        begin, stop = split_run(words, run, gazetteer)
        if begin >= stop or any(words.low[k] in BODY_WORDS for k in range(begin, stop)):
            continue
        before = words.low[begin - 1] if begin > run[0] else ""
        honorific = before if before in HONORIFICS else ""
        if before in ROLE_HEADS and stop - begin == 1 and not _is_place(words, begin, gazetteer):
            honorific = before
        if stop - begin == 1 or (stop - begin == 2 and words.low[begin] in _PARTICLES - {"abu"}):
            lone.append((begin, stop, honorific))
            continue
        shouted = sum(
            words.word[k].isupper() and len(words.word[k]) > 2 for k in range(begin, stop)
        )
        if 0 < shouted < stop - begin:
            continue  # IDP Camps
        if begin and words.low[begin - 1] == "the":
            continue  # the Middle East
        if stop - begin > 5 or _is_headline_run(run):
            continue
        if words.low[begin] in _NOT_NAMES or gazetteer.country(words.word[begin]):
            continue
        if any(plain(words.word[k]) in gazetteer.bodies for k in range(begin, stop)):
            continue
        if _reads_as_place(words, begin, honorific, gazetteer):
            continue
        figure = book.person(words.phrase(begin, stop), honorific)
        describe_around(words, book, figure, begin, stop)
        book.note(begin, figure)
    firsts: dict[str, list[Figure]] = {}
    for figure in {id(f): f for f in book.figures.values() if f.kind == "person"}.values():
        firsts.setdefault(plain(figure.name).split()[0], []).append(figure)
    for begin, stop, honorific in lone:
        key = surname_of(plain(words.phrase(begin, stop)))
        alone = _is_first_name(words, begin, stop, gazetteer)
        if len(firsts.get(key, ())) == 1 and key not in book.surnames and not honorific:
            book.note(begin, firsts[key][0])  # Getachew, after Getachew Hagos
        elif key in book.surnames or key in gazetteer.surnames or honorific or alone:
            figure = book.person(words.phrase(begin, stop), honorific)
            describe_around(words, book, figure, begin, stop)
            book.note(begin, figure)
    book.order.sort(key=lambda pair: pair[0])
    return book


def _ministry(words: Words, book: Register, run: tuple[int, int]) -> Figure | None:
    """Ministry of Foreign Affairs of the Russian Federation: a ministry with its country."""
    first = run[0] + (words.low[run[0]] == "the")
    if words.low[first : first + 2] != ["ministry", "of"]:
        return None
    end = first + 2
    while (
        end < min(len(words.low), first + 12)
        and words.holder[end] == words.holder[first]
        and (_capital(words, end) or words.low[end] in _JOINTS - {"in"})
    ):
        end += 1
    for k in range(first + 3, end):
        country = book.gazetteer.country(words.phrase(k, end)) if words.low[k - 1] != "of" else ""
        country = country or book.gazetteer.country(words.phrase(k, min(k + 2, end)))
        if country:
            of = words.phrase(first + 2, k).removesuffix(" the").removesuffix(" of")
            name = f"Ministry of {of} of {country}"
            made = Figure(name, "institution", "", name, country)
            return book.figures.setdefault(plain(name), made)
    return None


def _holder(words: Words, book: Register, run: tuple[int, int]) -> Figure | None:
    """The Secretary-General: an office that stands for the one who holds it."""
    key = plain(words.phrase(*run))
    if key not in book.gazetteer.offices or key.rsplit(maxsplit=1)[-1] not in ROLE_HEADS:
        return None
    return book.office(key, "")


def _is_place(words: Words, k: int, gazetteer: Gazetteer) -> bool:
    key = plain(words.word[k])
    return bool(gazetteer.country(key)) or key in gazetteer.cities or key in gazetteer.bodies


_JOINTS = frozenset({"for", "of", "the", "and", "in"})


def _wide_body(words: Words, book: Register, run: tuple[int, int]) -> tuple[int, Figure] | None:
    """The body that begins with a run: Office for the Coordination of …; and where it ends."""
    first, stop = run
    opener = (
        words.low[first + 1 : first + 2] if words.low[first] == "the" else words.low[first:stop]
    )
    if not opener or opener[0].removesuffix("'s") not in book.gazetteer.opens:
        found = book.body(words.phrase(first, stop))
        return (stop, found) if found else None
    sentence = words.sentences[words.holder[first]]
    end = stop
    ends = [stop, *(k for k in (stop + 1, stop + 2) if _lower_words(words, stop, k, sentence.stop))]
    while end < min(sentence.stop, first + 12):
        if not (_capital(words, end) or words.low[end] in _JOINTS):
            break
        end += 1
        ends.append(end)
    for last in sorted(set(ends), reverse=True):
        phrase = words.phrase(first, last)
        listed = plain(phrase) in book.gazetteer.bodies
        if last == stop or listed:
            found = book.body(phrase)
            if found:
                return last, found
    return None


def _lower_words(words: Words, stop: int, last: int, end: int) -> bool:
    return last <= end and all(words.word[k].islower() for k in range(stop, last))


def _spell_out(words: Words, book: Register, run: tuple[int, int]) -> None:
    """Haitian National Police (PNH): from here on the acronym means that body."""
    first, stop = run
    if words.low[stop : stop + 1] != ["("] or words.low[stop + 2 : stop + 3] != [")"]:
        return
    acronym = words.word[stop + 1]
    if not acronym.isupper() or len(acronym) < 2 or plain(acronym) in book.gazetteer.bodies:
        return
    while first > 1 and words.low[first - 1] in _JOINTS - {"in"}:
        k = first - 1
        while k > 0 and words.low[k] in _JOINTS:
            k -= 1
        if not _capital(words, k) or words.holder[k] != words.holder[stop]:
            break
        first = k
        while first > 0 and _capital(words, first - 1):
            first -= 1
    name = re.sub(r"^[Tt]he\s+", "", words.phrase(first, stop))
    known = book.body(name)
    if known or any(words.low[k] in BODY_WORDS for k in range(first, stop)):
        figure = known or book.figures.setdefault(plain(name), _country_body(book, name))
        book.figures[plain(acronym)] = figure


def _country_body(book: Register, name: str) -> Figure:
    """A body that no list knows, with the country that its name begins with."""
    country = book.gazetteer.country(name.split(maxsplit=1)[0]) if name.split() else ""
    return Figure(name, "institution", "", name if country else "", country)


_AGED = re.compile(r"\d{1,2}")


def _is_first_name(words: Words, begin: int, stop: int, gazetteer: Gazetteer) -> bool:
    """Abeba, 34, …; Yasmin, a nurse: one name alone that only a person can bear."""
    key = plain(words.phrase(begin, stop))
    if (
        words.low[stop : stop + 1] != [","]
        or stop + 1 >= len(words.low)
        or words.word[begin].isupper()
        or gazetteer.country(key)
        or key in gazetteer.cities
        or key in gazetteer.bodies
        or words.low[begin] in _NOT_NAMES
    ):
        return False
    if _AGED.fullmatch(words.word[stop + 1]):
        return words.low[stop + 2 : stop + 3] != ["km"]
    return words.low[stop + 1] in {"a", "an"} and any(
        low in ROLE_HEADS | _KIN for low in words.low[stop + 2 : stop + 6]
    )


def _reads_as_place(words: Words, begin: int, honorific: str, gazetteer: Gazetteer) -> bool:
    """Whether an unknown name after a preposition of place is one: south of Wadi Gaza."""
    if honorific or begin == 0 or words.low[begin] in gazetteer.genders:
        return False
    known = surname_of(plain(words.phrase(begin, begin + 2))) in gazetteer.surnames
    return words.low[begin - 1] in _PLACE_PREPOSITIONS and not known


def _is_headline_run(run: tuple[int, int]) -> bool:
    return run[1] - run[0] > 7
