"""`safeconduct mediate`: what each term is worth, who would accept what, what to ask for next."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from safeconduct.mediate.answer import Mediated

Operation = Annotated[
    Path, typer.Argument(metavar="OP", help="The operation folder, with terms.toml.")
]
Out = Annotated[
    Path | None,
    typer.Option(help="Where mediate.html goes; by default the folder `mediate` inside OP."),
]
TimeLimit = Annotated[float, typer.Option(min=0.0, help="Most seconds of valuing.")]
Gap = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="A combination is valued within this share.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same samples.")]
ForParty = Annotated[
    str | None,
    typer.Option("--for", help="Write only what this party may see, as terms-PARTY.json."),
]
Events = Annotated[
    Path | None,
    typer.Option(help="A CSV of events: date, longitude, latitude, CAMEO code, deaths, by, seen."),
]
Truce = Annotated[
    str | None,
    typer.Option(help="The day since which events are followed; by default OP's first."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def run(
    operation: Operation,
    out: Out = None,
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.01,
    seed: Seed = 0,
    for_party: ForParty = None,
    events: Events = None,
    truce: Truce = None,
    as_json: AsJson = False,
) -> None:
    """Answer at the mediator's table: prices of terms in people, who accepts, what to ask next."""
    from safeconduct.cli import screen, show
    from safeconduct.mediate.report import as_object
    from safeconduct.usecases.mediate import Wanted, mediate, party_view

    wanted = Wanted(time_limit, gap, seed, events=events, truce=_day(truce))
    folder = out or operation / "mediate"
    with screen.problems(as_json=as_json):
        if for_party is not None:
            path = party_view(operation, for_party, folder / f"terms-{for_party}.json")
            if as_json:
                screen.print_json({"for": for_party, "files": [str(path)]})
            else:
                typer.echo(f"Written for {for_party} alone: {screen.printable(str(path))}")
            return
        with show.watching() as watch:
            found, files = mediate(operation, folder, wanted, watch)
    if as_json:
        warnings = screen.summary(found.facts.warnings)
        screen.print_json({**as_object(found), **warnings, "files": [str(f) for f in files]})
    else:
        _told(found, files)
    if not found.on_floor or not found.table.space.count:
        raise typer.Exit(1)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no day such as 2022-05-05") from None


def _told(found: Mediated, files: tuple[Path, ...]) -> None:
    import sys

    from safeconduct.brief.words import Section, Summary, Table
    from safeconduct.cli import screen, show
    from safeconduct.mediate.words import sections

    screen.show_problems(found.facts.warnings, error=True)
    parts = tuple(
        Section(one.heading, one.sentences, Table(one.headings, one.rows) if one.rows else None)
        for one in sections(found)
    )
    show.show_summary(Summary(found.sheet.name or "Terms", parts), sys.stdout)
    names = ", ".join(path.name for path in files)
    folder = screen.printable(str(files[0].parent)) if files else ""
    typer.echo(f"\nFor the mediator alone. Written to {folder}: {names}")
