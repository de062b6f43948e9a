"""DRAFT.md: what was drafted, the sentence behind each proposal, and what a person must answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from safeconduct.model.statement import Statement
from safeconduct.read.draft import Draft, Proposal

HEAD = """Made from reports by `safeconduct new --from`. Nothing here is confirmed: every line
points to the statement that says so, in statements.jsonl, and to its place in the text. Answer the
questions, write the answers into the files, and let `safeconduct validate` look.
"""


def draft_page(made: Draft, known: Mapping[str, Statement], questions: Sequence[str]) -> str:
    """The page as Markdown."""
    parts = [f"# {_flat(made.title)} (draft)", HEAD]
    parts += _section("Open questions", (f"- [ ] {_flat(q)}" for q in questions))
    parts += _section("Parties", _proposals(made.parties))
    parts += _section("Mediator", _proposals(made.mediators))
    parts += _section("Partners", _proposals(made.partners))
    parts += _section("Others who speak", _proposals(made.others))
    parts += _section("What is asked for", _said(made.requests))
    parts += _section("Where people wait", _proposals(made.pickups))
    parts += _section("How many, and who says so", _counts(made))
    parts += _section("Who holds what, as each side claims", _said(made.control))
    parts += _section("Hours named", _said(made.windows))
    parts += _section("Contradictions", _disputes(made, known))
    parts += _section("Next dates", (f"- {a.date}: {_flat(a.text)}" for a in made.ahead))
    parts += _section("Other places named", _proposals(made.places))
    return "\n".join(parts) + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return [f"## {title}", "", *found, ""] if found else []


def _proposals(found: Iterable[Proposal]) -> Iterator[str]:
    for one in found:
        ids = f" ({', '.join(one.statements[:12])})" if one.statements else ""
        yield f"- {_flat(one.name)}: {one.why}{ids}"


def _said(found: Iterable[Statement]) -> Iterator[str]:
    for s in found:
        yield f"- {_who(s)} ({s.id}, {s.act.value}): {_flat(s.text)}"


def _who(statement: Statement) -> str:
    if statement.unattributed:
        return "no source named"
    return _flat(statement.speaker.name or f"not resolved ({statement.speaker.role or 'unnamed'})")


def _counts(made: Draft) -> Iterator[str]:
    for count in made.counts:
        number = "no number given" if count.exact is None else f"{count.exact:,}"
        place = count.place or "place not told"
        said = f"“{_flat(count.text)}” = {number}"
        yield f"- {_flat(place)}: {said} ({count.statement}, {_flat(count.speaker)})"


def _disputes(made: Draft, known: Mapping[str, Statement]) -> Iterator[str]:
    for relation in made.disputes:
        one, other = known[relation.origin], known[relation.other]
        yield (
            f"- {_who(one)} ({one.id}): {_flat(one.text)} — against {_who(other)} ({other.id}): "
            f"{_flat(other.text)}"
        )


def _flat(text: str) -> str:
    """Text in one line in which nothing is markup."""
    flat = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in flat)
