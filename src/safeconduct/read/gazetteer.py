"""Offices, bodies and countries by the names that reports use; works empty, only poorer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from safeconduct.read.lexicon import rows


@dataclass(frozen=True, slots=True)
class Person:
    """Who holds or held a public office; `start` and `end` are ISO dates, blank if open."""

    name: str
    role: str = ""
    affiliation: str = ""
    party: str = ""
    gender: str = ""
    start: str = ""
    end: str = ""

    def serves(self, date: str) -> bool:
        """Whether the office was held at a date; an unknown date does not rule it out."""
        if not date:
            return True
        return (not self.start or self.start <= date) and (not self.end or date <= self.end)


@dataclass(frozen=True, slots=True)
class Body:
    """A government, force, agency or movement that speaks as one."""

    name: str
    affiliation: str
    party: str


@dataclass(slots=True)
class Gazetteer:
    """Look-ups by names in lower case; `called` holds the words of a body's names.

    `opens` holds the words with which a body's name of several words begins.
    """

    persons: dict[str, list[Person]] = field(default_factory=dict)
    surnames: dict[str, list[Person]] = field(default_factory=dict)
    offices: dict[str, list[Person]] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    capitals: dict[str, str] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)
    cities: dict[str, str] = field(default_factory=dict)
    called: dict[str, set[str]] = field(default_factory=dict)
    opens: set[str] = field(default_factory=set)

    def country(self, phrase: str) -> str:
        """The country that a name, adjective or capital stands for, or blank."""
        key = plain(phrase)
        return self.countries.get(key, "") or self.capitals.get(key, "")


_DOTTED = (("u.n.", "un"), ("u.s.", "us"), ("u.k.", "uk"), ("e.u.", "eu"))


@lru_cache(maxsize=20_000)
def plain(phrase: str) -> str:
    """A phrase as a key: lower case, straight quotes, no article, no possessive ending."""
    low = phrase.lower()
    if "." in low:
        for dotted, short in _DOTTED:
            low = low.replace(dotted, short)
    key = " ".join(low.replace("’", "'").replace("‘", "'").split()).strip(" ,.;:—–-")
    for article in ("the ", "a ", "an "):
        if key.startswith(article):
            key = key[len(article) :].lstrip()
            break
    return key.removesuffix("'s").removesuffix("'").strip(" ,")


def government(country: str) -> Body:
    """The government of a country as a speaker."""
    if country == "Russia":
        return Body("Russia (Kremlin)", "Government of the Russian Federation", country)
    return Body(f"{country} (government)", f"Government of {country}", country)


@lru_cache(maxsize=1)
def standard() -> Gazetteer:
    """The gazetteer that is shipped."""
    gazetteer = Gazetteer()
    for gender, names in rows("gender_names.tsv"):
        gazetteer.genders.update(dict.fromkeys(names.split(), gender))
    for row in rows("countries.tsv"):
        name, adjectives, capital, seats = [*row, "", "", ""][:4]
        for word in [name, *adjectives.split(",")]:
            gazetteer.countries[plain(word)] = name
        for word in [capital, *seats.split(",")]:
            if word and word != "-":
                gazetteer.capitals[plain(word)] = name
    for country, places in rows("cities.tsv"):
        gazetteer.cities.update((plain(place), country) for place in places.split(","))
    _add_bodies(gazetteer, rows("bodies.tsv"))
    _add_persons(gazetteer, rows("people.tsv"))
    return gazetteer


def with_additions(path: Path) -> Gazetteer:
    """The shipped gazetteer with a user's own table of people, in the columns of people.tsv."""
    gazetteer = standard.__wrapped__()
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    _add_persons(gazetteer, [line.split("\t") for line in lines if line and line[0] != "#"])
    return gazetteer


def _add_bodies(gazetteer: Gazetteer, table: Sequence[Sequence[str]]) -> None:
    for row in table:
        if len(row) == 3:
            name, aliases, affiliation, party = row[0], "", row[1], row[2]
        else:
            name, aliases, affiliation, party = row[:4]
        body = Body(name, affiliation, party)
        for alias in [name, *aliases.split(",")]:
            if alias:
                gazetteer.bodies[plain(alias)] = body
                words = plain(alias).split()
                gazetteer.called.setdefault(name, set()).update(words)
                if len(words) > 1:
                    gazetteer.opens.add(words[0])


def _add_persons(gazetteer: Gazetteer, table: Sequence[Sequence[str]]) -> None:
    for row in table:
        name, aliases, role, affiliation, party, gender, start, end = [*row, *[""] * 8][:8]
        person = Person(name, role, affiliation, party, gender, start, end)
        last = re.sub(r"^(?:al|el|ar|as|an)-", "", plain(name.split()[-1]))
        gazetteer.surnames.setdefault(last, []).append(person)
        gazetteer.persons.setdefault(plain(name), []).append(person)
        for alias in aliases.split(","):
            if alias:
                gazetteer.persons.setdefault(plain(alias), []).append(person)
                gazetteer.offices.setdefault(plain(alias), []).append(person)
