"""The words that attribute: verbs, nouns and adjectives, with what may follow them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

_DATA = files("safeconduct.read") / "data"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that attributes.

    `frames` says what may be its content: `q` a quotation, also before the verb; `t` a
    clause with *that*; `b` a bare clause; `w` *whether*, *how* and the like; `i` an
    infinitive; `o` a noun phrase; `ox` a noun phrase that only counts with what is asked
    of it; `g` a gerund; `a` any of these after an addressee. `act` is the plain speech act.
    """

    lemma: str
    frames: frozenset[str]
    prepositions: frozenset[str]
    act: str


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a verb: `base`, `s`, `past`, `part`, or `ing`; `past` may also be `part`."""

    entry: Entry
    kind: str


@dataclass(frozen=True)
class Lexicon:
    """All words that attribute, by their forms in lower case."""

    verbs: dict[str, Form]
    nouns: dict[str, Entry]
    adjectives: dict[str, Entry]

    @cached_property
    def all(self) -> frozenset[str]:
        """Every form in it."""
        return frozenset([*self.verbs, *self.nouns, *self.adjectives])


def rows(name: str) -> list[list[str]]:
    """The rows of a table in `data/`, without its head and remarks."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:] if line and not line.startswith("#")]


def word_class(name: str) -> frozenset[str]:
    """A closed class of words, from `data/classes.tsv`."""
    return _classes()[name]


@lru_cache(maxsize=1)
def _classes() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in rows("classes.tsv")}


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read the tables once."""
    verbs: dict[str, Form] = {}
    for row in rows("cues.tsv"):
        entry = _entry(row[0], row[2], row[3], row[4])
        for form, kind in _forms(row[0], [f for f in row[1].split(",") if f]):
            verbs.setdefault(form, Form(entry, kind))
    nouns: dict[str, Entry] = {}
    for lemma, frames, prepositions, act in rows("nouns.tsv"):
        entry = _entry(lemma, frames, prepositions, act)
        nouns[lemma] = entry
        nouns[_plural(lemma)] = entry
    adjectives = {row[0]: _entry(*row) for row in rows("adjectives.tsv")}
    return Lexicon(verbs, nouns, adjectives)


def _entry(lemma: str, frames: str, prepositions: str, act: str) -> Entry:
    given = frozenset(p for p in prepositions.split(",") if p)
    return Entry(lemma, frozenset(frames.split()), given, act)


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _forms(lemma: str, irregular: list[str]) -> list[tuple[str, str]]:
    """Every form of a verb; irregular forms are past forms, or end in -ing, -s or -ies."""
    past = [f for f in irregular if not f.endswith("ing") and not f.endswith("ies")]
    present = [f for f in irregular if f.endswith("ies")] or [_plural(lemma)]
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma
    ing = [f for f in irregular if f.endswith("ing")]
    if not ing:
        doubled = [f[:-2] + "ing" for f in past if f.endswith("ed") and f[:-2] == lemma + lemma[-1]]
        ing = doubled or [stem + "ing"]
    forms = [(lemma, "base"), *((f, "s") for f in present), *((f, "ing") for f in ing)]
    if not past:
        past = [lemma + "d" if lemma.endswith("e") else lemma + "ed"]
    found = [(f, "past") for f in past]
    return found + forms if lemma in past else forms + found
