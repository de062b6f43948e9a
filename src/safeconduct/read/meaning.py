"""What a statement is about and what it does: topics, speech act, quantities, times, places."""

import re
from datetime import date, timedelta
from functools import lru_cache

from safeconduct.model.statement import Act, Event, Quantity, Span, TimeReference
from safeconduct.read.lexicon import rows

_TOKEN = re.compile(r"[a-z][a-z'-]*[a-z]|[a-z]")

# ------------------------------------------------------------------ topics


@lru_cache(maxsize=1)
def _topics() -> tuple[dict[str, set[str]], list[tuple[str, str]], list[str]]:
    single: dict[str, set[str]] = {}
    phrases: list[tuple[str, str]] = []
    names: list[str] = []
    for name, listed in rows("topics.tsv"):
        names.append(name)
        for word in listed.split(","):
            if " " in word:
                phrases.append((word, name))
            else:
                single.setdefault(word, set()).add(name)
    return single, phrases, names


def topics_of(text: str) -> tuple[str, ...]:
    """The topics of a text, in the order of the table."""
    single, phrases, names = _topics()
    low = text.lower().replace("’", "'")
    found: set[str] = set()
    for word in _TOKEN.findall(low):
        hit = single.get(word) or (single.get(word[:-1]) if word.endswith("s") else None)
        if hit:
            found |= hit
    found.update(name for phrase, name in phrases if phrase in low)
    return tuple(name for name in names if name in found)


# ------------------------------------------------------------------ speech acts

_SIDED = frozenset({Act.ACCUSE, Act.THREATEN})


@lru_cache(maxsize=1)
def _act_patterns() -> dict[Act, re.Pattern[str]]:
    """What a content must match for an act, in the order in which acts are tried."""
    alternatives: dict[Act, list[str]] = {}
    for act, pattern in rows("acts.tsv"):
        alternatives.setdefault(Act(act), []).append(pattern)
    return {act: re.compile("|".join(found)) for act, found in alternatives.items()}


def accusation(text: str) -> int:
    """Where the words of an accusation begin in a text, or -1."""
    match = _act_patterns()[Act.ACCUSE].search(text.lower())
    return match.start() if match else -1


def act_of(plain_act: str, lemma: str, content: str, *, negated: bool, other_side: bool) -> Act:
    """The speech act of a statement.

    `plain_act` is the cue's own act; a cue that only reports leaves it to the content.
    `other_side` says whether the content names a party other than the speaker's.
    """
    act = Act(plain_act)
    low = content.lower()
    if negated and act in {Act.ACCEPT, Act.CONFIRM, Act.OFFER, Act.PROMISE}:
        return Act.REFUSE
    if negated and act is Act.DENY:
        return Act.CONFIRM
    if lemma in {"ask", "question", "inquire"} and re.match(
        r"\W*(?:if|whether|how|why|what|who|when|about|the necessity)", low
    ):
        return Act.ASK
    if act is Act.REFUSE and lemma == "reject" and _CHARGES.match(low):
        return Act.DENY
    if act is Act.REQUEST and lemma == "want" and re.match(r"to know\b", low):
        return Act.ASK
    if act is Act.REQUEST and lemma == "hope" and low.startswith("to "):
        act = Act.REPORT
    if act is Act.OFFER and lemma == "suggest":
        act = Act.REPORT
    if act is not Act.REPORT:
        return act
    return _by_content(low, other_side=other_side)


_CHARGES = re.compile(
    r"\W*(?:\w+ ){0,3}?(?:claim|charge|accusation|allegation|assertion|report|suggestion"
    r"|figure)s?\b"
    r"|\W*(?:this|that|it)\W*$"
)


def _by_content(low: str, *, other_side: bool) -> Act:
    for act, pattern in _act_patterns().items():
        if (other_side or act not in _SIDED) and pattern.search(low):
            return act
    return Act.REPORT


_EVENTS = {
    Act.REQUEST: Event("020", "APPEAL", 3.0),
    Act.OFFER: Event("030", "EXPRESS INTENT TO COOPERATE", 4.0),
    Act.PROMISE: Event("030", "EXPRESS INTENT TO COOPERATE", 4.0),
    Act.ACCEPT: Event("030", "EXPRESS INTENT TO COOPERATE", 4.0),
    Act.DEMAND: Event("100", "DEMAND", -5.0),
    Act.ACCUSE: Event("112", "ACCUSE", -2.0),
    Act.REFUSE: Event("120", "REJECT", -4.0),
    Act.THREATEN: Event("130", "THREATEN", -4.4),
}


def event_of(act: Act, *, attributed: bool) -> Event | None:
    """The CAMEO code that an act is clearly a case of, with its Goldstein weight, or None."""
    return _EVENTS.get(act) if attributed else None


# ------------------------------------------------------------------ quantities

_NUMBER_WORDS = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "a hundred": 100,
}
_SCALES = {
    "hundred": 100.0,
    "thousand": 1_000.0,
    "million": 1_000_000.0,
    "billion": 1e9,
    "dozen": 12.0,
}
_PLAIN_NUMBERS = "|".join(
    sorted((w for w in _NUMBER_WORDS if w not in {"zero", "a hundred"}), key=len, reverse=True)
)
_HEDGE = (
    "(?:more|fewer|less|no more|not more) than|over|at least|up to|as many as|about|around"
    "|approximately|roughly|some|nearly|almost|an estimated|close to|between|under|only"
)
_NOT_COUNTED = (
    "and|or|in|on|at|of|to|by|from|with|for|a|the|that|who|were|are|is|was|have|had|has"
    "|since|after|before|between|under|over|during|being|remain|remains|now|still|while|per"
    "|can|could|will|would|should|may|might|must|did|do|does|said|if|than|as|but|not"
)
_QUANTITY = re.compile(
    rf"\b(?P<hedge>(?:{_HEDGE})\s+)?"
    r"(?:(?P<vague>(?:tens|hundreds|thousands|dozens|scores|millions)"
    r"(?: of (?:thousands|millions))?) of"
    rf"|(?P<number>\d[\d,.\u00a0]*\d|\d|(?:{_PLAIN_NUMBERS})"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"
    r"(?:\s*(?:to|-|–|and)\s*(?P<upper>\d[\d,.]*\d|\d))?"
    r"(?:\s+(?P<scale>hundred|thousand|million|billion|dozen))?)"
    rf"(?:\s+(?P<of>(?:(?!(?:{_NOT_COUNTED})\b)[a-z][\w'’-]*\s?){{1,2}}))?",
    re.IGNORECASE,
)
_UPPER = frozenset(
    {
        "fewer than",
        "less than",
        "no more than",
        "not more than",
        "up to",
        "as many as",
        "under",
        "nearly",
        "almost",
        "close to",
    }
)
_ABOUT = frozenset({"about", "around", "approximately", "roughly", "some", "an estimated"})
_LOWER = frozenset({"more than", "over", "at least"})


def quantities_of(text: str, offset: int) -> tuple[Quantity, ...]:
    """The counts in a piece of text that starts at `offset` in the report, hedges included."""
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        of = _without_verb((match["of"] or "").strip().removesuffix("'").removesuffix("’"))
        if match["number"] is None and match["vague"] is None:
            continue
        end = match.start("of") + len(of) if match["of"] else match.end()
        span = (offset + match.start(), offset + end)
        if match["vague"]:
            found.append(Quantity(span, _slice(text, span, offset), None, None, of))
            continue
        value = _value(match["number"], match["scale"])
        if value is None or (not of and not match["hedge"]) or _is_date(text, match, of):
            continue
        hedge = re.sub(r"\s+", " ", (match["hedge"] or "").strip().lower())
        upper = _value(match["upper"], match["scale"]) if match["upper"] else None
        low, high = _bounds(hedge, value, upper)
        found.append(
            Quantity(span, _slice(text, span, offset), low, high, of, about=hedge in _ABOUT)
        )
    return tuple(found)


_COUNTED_ED = frozenset(
    ["wounded", "injured", "displaced", "detained", "besieged", "trapped", "armed", "killed"]
)


_PLURALS = frozenset({"people", "children", "women", "men"})


def _without_verb(of: str) -> str:
    """What is counted, without a verb that the pattern took along: people remained."""
    words = of.split()
    for n, word in enumerate(words):
        if word in _PLURALS or (word.endswith("s") and not word.endswith("ss")):
            words = words[: n + 1]
            break
    while len(words) > 1 and words[-1].endswith("ed") and words[-1] not in _COUNTED_ED:
        words.pop()
    return " ".join(words)


def _slice(text: str, span: Span, offset: int) -> str:
    return text[span[0] - offset : span[1] - offset]


def _bounds(hedge: str, value: float, upper: float | None) -> tuple[float | None, float | None]:
    if upper is not None:
        return min(value, upper), max(value, upper)
    if hedge in _LOWER:
        return value, None
    if hedge in _UPPER:
        return None, value
    return value, value


def _value(number: str, scale: str | None) -> float | None:
    plain = number.lower().replace(",", "").replace(" ", "").replace(" ", "").rstrip(".")
    if plain and plain[0].isdigit():
        try:
            value = float(plain)
        except ValueError:
            return None
    else:
        parts = re.split(r"[- ]", number.lower())
        if any(p not in _NUMBER_WORDS for p in parts):
            return None
        value = float(sum(_NUMBER_WORDS[p] for p in parts))
    return value * _SCALES[scale.lower()] if scale else value


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}


def _is_date(text: str, match: re.Match[str], of: str) -> bool:
    first = of.split(maxsplit=1)[0].lower().rstrip(".") if of else ""
    before = text[: match.start()].split()
    previous = before[-1].lower().strip(".,") if before else ""
    if (
        first in {"o'clock", "o’clock"}
        or first in _MONTHS
        or previous in _MONTHS
        or first in {"am", "pm", "a", "p"}
    ):
        return True
    return bool(re.fullmatch(r"(?:19|20)\d\d", match["number"])) and not match["hedge"]


# ------------------------------------------------------------------ times

_DAYS = {
    d: n
    for n, d in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    )
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH_FIRST = "|".join(sorted((m for m in _MONTHS if m != "mar"), key=len, reverse=True))
_TIME = re.compile(
    r"\b(?P<relative>day before yesterday|day after tomorrow|yesterday|today|tonight|tomorrow"
    r"|last night|this (?:morning|afternoon|evening|week)|(?:last|next) (?:week|month|year))\b"
    r"|\b(?:(?P<which>last|next|this|on|by|until|since) )?"
    rf"(?P<day>{'|'.join(_DAYS)})\b"
    rf"|\b(?P<dom>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})\b\.?"
    r"(?:,? (?P<year>(?:19|20)\d\d))?"
    rf"|\b(?P<month2>{_MONTH_FIRST})\b\.? (?P<dom2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"(?:,? (?P<year2>(?:19|20)\d\d))?"
    r"|\b(?P<clock>\d{1,2}(?:[:.]\d\d)?\s?(?:a\.?m\.?|p\.?m\.?)|\d{1,2}:\d\d)"
    r"(?:\s?(?:local|moscow|kyiv) time)?",
    re.IGNORECASE,
)
_TIME_HINT = re.compile(r"[0-9]|[Dd]ay|[Nn]ight|[Mm]orrow|[Ww]eek|[Mm]onth|[Yy]ear|[Tt]his ")
_SHIFTS = {
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "day before yesterday": -2,
    "day after tomorrow": 2,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
}


def times_of(text: str, offset: int, report_date: str) -> tuple[TimeReference, ...]:
    """The times named in a piece of text, dated against the report's date where that is clear."""
    found: list[TimeReference] = []
    if not _TIME_HINT.search(text):
        return ()
    today = _parse(report_date)
    for match in _TIME.finditer(text):
        span = (offset + match.start(), offset + match.end())
        before = text[: match.start()]
        ahead = bool(_AHEAD.search(before)) and not _PAST.search(before)
        found.append(TimeReference(span, match.group(), _dated(match, today, ahead=ahead)))
    return tuple(found)


_AHEAD = re.compile(
    r"\b(?:will|would|shall|going to|plans?|planned|planning|starting|could|expected|due)\b"
)
_PAST = re.compile(r"\b(?:had|was|were|did)\b")


def _parse(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def _dated(match: re.Match[str], today: date | None, *, ahead: bool) -> str:
    dom, month, year = (
        match["dom"] or match["dom2"],
        match["month"] or match["month2"],
        match["year"] or match["year2"],
    )
    if dom and month:
        return _calendar(int(dom), _MONTHS[month.lower()], int(year) if year else None, today)
    if today is None:
        return ""
    relative = (match["relative"] or "").lower()
    if relative in _SHIFTS:
        return (today + timedelta(days=_SHIFTS[relative])).isoformat()
    if match["day"]:
        days = (_DAYS[match["day"].lower()] - today.weekday()) % 7
        which = (match["which"] or "").lower()
        if which in {"next", "by", "until"} or (ahead and which not in {"last", "since"}):
            week = 7 if which == "next" else 0
            return (today + timedelta(days=days or week)).isoformat()
        return (today - timedelta(days=(7 - days) % 7)).isoformat()
    return ""


def _calendar(day: int, month: int, year: int | None, today: date | None) -> str:
    try:
        if year:
            return date(year, month, day).isoformat()
        if today is None:
            return ""
        near = [date(today.year + shift, month, day) for shift in (-1, 0, 1)]
    except ValueError:
        return ""
    return min(near, key=lambda d: abs((d - today).days)).isoformat()


def date_in(text: str) -> str:
    """The first full date in a text, in ISO form, or blank."""
    iso = re.search(r"\b(?:19|20)\d\d-\d\d-\d\d\b", text)
    found = [(iso.start(), iso.group())] if iso and _parse(iso.group()) else []
    for match in _TIME.finditer(text):
        day, month = match["dom"] or match["dom2"], match["month"] or match["month2"]
        year = match["year"] or match["year2"]
        if day and month and year:
            dated = _calendar(int(day), _MONTHS[month.lower()], int(year), None)
            found += [(match.start(), dated)] if dated else []
    return min(found)[1] if found else ""


def date_words(name: str) -> bool:
    """Whether a name in capitals is a day or a month and no place."""
    return name.lower() in _DAYS or name.lower() in _MONTHS
