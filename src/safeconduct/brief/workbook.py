"""The timetable as a workbook: a page to read first, all movements, a sheet per organisation."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from safeconduct.brief.clocks import Clock, merged
from safeconduct.brief.facts import Entry, category_names, organisation_names, total
from safeconduct.brief.timetable import TRIGGERS, Names, moment
from safeconduct.brief.words import Summary
from safeconduct.model.operation import Operation, assumptions, unsourced

MOMENT = 'ddd dd mmm hh:mm"  "'
KM = '0.0"  "'
BOLD = Font(name="Calibri", size=11, bold=True)
HEAD = PatternFill("solid", fgColor="FFDCE6F1")
LINE = Border(bottom=Side(style="thin", color="FF999999"))
WRAP = Alignment(wrap_text=True, vertical="top")
RIGHT = Alignment(horizontal="right", wrap_text=True, vertical="top")
LINE_HIGH = 15.0
A4 = 9
FIXED = (1980, 1, 1, 0, 0, 0)
"""The time that every part of the file bears, so that the same plan gives the same bytes."""


def write_workbook(
    path: Path,
    operation: Operation,
    every: Sequence[Entry],
    clocks: Sequence[Clock],
    summary: Summary,
) -> None:
    """Write the workbook; times are real dates that spreadsheets can sort and reckon with."""
    book = Workbook(write_only=True)
    faces = merged(clocks, operation)
    titles: set[str] = set()
    _cover(book.create_sheet(_title("Read first", titles)), summary, faces)
    names = Names(operation)
    _sheet(book.create_sheet(_title("All", titles)), operation, every, faces, names)
    for key, name in organisation_names(operation).items():
        own = [entry for entry in every if entry.row.organisation == key]
        if own:
            _sheet(book.create_sheet(_title(name, titles)), operation, own, faces, names)
    _footing(book.create_sheet(_title("Assumed", titles)), operation)
    book.properties.creator = "Safeconduct"
    book.properties.title = _legal(f"Timetable: {operation.name}")
    book.properties.created = datetime(*FIXED)  # noqa: DTZ001 - the file format knows no zones
    raw = BytesIO()
    book.save(raw)
    path.write_bytes(_timeless(raw.getvalue()))


def _title(name: str, taken: set[str]) -> str:
    """A sheet's name as the format allows it: short, without some marks, each once."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '") or "sheet"
    title, number = clean[:31], 2
    while title.lower() in taken:
        ending = f" {number}"
        title, number = clean[: 31 - len(ending)] + ending, number + 1
    taken.add(title.lower())
    return title


def _legal(text: str) -> str:
    """Text of characters that the format can hold."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", text).encode(errors="replace").decode()


def _safe(sheet: Worksheet, value: str | int) -> Cell | str | int:
    """What may be put in a row so that its text is never taken for a formula."""
    if isinstance(value, int) or not value.lstrip(" ").startswith(TRIGGERS):
        return _legal(value) if isinstance(value, str) else value
    return _cell(sheet, value)


def _cell(sheet: Worksheet, text: str) -> Cell:
    """A cell of text, whatever the text begins with."""
    cell = WriteOnlyCell(sheet, _legal(text))
    cell.data_type = "s"
    if text.lstrip(" ").startswith(TRIGGERS):
        cell.quotePrefix = True
    return cell


def _cover(sheet: Worksheet, summary: Summary, faces: Sequence[Clock]) -> None:
    sheet.column_dimensions["A"].width = 34
    for letter in "BCDEFGHIJ":
        sheet.column_dimensions[letter].width = 18
    _print_setup(sheet)
    sheet.page_setup.fitToHeight = 1
    sheet.append([_bold(sheet, summary.title)])
    sheet.append([_bold(sheet, "Notified is not approved: this timetable is no permission.")])
    sheet.append([_cell(sheet, "Times are read from these clocks: " + _faces(faces))])
    for section in summary.sections:
        sheet.append([])
        sheet.append([_bold(sheet, section.heading)])
        for sentence in section.sentences:
            sheet.append([_cell(sheet, sentence)])
        if section.table:
            first, *others = section.table.headings
            sheet.append([_bold(sheet, first), *(_right(sheet, name) for name in others)])
            for row in section.table.rows:
                sheet.append([_safe(sheet, _number(text)) for text in row])


def _faces(faces: Iterable[Clock]) -> str:
    return "; ".join(face.label for face in faces)


def _number(text: str) -> str | int:
    bare = text.replace(",", "")
    return int(bare) if bare.isdecimal() and bare.isascii() else text


def _bold(sheet: Worksheet, text: str) -> Cell:
    cell = _cell(sheet, text)
    cell.font = BOLD
    return cell


def _footing(sheet: Worksheet, operation: Operation) -> None:
    """Every fact that is assumed or names no source, with what its file says of it."""
    for letter, width in (("A", 16), ("B", 30), ("C", 110)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _print_setup(sheet)
    sheet.append([_heading(sheet, name) for name in ("File", "Row or feature", "What it says")])
    for number, fact in enumerate((*assumptions(operation), *unsourced(operation)), 2):
        sheet.row_dimensions[number].height = LINE_HIGH * (1 + len(fact.what) // 105)
        cells = [_cell(sheet, text) for text in (fact.file, fact.where, fact.what or "no source")]
        for cell in cells:
            cell.alignment = WRAP
        sheet.append(cells)


def _right(sheet: Worksheet, text: str) -> Cell:
    cell = _bold(sheet, text)
    cell.alignment = RIGHT
    return cell


def _sheet(
    sheet: Worksheet,
    operation: Operation,
    every: Iterable[Entry],
    faces: Sequence[Clock],
    names: Names,
) -> None:
    """One row per movement and stop, under a header that stays in sight and on every page."""
    columns = _columns(operation, faces)
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    _print_setup(sheet)
    sheet.row_dimensions[1].height = 3 * LINE_HIGH
    sheet.append([_heading(sheet, name) for name, _ in columns])
    count = 1
    for entry in every:
        sheet.append(list(_row(sheet, entry, operation, faces, names)))
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    # The leg and the categories are for reckoning; on paper they would make all else tiny.
    last = len(columns) - len(operation.categories) - 1
    sheet.print_area = f"A1:{get_column_letter(last)}{count}"


def _columns(operation: Operation, faces: Iterable[Clock]) -> list[tuple[str, float]]:
    times = [(f"{edge}, {face.label}", 17.0) for face in faces for edge in ("Start", "End")]
    aboard = [(f"Aboard: {name}", 9.0) for name in category_names(operation).values()]
    return [
        ("Vehicle", 16),
        ("Organisation", 20),
        ("Type", 10),
        ("Convoy", 14),
        ("Activity", 9),
        ("From / at", 22),
        ("To", 22),
        *times,
        ("Who gets on or off", 26),
        ("On", 5),
        ("Off", 5),
        ("Aboard", 8),
        ("km", 7),
        ("Zones entered", 60),
        ("Leg", 20),
        *aboard,
    ]


def _heading(sheet: Worksheet, name: str) -> Cell:
    cell = _bold(sheet, name)
    cell.fill, cell.border, cell.alignment = HEAD, LINE, WRAP
    return cell


def _row(
    sheet: Worksheet,
    entry: Entry,
    operation: Operation,
    faces: Iterable[Clock],
    names: Names,
) -> Iterator[Cell | str | int | float | None]:
    act = entry.activity
    origin, destination = (act.origin, act.destination) if entry.leg else (act.place, "")
    organisation = names.organisation.get(entry.row.organisation, entry.row.organisation)
    for text in (entry.vehicle, organisation, entry.row.type, entry.convoy, act.kind.value):
        yield _safe(sheet, text)
    for place in (origin, destination):
        yield _safe(sheet, names.place.get(place, place))
    for face in faces:
        for minute in (act.start, act.end):
            read = moment(operation, face, minute).replace(tzinfo=None)
            cell = WriteOnlyCell(sheet, read)
            cell.number_format = MOMENT
            yield cell
    labels = category_names(operation)
    who = ", ".join(f"{n} {labels.get(c, c)}" for c, n in (entry.on or entry.off).items() if n)
    yield _safe(sheet, who)
    yield total(entry.on) or None
    yield total(entry.off) or None
    yield total(entry.aboard)
    km = WriteOnlyCell(sheet, round(entry.leg.km, 1) if entry.leg else None)
    km.number_format = KM
    yield km
    yield _safe(sheet, names.zones(entry))
    yield _safe(sheet, act.leg)
    for category in operation.categories:
        yield entry.aboard.get(category.id, 0)


def _print_setup(sheet: Worksheet) -> None:
    """A4, landscape, as wide as one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.4, bottom=0.75, footer=0.35)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None
    footer.left.text, footer.right.text = "Notified is not approved", "Page &P of &N"


def _timeless(raw: bytes) -> bytes:
    """The same file without the moment of its writing."""
    stamp = datetime(*FIXED, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    modified = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/core.xml":
                body = modified.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            info = ZipInfo(name, FIXED)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, body)
    return out.getvalue()
