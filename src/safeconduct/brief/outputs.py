"""All that is written for people from one plan: timetable, chart, maps."""

from collections.abc import Callable, Sequence
from pathlib import Path

from safeconduct.brief.atlas import draw_map
from safeconduct.brief.chart import draw_chart
from safeconduct.brief.clocks import clocks
from safeconduct.brief.facts import entries
from safeconduct.brief.page import write_page
from safeconduct.brief.timetable import write_csv
from safeconduct.brief.words import Holds, summary
from safeconduct.brief.workbook import write_workbook
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan


def write_all(
    operation: Operation,
    plan: Plan,
    folder: Path,
    progress: Callable[[str], None],
    limits: Sequence[Holds] = (),
) -> tuple[Path, ...]:
    """Write every output into a folder that exists; the same plan gives the same bytes."""
    every = list(entries(operation, plan))
    said = summary(operation, plan, limits)
    read = clocks(operation)
    progress("Writing the timetable")
    table, book = folder / "timetable.csv", folder / "timetable.xlsx"
    write_csv(table, operation, every, read)
    write_workbook(book, operation, every, read, said)
    progress("Drawing the movements")
    chart = draw_chart(folder, operation, plan, every, read)
    progress("Drawing the map")
    picture = draw_map(folder, operation, plan, every)
    page = folder / "map.html"
    write_page(page, operation, plan, every, read, said)
    return (table, book, *chart, *picture, page)
