"""Who is meant by a mention: a name, a title, a pronoun, a capital; unknown stays unknown."""

import re
from dataclasses import dataclass

from safeconduct.model.statement import NOBODY, Speaker
from safeconduct.read import clauses as c
from safeconduct.read import pronouns
from safeconduct.read.clauses import Range
from safeconduct.read.figures import HONORIFICS, Figure, Register
from safeconduct.read.gazetteer import government, plain
from safeconduct.read.hits import Hit
from safeconduct.read.lexicon import word_class
from safeconduct.read.names import BODY_WORDS, split_run
from safeconduct.read.titles import ROLE_HEADS, affiliation_of, describe, place_in
from safeconduct.read.words import Words

_HE = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "himself": "m", "herself": "f"}
_IT = frozenset({"it", "its", "they", "their", "them"})
_NOBODY = word_class("nobody")
_FORCES = word_class("forces")
_RULERS = word_class("rulers")
_EPITHETS = word_class("epithets")
_FIGHTERS = word_class("fighters")
_OFFICIAL = frozenset(
    ["official", "officials", "mayor", "governor", "council", "authorities", "administration"]
)
_MEDIA = frozenset({"television", "tv", "media", "radio", "broadcaster"})
_GENERIC_BODIES = word_class("generic_bodies")
_VAGUE = word_class("vague")
_ANAPHORS = word_class("anaphors")
_MANY = ROLE_HEADS - {"secretary", "secretary-general", "general", "minister", "president"}
_MANY |= {"mediator", "negotiator", "member"}
_AGED = re.compile(r"\d+-year-old")


@dataclass(slots=True)
class Resolver:
    """Resolves mentions in reading order; remembers who spoke in which sentence."""

    words: Words
    book: Register
    spoke: dict[int, list[tuple[int, Figure]]]
    unnamed: dict[str, Figure]

    @property
    def towns(self) -> dict[str, str]:
        """Towns that the gazetteer knows; a town does not speak."""
        return self.book.gazetteer.cities

    def resolve(self, hit: Hit) -> tuple[Speaker, float]:
        """The speaker of a hit, and how sure it is."""
        if not hit.source:
            return NOBODY, 1.0
        figure, sure, role = self._figure(hit.source[0])
        if figure is None and len(hit.source) > 1:
            figure, sure, role = self._figure(hit.source[1])
        if figure is None:
            figure, sure = self.unnamed_figure(hit.source[0], role), 1.0
        self.spoke.setdefault(self.words.holder[hit.word], []).append((hit.source[0][0], figure))
        return _speaker(figure), sure

    # ------------------------------------------------------------ one mention

    def _figure(self, at: Range) -> tuple[Figure | None, float, str]:
        words = self.words
        first, stop = at
        if stop - first > 1 and words.low[stop - 1] in {"'s", "’", "'"}:
            stop -= 1
        low = words.low[first]
        if stop - first == 1 and low in _HE:
            return pronouns.he(self, first, _HE[low]), 0.85, ""
        if stop - first == 1 and low in _IT:
            return pronouns.it(self, first), 0.6, ""
        if stop - first == 1 and low in _NOBODY:
            return None, 1.0, ""
        phrase = words.phrase(first, stop)
        main = phrase.split(",")[0]
        if low in {"its", "their", "his", "her"} and stop - first > 1:
            owned = self._owned(first, stop)
            if owned:
                return owned, 0.9, ""
        if low in {"its", "their"} and stop - first > 1:
            return self._own_body(first, stop), 0.7, _shown(main)
        if _AGED.fullmatch(plain(phrase)):
            return pronouns.he(self, first, ""), 0.7, ""
        if self._is_several(first, stop):
            return None, 1.0, _shown(main)
        figure = self._named(first, stop, main)
        if figure:
            return figure, 0.95, ""
        found = self._body_of_country(main) or self._office(first, main)
        if found:
            return found, 0.9, ""
        found = self._epithet(first, main)
        if found:
            return found, 0.6, ""
        found = self._unknown_body(first, stop)
        return found, 0.7, _shown(main)

    def _is_several(self, first: int, stop: int) -> bool:
        """France and the UK; sources in the government; two commanders of the army."""
        words = self.words
        sides = {f.party for _, f in self.book.between(first, stop) if f.kind == "institution"}
        joints = (k for k in range(first + 1, stop) if words.low[k] in c.PREPOSITIONS)
        end = next((k for k in joints if not c.is_name(words, k)), 0)
        if not end:
            joined = any(words.low[k] == "and" for k in range(first, stop))
            return joined and len(sides) > 1
        head = words.low[end - 1]
        people = any(f.kind == "person" for _, f in self.book.between(first, stop))
        return not people and (head in _VAGUE or head.removesuffix("s") in _MANY)

    def _owned(self, first: int, stop: int) -> Figure | None:
        """Its regional director, X: the person, whose side is that of who was spoken of last."""
        named = [(p, f) for p, f in self.book.between(first, stop) if f.kind == "person"]
        people = [f for p, f in named if not self.possessive(p, stop)]
        if not people:
            return None
        office = any(self.words.low[k] in ROLE_HEADS for k in range(first, stop))
        owner = pronouns.owner(self, first) if office else None
        if owner and not people[0].party:
            people[0].affiliation, people[0].party = owner.affiliation, owner.party
        return people[0]

    def _own_body(self, first: int, stop: int) -> Figure | None:
        """Its defence ministry: a body of the side that spoke last."""
        sentence = self.words.holder[first]
        for s in (sentence, sentence - 1):
            spoke = [f for p, f in self.spoke.get(s, ()) if p < first]
            if spoke and spoke[-1].kind == "institution" and spoke[-1].party:
                rest = self.words.phrase(first + 1, stop).split(",")[0]
                return self._body_of_country(f"{spoke[-1].party}'s {rest}")
        return None

    def _named(self, first: int, stop: int, main: str) -> Figure | None:
        """A name in the mention, whether alone, after its title or before an apposition."""
        words, book = self.words, self.book
        body = book.body(main)
        key = plain(main)
        if body:
            return body
        inside = [(p, f) for p, f in book.between(first, stop) if f.kind == "person"]
        possessed = {p for p, f in inside if self.possessive(p, stop)}
        people = [f for p, f in inside if p not in possessed]
        if people:
            return self._with_side(people[0], first, stop)
        held = book.office(key, self._country_in(main))
        if held:
            return held
        run = self._last_run(first, stop)
        if run:
            begin, end = run
            name = words.phrase(begin, end)
            if (
                (
                    end - begin == 1
                    and not any(words.low[k] in BODY_WORDS for k in range(begin, end))
                    and not book.gazetteer.country(name)
                )
                and (
                    begin == first
                    or words.low[begin - 1] in HONORIFICS
                    or words.low[begin - 1] in ROLE_HEADS
                )
                and (
                    plain(name) in book.surnames
                    or words.low[begin - 1] in HONORIFICS | dict.fromkeys(ROLE_HEADS, "")
                )
            ):
                figure = book.person(name, words.low[begin - 1] if begin > first else "")
                describe(book, figure, words.phrase(first, begin) if begin > first else "")
                return figure
        if not any(w in ROLE_HEADS | _VAGUE for w in key.split()):
            for k in range(first, stop):
                tail = plain(words.phrase(k, stop))
                national = k > first and tail.startswith("red cr") and c.is_name(words, k - 1)
                listed = tail in book.gazetteer.bodies and not national
                if listed and (stop - k > 1 or words.word[k].isupper()):
                    return book.body(words.phrase(k, stop))
        bodies = [
            f
            for p, f in book.between(first, stop)
            if f.kind == "institution" and not self.possessive(p, stop)
        ]
        if bodies and not any(w in ROLE_HEADS or w in _VAGUE for w in key.split()):
            exact = [b for b in bodies if plain(b.name) in key or b.name in main]
            return exact[0] if exact and not self._country_in(main) else None
        return None

    def _with_side(self, person: Figure, first: int, stop: int) -> Figure:
        """The agency's director, X: a side that only an earlier sentence tells."""
        words = self.words
        if person.party:
            return person
        if re.search(r"\b[Mm]inist(?:er|ry)\b", person.role):
            owner = pronouns.owner(self, first)
            if owner and owner.name.endswith(")"):
                person.affiliation, person.party = owner.affiliation, owner.party
        for k in range(first, min(first + 4, stop - 1)):
            if words.low[k + 1] in {"'s", "'"} and words.low[k] in _ANAPHORS:
                owner = pronouns.last_called(self, first, words.low[k])
                if owner:
                    person.affiliation, person.party = owner.affiliation, owner.party
                break
        return person

    def possessive(self, p: int, stop: int) -> bool:
        """Whether the name at p only owns what follows: Putin's aide."""
        words = self.words
        for k in range(p + 1, min(p + 5, stop)):
            if words.low[k] in {"'s", "'"} and k + 1 < stop:
                return True
            if words.low[k] == ",":
                return False
        return p > 0 and words.low[p - 1] in {"of", "for", "to", "by", "from", "with"}

    def _last_run(self, first: int, stop: int) -> Range | None:
        words = self.words
        end = stop
        while end > first and not words.word[end - 1][0].isupper():
            end -= 1
        begin = end
        while begin > first and words.word[begin - 1][0].isupper():
            begin -= 1
        if begin == end or end != stop:
            return None
        return split_run(words, (begin, end), self.book.gazetteer) if begin < end else None

    def _country_in(self, phrase: str) -> str:
        for word in re.findall(r"[\w.]+(?:\s(?=[A-Z]))?", phrase):
            country = self.book.gazetteer.country(word)
            if country:
                return country
        for pair in re.findall(r"(?=([A-Z]\w+ [A-Z]\w+))", phrase):
            if self.book.gazetteer.country(pair):
                return self.book.gazetteer.country(pair)
        return ""

    def _body_of_country(self, main: str) -> Figure | None:
        """Ukraine's military, Russian officials, the Syrian foreign ministry."""
        key = plain(main)
        country = self._country_in(main)
        tail = key.split()
        body = self._body_in(main)
        if (
            body
            and not body.name.endswith(")")
            and tail[-1] in _FORCES | _RULERS | _GENERIC_BODIES | _FIGHTERS
        ):
            return body
        if not country or not tail:
            return None
        exact = self.book.body(f"{country}'s {tail[-1]}") or self.book.body(
            f"{_adjective(self.book, country)} {tail[-1]}"
        )
        if exact and not any(w in ROLE_HEADS for w in tail):
            return exact
        last = tail[-1]
        if last in _FORCES and not any(w in {"a", "one", "two"} for w in tail):
            return self._make(f"Armed Forces of {country}", f"Armed Forces of {country}", country)
        if last in _RULERS and main.strip().split()[0].lower() not in {
            "some",
            "several",
            "two",
            "three",
            "a",
            "former",
        }:
            ruler = government(country)
            return self._make(ruler.name, ruler.affiliation, country)
        if last in _MEDIA:
            title = re.sub(r"^(?:the|a|an)\s+", "", main.strip(), flags=re.IGNORECASE)
            return self._make(title, title, country)
        if "ministry" in tail:
            ministry = " ".join(
                w
                for w in tail
                if self.book.gazetteer.country(w) != country and w not in {"the", "of", "'s"}
            )
            title = affiliation_of(ministry.replace("ministry", "minister"), country)
            return self._make(
                title if title.startswith("Ministry") else f"{ministry.title()} of {country}",
                title,
                country,
            )
        return None

    def _make(self, name: str, affiliation: str, party: str) -> Figure:
        return self.book.figures.setdefault(
            plain(name), Figure(name, "institution", "", affiliation, party)
        )

    def _office(self, first: int, main: str) -> Figure | None:
        """The president, the minister, the spokesman: who was last named with that office."""
        key = plain(main).replace("presidential", "president")
        words = key.split()
        if not words or (
            words[-1] not in ROLE_HEADS and not any(w in ROLE_HEADS for w in words[:3])
        ):
            return None
        if main.strip().split()[0].lower() not in {"the", "that", "this"} and not self._country_in(
            main
        ):
            return None
        head = next((w for w in reversed(words) if w in ROLE_HEADS), "")
        if head in _VAGUE and head not in {"spokesman", "spokeswoman", "spokesperson"}:
            return None
        country = self._country_in(main)
        body = self._body_in(main)
        for _, figure in self.book.before(first):
            if figure.kind != "person" or not figure.role:
                continue
            role = figure.role.lower().replace("defense", "defence")
            if head in role.split() or head in re.findall(r"[a-z]+", role):
                if country and figure.party and figure.party != country:
                    continue
                if body and figure.party != body.party:
                    continue
                if (
                    len(words) > 1
                    and not country
                    and not body
                    and not set(words) <= set(role.split()) | {"the", "of"}
                ):
                    continue
                return figure
        return None

    def _body_in(self, main: str) -> Figure | None:
        """The body that a phrase begins with: the Azov Battalion's deputy commander."""
        words = plain(main).replace("'s", "").split()
        for size in (4, 3, 2, 1):
            found = self.book.gazetteer.bodies.get(" ".join(words[:size]))
            if found and size < len(words):
                return self.book.figures.setdefault(
                    plain(found.name),
                    Figure(found.name, "institution", "", found.affiliation, found.party),
                )
        return None

    def _epithet(self, first: int, main: str) -> Figure | None:
        """Putin's right-hand man: the one other person of that side that the text names."""
        match = re.match(r"(.+?)(?:['’]s|s['’])\s+(.+)$", main.strip())
        if not match or match[2].split()[-1].lower() not in _EPITHETS:
            return None
        owner = next(
            (f for p, f in self.book.between(first, first + 8) if plain(match[1]) in plain(f.name)),
            None,
        )
        if owner is None or not owner.party:
            return None
        others = {
            id(f): f
            for _, f in self.book.before(first)
            if f is not owner and f.kind == "person" and f.party == owner.party
        }
        return next(iter(others.values())) if len(others) == 1 else None

    def _unknown_body(self, first: int, stop: int) -> Figure | None:
        """A body that is named but in no gazetteer, by its own name."""
        words = self.words
        low = words.low[stop - 1]
        if words.low[first] == "the" and stop - first == 2 and low in _ANAPHORS:
            return pronouns.last_called(self, first, low)
        council = self._body_of_place(words.phrase(first, stop), low)
        if council:
            return council
        if words.low[first] in {"our", "my", "his", "her", "your"} or self._head_is_common(
            first, stop
        ):
            return None
        begin = first + (words.low[first] in c.DETERMINERS)
        capitals = [k for k in range(begin, stop) if words.word[k][0].isupper()]
        roles = (
            k
            for k in range(first, stop)
            if words.low[k] in ROLE_HEADS | _VAGUE
            and not (words.low[k] == "general" and set(words.low[k + 1 : k + 2]) & BODY_WORDS)
        )
        if not capitals or next(roles, None) is not None:
            return None
        name = words.phrase(capitals[0], capitals[-1] + 1)
        name = re.sub(r"^(?:The|A|An) (?=[A-Z])", "", name)
        bodylike = (
            any(words.low[k] in BODY_WORDS for k in capitals)
            or words.low[first] == "the"
            or name.isupper()
        )
        if self._country_in(name) and not bodylike:
            return None
        if capitals[-1] + 1 != stop and not any(
            words.low[k] in BODY_WORDS for k in range(first, stop)
        ):
            return None
        if name.lower() in {"the", "he", "a"} or len(name) < 2 or plain(name) in self.towns:
            return None
        kind = "institution" if bodylike else "person"
        if (
            kind == "person"
            and len(capitals) == 1
            and first == self.words.sentences[words.holder[first]].first
            and not bodylike
        ):
            common = words.low[first]
            if common.endswith(("s", "ed")) or common in _VAGUE | {"another"}:
                return None
        made = Figure(name, kind)
        if re.search(r"Red (?:Cross|Crescent)", name):
            made.affiliation, made.party = name, "Red Cross"
        if kind == "institution":
            for k in range(first, stop):
                inner = self.book.body(words.phrase(k + 1, stop)) if words.low[k] == "of" else None
                if inner:
                    made.affiliation, made.party = inner.affiliation, inner.party
        figure = self.book.figures.setdefault(plain(name), made)
        self.book.note_late(first, figure)
        return figure

    def _body_of_place(self, phrase: str, last: str) -> Figure | None:
        """Mariupol's city council: a body that no list knows, by its place."""
        owned = re.match(r"([\w ]+?)['’]s ([a-z][a-z ]+)$", phrase)
        if not owned or last not in BODY_WORDS - {"staff", "media"}:
            return None
        place = plain(owned[1])
        country = self.book.gazetteer.country(place) or self.towns.get(place, "")
        name = f"{owned[1]} {owned[2]}"
        return self._make(name, name, country) if country else None

    def _head_is_common(self, first: int, stop: int) -> bool:
        """Civil society leaders in Minova: what is capital in it does not make it a name."""
        words = self.words
        end = next(
            (k for k in range(first + 1, stop) if words.low[k] in c.PREPOSITIONS | {","}), stop
        )
        head = words.low[end - 1]
        bodies = (BODY_WORDS | _FIGHTERS) - {"staff", "media"}
        return words.word[end - 1][0].islower() and head not in bodies

    def unnamed_figure(self, at: Range, role: str) -> Figure:
        """Nobody is named; the side may still be told: a Ukrainian official."""
        phrase = self.words.phrase(*at)
        key = plain(phrase)
        head = key.split()[-1] if key else ""
        if self.words.low[at[0]] == "the" and head in self.unnamed:
            return self.unnamed[head]
        vague = any(w in _VAGUE or w in ROLE_HEADS for w in plain(phrase).split())
        joined = [f for _, f in self.book.between(*at) if f.kind == "institution"]
        told = Figure("", "person")
        if len({f.party for f in joined}) < 2 or " and " not in phrase:
            place_in(self.book, told, phrase)
        if self.words.low[at[0]] in {"its", "their"} and not told.party:
            held = pronouns.owner(self, at[0])
            if held:
                told.party, told.affiliation = held.party, held.affiliation
        owner = re.match(r"(?:the )?(.+?)['’]s? ", phrase)
        people = [f for _, f in self.book.between(*at) if f.kind == "person"]
        surname = plain(owner[1]).split()[-1:] if owner else []
        if surname and not told.party and people and surname[0] in plain(people[0].name):
            told.party, told.affiliation = people[0].party, people[0].affiliation
        party = told.party
        if not party and _OFFICIAL & set(key.split()):
            towns = self.book.gazetteer.cities
            party = next((towns[w] for w in key.replace("'s", "").split() if w in towns), "")
        affiliation = told.affiliation
        kind = "person" if vague else ""
        figure = Figure("", kind, role, affiliation, party)
        self.unnamed.update({word: figure for word in key.split() if word in _VAGUE})
        return figure


def _shown(main: str) -> str:
    """A mention as a role to show: without its article."""
    return re.sub(r"^(?:the|a|an)\s+", "", main.strip(), flags=re.IGNORECASE)


def _adjective(book: Register, country: str) -> str:
    return next(
        (
            word
            for word, name in book.gazetteer.countries.items()
            if name == country and word != plain(country)
        ),
        country,
    )


def _speaker(figure: Figure) -> Speaker:
    return Speaker(
        figure.name or None,
        figure.kind or None,
        figure.role or None,
        figure.affiliation or None,
        figure.party or None,
    )
