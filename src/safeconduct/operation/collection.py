"""A GeoJSON collection that is written back as it was, but for the features that changed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from safeconduct.operation.documents import parse_json
from safeconduct.operation.text import Text

BLANKS = " \t\r\n"


class Wanted(NamedTuple):
    """What a feature should say: its properties and geometry, and what the file means now."""

    id: str
    properties: Mapping[str, Any]
    geometry: Mapping[str, Any] | None


class Meaning(NamedTuple):
    """What a feature of the file means, in the same words as `Wanted`."""

    properties: Mapping[str, Any]
    geometry: Mapping[str, Any] | None


EMPTY = Text('{\n "type": "FeatureCollection",\n "features": []\n}\n')


def rewrite(text: Text, meanings: Mapping[str, Meaning], wanted: Sequence[Wanted]) -> bytes:
    """The file with these features, in this order; what means the same keeps its very text."""
    data = parse_json(text)
    features = data["features"]
    spans = _spans(text.content)
    by_id = {str(f["properties"].get("id")).strip(): n for n, f in enumerate(features)}
    pieces = []
    for want in wanted:
        n = by_id.get(want.id)
        if n is None:
            pieces.append(_dump(_fresh(want)))
            continue
        begin, end = spans[n]
        changed = _changed(features[n], meanings.get(want.id), want)
        pieces.append(_dump(features[n]) if changed else text.content[begin:end])
    if [by_id.get(want.id) for want in wanted] == list(range(len(features))):
        return text.encode(_splice(text.content, spans, pieces))
    return text.encode(_relay(text.content, spans, pieces))


def _changed(feature: dict[str, Any], meaning: Meaning | None, want: Wanted) -> bool:
    """Bring a feature to what is wanted, touching only what differs; whether anything did."""
    before = meaning or Meaning({}, None)
    properties: dict[str, Any] = feature["properties"]
    changed = False
    for name in [*before.properties, *(n for n in want.properties if n not in before.properties)]:
        if name not in want.properties:
            properties.pop(name, None)
            changed = True
        elif name not in before.properties or before.properties[name] != want.properties[name]:
            properties[name] = want.properties[name]
            changed = True
    if before.geometry != want.geometry:
        feature["geometry"] = want.geometry
        changed = True
    return changed


def _fresh(want: Wanted) -> dict[str, Any]:
    return {"type": "Feature", "geometry": want.geometry, "properties": dict(want.properties)}


def _dump(feature: Mapping[str, Any]) -> str:
    return json.dumps(feature, ensure_ascii=False, allow_nan=False)


def _splice(content: str, spans: Sequence[tuple[int, int]], pieces: Sequence[str]) -> str:
    """Put each piece where its feature stood."""
    parts, at = [], 0
    for (begin, end), piece in zip(spans, pieces, strict=True):
        parts += [content[at:begin], piece]
        at = end
    return "".join([*parts, content[at:]])


def _relay(content: str, spans: Sequence[tuple[int, int]], pieces: Sequence[str]) -> str:
    """Lay the features out anew, one a line."""
    opening = _opening(content)
    closing = spans[-1][1] if spans else opening
    while content[closing] != "]":
        closing += 1
    laid = ",\n".join(f"  {piece}" for piece in pieces)
    return content[:opening] + (f"\n{laid}\n " if pieces else "") + content[closing:]


def _opening(content: str) -> int:
    """The place after the bracket that opens the list of features."""
    decoder = json.JSONDecoder()
    at = _skip(content, content.index("{") + 1)
    while True:
        name, at = decoder.raw_decode(content, at)
        at = _skip(content, _skip(content, at) + 1)
        if name == "features":
            return at + 1
        _, at = decoder.raw_decode(content, at)
        at = _skip(content, _skip(content, at) + 1)


def _spans(content: str) -> list[tuple[int, int]]:
    """Where each feature begins and ends."""
    decoder = json.JSONDecoder()
    spans: list[tuple[int, int]] = []
    at = _skip(content, _opening(content))
    while content[at] != "]":
        _, end = decoder.raw_decode(content, at)
        spans.append((at, end))
        at = _skip(content, end)
        at = _skip(content, at + 1) if content[at] == "," else at
    return spans


def _skip(content: str, at: int) -> int:
    while content[at] in BLANKS:
        at += 1
    return at
