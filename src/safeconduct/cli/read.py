"""`safeconduct read`: attributed statements out of reports."""

from pathlib import Path
from typing import Annotated

import typer


def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Reports of any kind.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write statements, links, texts and a page here."),
    ] = None,
    date: Annotated[
        str, typer.Option(metavar="DATE", help="The reports' date, where they do not tell it.")
    ] = "",
    outlet: Annotated[str, typer.Option(help="Who published the reports.")] = "",
    gazetteer: Annotated[
        Path | None, typer.Option(metavar="TSV", help="Your own table of office-holders.")
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(metavar="MODEL", help="A model of events that `safeconduct train` made."),
    ] = None,
    ask: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="A language model of yours on this machine that proposes more statements.",
        ),
    ] = "",
    keep_twins: Annotated[
        bool, typer.Option("--keep-twins", help="Read a story again that another file tells.")
    ] = False,
    review: Annotated[
        bool,
        typer.Option(
            "--review", help="Ask about each statement and proposal before writing to DIR."
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
) -> None:
    """Find who said what in reports, and where the sides contradict one another."""
    from safeconduct.cli import read_screen, screen
    from safeconduct.cli.local_model import local_model
    from safeconduct.usecases.proposals import proposal_object, proposals
    from safeconduct.usecases.read import Wishes, as_object, read_reports, write_log

    if review and (out is None or as_json):
        raise typer.BadParameter("--review needs --out DIR, and goes without --json.")
    with screen.problems(as_json=as_json):
        propose = local_model(ask) if ask else None
        wishes = Wishes(date, outlet, gazetteer, keep_twins, events, propose)
        log = read_reports(files, wishes, screen.tell)
    decided: dict[str, bool] = {}
    if as_json:
        screen.print_json(as_object(log))
    else:
        screen.show_problems(log.warnings, error=True)
        read_screen.show(log)
    offered = proposals(log) if out else ()
    if review:
        decided = read_screen.review(log, offered)
    with screen.problems(as_json=as_json):
        rows = [proposal_object(p, decided) for p in offered]
        written = write_log(log, out, decided, rows) if out else ()
    for file in written:
        screen.tell(f"Wrote {file}")
