"""The timetable: every movement and stop, in local times, safe to open in a spreadsheet."""

import csv
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.brief.worlds import empty_plan, large, small, small_plan

from safeconduct.brief.clocks import clocks, merged
from safeconduct.brief.facts import entries
from safeconduct.brief.timetable import guarded, write_csv
from safeconduct.brief.words import summary
from safeconduct.brief.workbook import write_workbook
from safeconduct.model.operation import Operation, Organisation
from safeconduct.model.plan import Plan

SPRING = datetime.fromisoformat("2022-03-26T20:00:00+02:00")


def written(folder: Path, operation: Operation, plan: Plan) -> list[dict[str, str]]:
    path = folder / "timetable.csv"
    write_csv(path, operation, list(entries(operation, plan)), clocks(operation))
    return list(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"))))


def booked(folder: Path, operation: Operation, plan: Plan):  # type: ignore[no-untyped-def]  # noqa: ANN201
    path = folder / "timetable.xlsx"
    every = list(entries(operation, plan))
    write_workbook(path, operation, every, clocks(operation), summary(operation, plan))
    return load_workbook(path)


def test_every_activity_but_waiting_has_a_row(tmp_path: Path) -> None:
    rows = written(tmp_path, small(), small_plan())
    assert [row["activity"] for row in rows if row["vehicle"] == "bus-1"] == [
        "move", "move", "load", "move", "inspect", "move", "unload", "refuel", "rest",
    ]  # fmt: skip
    assert [row["activity"] for row in rows if row["vehicle"] == "car-1"] == ["move"] * 4


def test_a_row_says_who_is_aboard_and_who_gets_on_and_off(tmp_path: Path) -> None:
    rows = [row for row in written(tmp_path, small(), small_plan()) if row["vehicle"] == "bus-1"]
    load, ride, unload = rows[2], rows[3], rows[6]
    assert (load["on"], load["on: adult"], load["aboard: stretcher"]) == ("52", "50", "2")
    assert (ride["on"], ride["off"], ride["aboard"]) == ("0", "0", "52")
    assert (unload["off"], unload["off: stretcher"], unload["aboard"]) == ("52", "2", "0")
    assert (ride["leg"], ride["km"], ride["zones"], ride["convoy"]) == (
        "mill-ford",
        "24.0",
        "Mill bank",
        "c1",
    )
    assert (ride["from"], ride["to"], load["from"], load["to"]) == (
        "Oldmill",
        "Stoneford post",
        "Oldmill",
        "",
    )


def test_times_stand_in_the_operations_clock_and_in_both_parties_zones(tmp_path: Path) -> None:
    row = written(tmp_path, small(), small_plan())[0]
    assert row["start (UTC+03:00)"] == "2022-05-05T07:00:00+03:00"
    assert row["start (Europe/Kyiv)"] == "2022-05-05T07:00:00+03:00"
    assert row["end (Europe/Moscow)"] == "2022-05-05T08:00:00+03:00"


def test_kyiv_puts_its_clock_forward_in_the_night_of_march_and_moscow_does_not(
    tmp_path: Path,
) -> None:
    operation = small(start=SPRING, horizon_h=24.0)
    plan = replace(small_plan(operation), start=SPRING)
    moved = [
        replace(
            v,
            activities=tuple(
                replace(a, start=a.start + 300, end=a.end + 300) for a in v.activities
            ),
        )
        for v in plan.vehicles
    ]
    row = written(tmp_path, operation, replace(plan, vehicles=tuple(moved)))[0]
    assert row["start (UTC+02:00)"] == "2022-03-27T02:00:00+02:00"
    assert row["end (UTC+02:00)"] == "2022-03-27T03:00:00+02:00"
    assert row["start (Europe/Kyiv)"] == "2022-03-27T02:00:00+02:00"
    assert row["end (Europe/Kyiv)"] == "2022-03-27T04:00:00+03:00"
    assert row["start (Europe/Moscow)"] == "2022-03-27T03:00:00+03:00"
    assert row["end (Europe/Moscow)"] == "2022-03-27T04:00:00+03:00"


def test_clocks_are_put_together_only_while_they_read_the_same() -> None:
    may, march = small(), small(start=SPRING)
    assert [c.label for c in merged(clocks(may), may)] == [
        "UTC+03:00 = Europe/Kyiv = Europe/Moscow"
    ]
    assert [c.label for c in merged(clocks(march), march)] == [
        "UTC+02:00",
        "Europe/Kyiv",
        "Europe/Moscow",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1"])
def test_text_that_a_spreadsheet_would_reckon_with_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Oldmill", "1=1", "a-b", "", "Маріуполь"])
def test_other_text_stands_as_it_is(text: str) -> None:
    assert guarded(text) == text


def hostile() -> tuple[Operation, Plan]:
    operation = small()
    places = tuple(
        replace(p, name="=HYPERLINK(1)" if p.id == "mill" else "\x07bell") for p in operation.places
    )
    operation = replace(
        operation,
        places=places,
        organisations=(Organisation("relief", "=cmd|'/c calc'!A1 [very] long: name?*"),),
    )
    return operation, small_plan(operation)


def test_no_cell_of_the_csv_is_a_formula(tmp_path: Path) -> None:
    operation, plan = hostile()
    for row in written(tmp_path, operation, plan):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_no_cell_of_the_workbook_is_a_formula(tmp_path: Path) -> None:
    operation, plan = hostile()
    book = booked(tmp_path, operation, plan)
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(
        cell.value == "=HYPERLINK(1)" and cell.data_type == "s" and cell.quotePrefix
        for cell in cells
    )


def test_the_workbook_has_a_cover_all_rows_and_a_sheet_per_organisation(tmp_path: Path) -> None:
    operation, plan = large(4)
    book = booked(tmp_path, operation, plan)
    assert book.sheetnames == [
        "Read first",
        "All",
        "Relief of Invented",
        "Aid of Invented",
        "Assumed",
    ]
    assert book["All"].max_row == 1 + 4 * 3 * 9
    assert book["Aid of Invented"].max_row == 1 + 2 * 3 * 9
    assert {book["Aid of Invented"].cell(row, 2).value for row in range(2, 50)} == {
        "Aid of Invented"
    }
    cover = " ".join(
        str(cell.value) for line in book["Read first"].iter_rows() for cell in line if cell.value
    )
    for words in (
        "Notified is not approved",
        "At most",
        "assumed",
        "no source",
        "UTC+03:00 = Europe/Kyiv",
    ):
        assert words in cover


def test_times_in_the_workbook_are_dates_that_can_be_reckoned_with(tmp_path: Path) -> None:
    sheet = booked(tmp_path, small(), small_plan())["All"]
    header = [cell.value for cell in sheet[1]]
    start = header.index("Start, UTC+03:00 = Europe/Kyiv = Europe/Moscow")
    assert sheet.cell(2, start + 1).value == datetime(2022, 5, 5, 7, 0)  # noqa: DTZ001 - as sheets hold them
    assert sheet.cell(8, start + 2).value == datetime(2022, 5, 5, 11, 20, 15)  # noqa: DTZ001
    assert "hh:mm" in sheet.cell(2, start + 1).number_format


def test_the_sheets_print_on_a4_landscape_with_the_header_on_every_page(tmp_path: Path) -> None:
    sheet = booked(tmp_path, small(), small_plan())["All"]
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows in {"$1:$1", "1:1"}
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert int(sheet.page_setup.fitToHeight) == 0


def test_sheet_names_are_legal_and_each_once(tmp_path: Path) -> None:
    operation, plan = large(4)
    alike = tuple(
        replace(o, name="All [of] / them, the long name of a relief body")
        for o in operation.organisations
    )
    book = booked(tmp_path, replace(operation, organisations=alike), plan)
    assert len({name.lower() for name in book.sheetnames}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)


def test_an_empty_plan_has_a_header_and_no_rows(tmp_path: Path) -> None:
    operation = small()
    assert written(tmp_path, operation, empty_plan(operation)) == []
    assert booked(tmp_path, operation, empty_plan(operation)).sheetnames == [
        "Read first",
        "All",
        "Assumed",
    ]


def test_what_is_assumed_or_has_no_source_stands_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    sheet = booked(tmp_path, small(), small_plan())["Assumed"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("File", "Row or feature", "What it says")
    assert ("people.csv", "mill, stretcher", "assumed: nobody counted them") in rows
    assert ("fleet.csv", "car", "no source") in rows
