"""One value of a file, from what people and spreadsheets write to what the nouns hold."""

import json
import math
import re
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from safeconduct.model.units import DailyInterval
from safeconduct.operation.findings import Fault

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
GROUPED = re.compile(r"[+-]?[0-9][0-9 \u00a0\u202f'\u2019.,]*[0-9]")
UNENDING = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
SPREADSHEET = re.compile(
    r"#(?:REF|N/A|DIV/0|VALUE|NAME|NUM|NULL|SPILL|CALC)[!?]?|Err:\d+", re.IGNORECASE
)
TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
YES, NO = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})
YEARS = range(1900, 2201)
MAX_TEXT = 10_000
Choice = TypeVar("Choice", bound=StrEnum)


def shown(value: object) -> str:
    """A value as messages show it: short, quoted where it is text, nothing unprintable."""
    if value is None:
        return "nothing"
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):  # an integer of thousands of digits
        return "something enormous"
    return printable(text if len(text) <= 60 else f"{text[:57]}...")


def printable(text: str) -> str:
    """Text without what no terminal or file could show: controls, halves of characters."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def identifier(value: object) -> str:
    """An id of the contract's pattern, at most 100 characters."""
    written = shown(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(written, str):
        if ID.fullmatch(written.strip()):
            return written.strip()
        if SPREADSHEET.fullmatch(written.strip()):
            raise Fault("64", value=shown(value))
    slug = re.sub(r"[^a-z0-9._-]+", "-", shown(value).lower()).strip("-._")[:40].strip("-._")
    raise Fault("51", value=shown(value), example=slug or "place-1")


def text(value: object) -> str:
    """Free text of a bearable length."""
    if isinstance(value, (bool, list, dict)):
        raise Fault("65", value=shown(value), expected="text")
    written = value if isinstance(value, str) else shown(value)
    if SPREADSHEET.fullmatch(written.strip()):
        raise Fault("64", value=shown(written))
    if len(written) > MAX_TEXT:
        raise Fault("66", value=shown(written), fault=f"is longer than {MAX_TEXT} characters")
    return written.strip()


def number(value: object) -> float:
    """A finite number, from a number or from plain digits with a point."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _finite(value, value)
    if not isinstance(value, str):
        raise Fault("53", value=shown(value))
    plain = value.strip()
    if NUMBER.fullmatch(plain):
        return _finite(float(plain), plain)
    if SPREADSHEET.fullmatch(plain):
        raise Fault("64", value=shown(value))
    if UNENDING.fullmatch(plain):
        raise Fault("55", value=shown(value))
    if GROUPED.fullmatch(plain):
        raise Fault("54", value=shown(value), example=_ungrouped(plain))
    raise Fault("53", value=shown(value))


def _finite(value: float, written: object) -> float:
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise Fault("55", value=shown(written))
    return found


def _ungrouped(plain: str) -> str:
    """What was likely meant: the last mark counts as the point unless three digits follow."""
    parts = re.split(r"[^0-9+-]+", plain)
    if len(parts) == 2 and len(parts[1]) == 3:
        return f"{''.join(parts)} or {'.'.join(parts)}"
    if len(parts[-1]) == 3:
        return "".join(parts)
    return f"{''.join(parts[:-1])}.{parts[-1]}"


def between(value: object, low: float, high: float, *, above: bool = False) -> float:
    """A number of at least (or, with `above`, more than) `low` and at most `high`."""
    found = number(value)
    if found < low or found > high or (above and found == low):
        least = f"above {low:,.10g}" if above else f"{low:,.10g} or more"
        raise Fault("56", value=shown(value), allowed=f"{least}, at most {high:,.10g}")
    return found


def whole(value: object, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    try:
        found = number(value)
    except Fault as fault:
        if fault.kind == "54":
            raise _no_count(value) from None
        raise
    if not found.is_integer():
        raise Fault("57", value=shown(value))
    return int(between(value, low, high))


def _no_count(value: object) -> Fault:
    """What is wrong with a count that holds separators: that, or that it is no whole number."""
    first, *groups = re.split(r"[^0-9+-]+", str(value).strip())
    if all(len(group) == 3 for group in groups):
        return Fault("54", value=shown(value), example="".join((first, *groups)))
    return Fault("57", value=shown(value))


def instant(value: object) -> datetime:
    """A moment with its offset from UTC."""
    moment = value if isinstance(value, datetime) else _moment(value)
    if moment.tzinfo is None or moment.utcoffset() is None:
        example = f"{moment.isoformat(timespec='seconds')}+03:00"
        raise Fault("59", value=shown(str(value)), example=example)
    if moment.year not in YEARS:
        allowed = f"in the years {YEARS[0]} to {YEARS[-1]}"
        raise Fault("56", value=shown(str(value)), allowed=allowed)
    return moment


def _moment(value: object) -> datetime:
    if isinstance(value, str) and SPREADSHEET.fullmatch(value.strip()):
        raise Fault("64", value=shown(value))
    try:
        return datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise Fault("58", value=shown(value if isinstance(value, str) else str(value))) from None


def flag(value: object) -> bool:
    """True or false; spreadsheets and QGIS also write TRUE, 1 and 0."""
    word = str(value).strip().lower() if isinstance(value, (bool, int, str)) else ""
    if word in YES:
        return True
    if word in NO:
        return False
    raise Fault("60", value=shown(value))


def choice(value: object, kinds: type[Choice]) -> Choice:
    """One of the words of an enumeration."""
    word = value.strip().lower() if isinstance(value, str) else value
    for kind in kinds:
        if word == kind.value:
            return kind
    raise Fault("61", value=shown(value), allowed=", ".join(kinds))


def ids(value: object) -> tuple[str, ...]:
    """One id or several: a list, or a text with `;` or `,` between, as QGIS keeps lists."""
    return tuple(dict.fromkeys(identifier(item) for item in listed(value)))


def listed(value: object) -> list[object]:
    """A list, from a list, a JSON list in a text, or a text with `;` or `,` between."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, str):
        if value.strip().startswith("["):
            try:
                found = json.loads(value)
            except (ValueError, RecursionError):
                raise Fault("65", value=shown(value), expected="a list") from None
            return list(found)
        return [part.strip() for part in re.split("[;,]", value) if part.strip()]
    if isinstance(value, int) and not isinstance(value, bool):
        return [value]
    raise Fault("65", value=shown(value), expected="an id or a list of ids")


def hours(value: object) -> tuple[DailyInterval, ...]:
    """Daily intervals: a pair of times, a list of pairs, or a text such as 08:00-18:00."""
    items = listed(value)
    if len(items) == 2 and all(isinstance(i, str) and TIME.fullmatch(i.strip()) for i in items):
        items = [items]
    return tuple(_interval(item) for item in items)


def _interval(value: object) -> DailyInterval:
    pair = re.split(r"[-\u2013]", value) if isinstance(value, str) else value
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        raise Fault("62", value=shown(value))
    start, end = (_time_of_day(part, value) for part in pair)
    if start == 1440:
        raise Fault("62", value=shown(value))
    return DailyInterval(start, end)


def _time_of_day(part: object, whole_value: object) -> int:
    found = TIME.fullmatch(part.strip()) if isinstance(part, str) else None
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else -1
    if not 0 <= minute <= 1440:
        raise Fault("62", value=shown(whole_value))
    return minute
