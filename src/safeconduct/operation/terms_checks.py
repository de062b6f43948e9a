"""Whether a term sheet fits together: patches, floor, red lines, circles, order of drafts."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from safeconduct.model.operation import Operation
from safeconduct.model.terms import FLOOR, RedLine, Term, TermSheet
from safeconduct.operation.findings import Findings
from safeconduct.operation.patches import Unpatchable, patched, unsound

Node = TypeVar("Node", bound=Hashable)


def check_sheet(
    sheet: TermSheet, operation: Operation | None, findings: Findings, file: str
) -> None:
    """Tell everything that does not fit together."""
    if not sheet.terms:
        findings.add("S901", file)
    for term in sheet.terms:
        if len(term.options) < 2:
            findings.add("S902", file, f"term {term.id}", "option", count=len(term.options))
        if operation is not None:
            _patches(term, operation, findings, file)
    _parties(sheet, findings, file)
    _red_lines(sheet, findings, file)
    _circles(sheet, findings, file)
    _drafts(sheet, findings, file)


def _patches(term: Term, operation: Operation, findings: Findings, file: str) -> None:
    """Each option alone, on the operation as it stands in the folder."""
    before = {str(problem) for problem in unsound(operation)}
    for option in term.options:
        if not option.patches:
            continue
        where = f"term {term.id}"
        try:
            changed = patched(operation, option.patches)
        except Unpatchable as fault:
            details = {"option": option.id, "reason": fault.reason}
            findings.add("S903", file, where, "patch", **details)
            continue
        for problem in unsound(changed):
            if str(problem) not in before:
                details = {"option": option.id, "reason": str(problem)}
                findings.add("S904", file, where, "patch", **details)


def _parties(sheet: TermSheet, findings: Findings, file: str) -> None:
    holders = {one.party for term in sheet.terms for one in term.positions}
    for party in sheet.parties:
        if party.id not in holders and party.id not in sheet.witnesses:
            findings.add("S907", file, f"party {party.id}", "position", party=party.name)


def _red_lines(sheet: TermSheet, findings: Findings, file: str) -> None:
    """A term all of whose options are ruled out; named are two that do so together."""
    for term in sheet.terms:
        floor = {o.id for o in term.options if o.breaks}
        sets: list[tuple[str, set[str]]] = [("the floor", floor)] if floor else []
        sets += [
            (_told(line), set(line.excludes)) for line in sheet.red_lines if line.term == term.id
        ]
        every = {option.id for option in term.options}
        if not every or set().union(*(s for _, s in sets)) < every:
            continue
        pairs = [(a, b) for i, a in enumerate(sets) for b in sets[i:]]
        for (first, left), (second, right) in pairs:
            if left | right >= every:
                details = {"first": first, "second": second}
                findings.add("S908", file, f"term {term.id}", "red_line", **details)
                break
        else:
            names = [name for name, _ in sets]
            details = {"first": ", ".join(names[:-1]), "second": names[-1]}
            findings.add("S908", file, f"term {term.id}", "red_line", **details)


def _told(line: RedLine) -> str:
    return f"the red line of {line.owner or line.party} ({', '.join(line.excludes)})"


def _circles(sheet: TermSheet, findings: Findings, file: str) -> None:
    """Conditions that wait for each other, in needs of options and in conditional consents."""
    consents: dict[str, dict[str, list[str]]] = {}
    for one in sheet.consents:
        wanted = [f"{party}:{term}" for party, term in one.valid_if]
        consents.setdefault(one.draft, {}).setdefault(f"{one.party}:{one.term}", []).extend(wanted)
    for draft, graph in consents.items():
        found = circle(graph)
        if found:
            told = " -> ".join(found)
            findings.add("S906", file, f"draft {draft}", "valid_if", circle=told)
    needs: dict[str, list[str]] = {}
    for term in sheet.terms:
        for option in term.options:
            wanted = [f"{t}:{o}" for t, names in option.needs.items() for o in names[:1]]
            only = [
                w for w, names in zip(wanted, option.needs.values(), strict=True) if len(names) == 1
            ]
            needs[f"{term.id}:{option.id}"] = only
    found = circle(needs)
    if found:
        findings.add("S906", file, "term", "needs", circle=" -> ".join(found))


def circle(graph: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """A circle in a graph, its first node named again at the end; empty where there is none."""
    done: set[Node] = set()
    for start in graph:
        trail: list[Node] = []
        found = _walk(graph, start, trail, done)
        if found:
            return found
    return []


def _walk(
    graph: Mapping[Node, Iterable[Node]], node: Node, trail: list[Node], done: set[Node]
) -> list[Node]:
    if node in trail:
        return [*trail[trail.index(node) :], node]
    if node in done:
        return []
    trail.append(node)
    for other in graph.get(node, ()):
        found = _walk(graph, other, trail, done)
        if found:
            return found
    trail.pop()
    done.add(node)
    return []


def _drafts(sheet: TermSheet, findings: Findings, file: str) -> None:
    for before, after in zip(sheet.drafts, sheet.drafts[1:], strict=False):
        if after.at < before.at:
            findings.add("S911", file, f"draft {after.id}", "at", draft=after.id)
    if not sheet.drafts:
        return
    for term in sheet.terms:
        option = term.options[term.index(sheet.draft[term.id])] if term.options else None
        for name in option.breaks if option else ():
            details = {"option": option.id if option else "", "floor": FLOOR[name]}
            findings.add("S914", file, f"term {term.id}", "draft", **details)
