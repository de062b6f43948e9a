"""The people and bodies that a text tells of, and how each is found again."""

import re
from bisect import bisect_left, insort
from dataclasses import dataclass, field

from safeconduct.read.gazetteer import Gazetteer, Person, government, plain

HONORIFICS = {
    **dict.fromkeys(("mr", "mr.", "sir", "lord"), "m"),
    **dict.fromkeys(("mrs", "mrs.", "ms", "ms.", "miss", "lady", "dame"), "f"),
    **dict.fromkeys(("dr", "dr.", "prof", "prof.", "professor"), ""),
}


@dataclass(slots=True)
class Figure:
    """A person or body that a text tells of."""

    name: str
    kind: str
    role: str = ""
    affiliation: str = ""
    party: str = ""
    gender: str = ""
    known: bool = False


@dataclass(slots=True)
class Register:
    """All figures of a text: by full name, by surname, and in order of mention.

    `home` is the body that publishes the report, where it is known: *our delegation* is its own.
    """

    gazetteer: Gazetteer
    date: str
    figures: dict[str, Figure] = field(default_factory=dict)
    surnames: dict[str, list[Figure]] = field(default_factory=dict)
    order: list[tuple[int, Figure]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    home: Figure | None = None

    def person(self, name: str, honorific: str = "") -> Figure:
        """The person of this full name or surname, made if new."""
        key = plain(name)
        found = self.figures.get(key)
        if found is None and " " not in key:
            namesakes = self.surnames.get(surname_of(key), [])
            found = namesakes[-1] if len({id(f) for f in namesakes}) == 1 else None
        if found is None:
            entry = self._entry(key)
            if entry:
                found = self.figures.get(plain(entry.name)) or Figure(
                    entry.name,
                    "person",
                    entry.role,
                    entry.affiliation,
                    entry.party,
                    entry.gender,
                    known=True,
                )
                self.figures[plain(entry.name)] = found
            else:
                gender = self.gazetteer.genders.get(key.split()[0], "") if " " in key else ""
                found = Figure(name.strip(" ,"), "person", gender=gender)
            self.figures[key] = found
            self.surnames.setdefault(surname_of(key), []).append(found)
        if honorific and not found.gender:
            found.gender = HONORIFICS.get(honorific, "")
        return found

    def _entry(self, key: str) -> Person | None:
        """The gazetteer's person of this name, if only one fits the date."""
        held = self.gazetteer.persons.get(key)
        if held is None and " " not in key:
            held = self.gazetteer.surnames.get(surname_of(key))
        if held is None and " " in key:
            first, last = key.split(maxsplit=1)[0], key.rsplit(maxsplit=1)[-1]
            held = [
                p
                for p in self.gazetteer.surnames.get(last, [])
                if plain(p.name).split()[0] == first
            ]
        serving = [p for p in held or () if p.serves(self.date)] or list(held or ())
        return serving[0] if len({p.name for p in serving}) == 1 else None

    def body(self, phrase: str) -> Figure | None:
        """The body of this name in the gazetteer, or a country's government."""
        key = plain(phrase)
        body = self.gazetteer.bodies.get(key) or self.gazetteer.bodies.get(_bare(key))
        if body is None:
            country = self.gazetteer.country(key)
            if (
                country and key not in {plain(a) for a in ("Jordan", "Georgia", "Chad")} | set()
            ) or country:
                body = government(country)
        if body is None:
            told = self.figures.get(key) or self.figures.get(_bare(key))
            return told if told and told.kind == "institution" else None
        return self.figures.setdefault(
            plain(body.name),
            Figure(body.name, "institution", "", body.affiliation, body.party, known=True),
        )

    def office(self, key: str, country: str) -> Figure | None:
        """Who holds the office that a phrase names, by the gazetteer and the report's date."""
        held = [p for p in self.gazetteer.offices.get(key, ()) if p.serves(self.date)]
        if not held and country:
            role = _bare_role(key, country, self.gazetteer)
            held = (
                [
                    p
                    for people in self.gazetteer.persons.values()
                    for p in people
                    if p.party == country and p.role.lower() == role and p.serves(self.date)
                ]
                if role
                else []
            )
        names = {p.name for p in held}
        if len(names) != 1 or (
            not self.date and held[0].start and len(self.gazetteer.offices.get(key, ())) > 1
        ):
            return None
        return self.person(names.pop())

    def between(self, first: int, stop: int) -> list[tuple[int, Figure]]:
        """Whom the words from `first` up to `stop` name, in order."""
        low = bisect_left(self.order, first, key=lambda pair: pair[0])
        high = bisect_left(self.order, stop, key=lambda pair: pair[0])
        return self.order[low:high]

    def before(self, first: int) -> list[tuple[int, Figure]]:
        """Who was named before word `first`, the nearest first; a few hundred at most."""
        high = bisect_left(self.order, first, key=lambda pair: pair[0])
        return self.order[max(0, high - 300) : high][::-1]

    def note_late(self, position: int, figure: Figure) -> None:
        """Record a body that only reading made known, in its place."""
        insort(self.order, (position, figure), key=lambda pair: pair[0])

    def note(self, position: int, figure: Figure) -> None:
        """Record that the figure is named at this word."""
        if figure.kind == "person":
            self.people.update(figure.name.split())
        self.order.append((position, figure))


def _bare(key: str) -> str:
    """A body's name without the acronym behind it: World Food Programme (WFP)."""
    return key.split("(", maxsplit=1)[0].rstrip() if "(" in key else key


def surname_of(key: str) -> str:
    """The last name without its article: al-Burhan and Burhan are one."""
    return re.sub(r"^(?:al|el|ar|as|an)-", "", key.rsplit(maxsplit=1)[-1]) if key.split() else key


def _bare_role(key: str, country: str, gazetteer: Gazetteer) -> str:
    words = [
        w for w in key.split() if gazetteer.country(w) != country and w not in {"the", "of", "for"}
    ]
    return " ".join(words).replace("defense", "defence")
