"""JSON and TOML from hostile hands: parsed whole, bounded in depth, never a traceback."""

import json
import math
import re
import tomllib
from typing import Any

from safeconduct.operation.findings import Fault
from safeconduct.operation.text import Text

MAX_DEPTH = 40


def parse_json(text: Text) -> Any:
    """The data of a JSON text; numbers that are not finite are kept for their fields to refuse.

    Raises:
        Fault: broken (81), nested too deeply (82), a name twice in one object (84),
            text that is no Unicode (66).
    """
    try:
        data = json.loads(text.content, object_pairs_hook=_object)
    except RecursionError:
        raise Fault("82") from None
    except json.JSONDecodeError as error:
        spot = f"in line {error.lineno}, column {error.colno}"
        raise Fault("81", spot=spot, reason=_lower(error.msg)) from None
    except ValueError as error:
        if isinstance(error, Fault):
            raise
        raise Fault("81", spot="at a number", reason="it has thousands of digits") from None
    _check(data)
    return data


def parse_toml(text: Text) -> dict[str, Any]:
    """The data of a TOML text.

    Raises:
        Fault: broken (81), nested too deeply (82).
    """
    try:
        data = tomllib.loads(text.content.replace("\r\n", "\n"))
    except RecursionError:
        raise Fault("82") from None
    except tomllib.TOMLDecodeError as error:
        reason, _, spot = str(error).partition(" (at ")
        where = f"in {spot.rstrip(')')}" if spot.startswith("line") else "at its end"
        raise Fault("81", spot=where, reason=_lower(reason)) from None
    except (ValueError, OverflowError):
        raise Fault("81", spot="at a number or date", reason="it is out of all bounds") from None
    _check(data)
    return data


def unfit(value: object) -> str:
    """What in a foreign value could not be handed on as JSON, or nothing."""
    pile = [value]
    while pile:
        item = pile.pop()
        if isinstance(item, float) and not math.isfinite(item):
            return str(item)
        if isinstance(item, dict):
            pile.extend(item.values())
        elif isinstance(item, list):
            pile.extend(item)
    return ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise Fault("84", value=json.dumps(name)[:60])
            seen.add(name)
    return found


def _check(data: object) -> None:
    """Refuse what is nested deeper than any operation, and halves of characters."""
    level: list[object] = [data]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.keys())
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
            elif isinstance(item, str) and re.search("[\ud800-\udfff]", item):
                written = json.dumps(item)[:60]
                raise Fault("66", value=written, fault="holds half a character (a lone surrogate)")
        if not below:
            return
        level = below
    raise Fault("82")


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".") if sentence else "it is incomplete"
