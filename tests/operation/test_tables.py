"""Tables from any spreadsheet are understood, and come back as they were."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operation.worlds import good, numbers, sound

from safeconduct.operation import read_operation
from safeconduct.operation.findings import Fault
from safeconduct.operation.table import Table, blank, parse
from safeconduct.operation.text import Text, decode

KNOWN = ("place", "category", "count")
CELLS = st.text(st.sampled_from("ab \"',;\té\n\r#1."), max_size=5)


def table(content: str) -> Table:
    return parse(Text(content), KNOWN)


def people(folder: Path, content: bytes) -> list[tuple[str, str, int]]:
    (folder / "people.csv").write_bytes(content)
    return [(r.place, r.category, r.count) for r in sound(folder).operation.headcounts]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_understood_however_it_was_saved(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    rows = [["Place", "CATEGORY", "count", "source"], ["school", "adult", " 3 ", '"Лікар; a, b"']]
    content = end.join(delimiter.join(row) for row in rows) + end + end
    folder = good(tmp_path / "op")
    assert people(folder, content.encode(encoding)) == [("school", "adult", 3)]
    assert read_operation(folder).warnings == ()
    assert sound(folder).operation.headcounts[0].provenance.source == "Лікар; a, b"


def test_cyrillic_and_western_code_pages_are_recognised_and_told(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    for encoding, source in (("cp1251", "Лікарня № 3"), ("cp1252", "Médecins à Genève")):
        content = f"place,category,count,source\nschool,adult,3,{source}\n".encode(encoding)
        assert people(folder, content) == [("school", "adult", 3)]
        assert sound(folder).operation.headcounts[0].provenance.source == source
        assert numbers(folder) == ["S373"]


def test_bytes_that_no_code_page_fits_are_read_as_latin_1(tmp_path: Path) -> None:
    text = decode(b"caf\xe9 \x98\x98 \x81", "CSV")
    assert text.encoding == "latin-1"
    assert text.encode(text.content) == b"caf\xe9 \x98\x98 \x81"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\x1f\x8brest", "packed"),
        (b"abcde\x00,c", "control characters"),
        (b"\xff\xfea", "no known encoding"),
        (b"\xff\xfe\x00\x00\x00\x00\x11\x00", "no known encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(Fault) as found:
        decode(data, "CSV")
    assert found.value.kind == "72"
    assert why in str(found.value.details["reason"])


def test_a_spreadsheet_named_csv_is_refused(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    assert numbers(folder) == ["S372"]


@pytest.mark.parametrize("content", ["", "\n\n", " , ,\n"])
def test_a_table_without_a_header_is_refused(tmp_path: Path, content: str) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").write_text(content)
    assert numbers(folder) == ["S383"]


def test_excels_line_about_the_delimiter_is_obeyed_and_kept(tmp_path: Path) -> None:
    content = b"sep=;\r\nplace;category;count;a,b,c\r\nschool;adult;3;\r\n"
    assert people(good(tmp_path / "op"), content) == [("school", "adult", 3)]
    assert parse(decode(content, "CSV"), KNOWN).encode() == content


def test_blank_rows_are_passed_over(tmp_path: Path) -> None:
    content = b"\n,,\nplace,category,count\n,,\nschool,adult,3\n\n , ,\n"
    assert people(good(tmp_path / "op"), content) == [("school", "adult", 3)]


def test_cells_beyond_the_header_are_no_fault_while_they_are_blank(tmp_path: Path) -> None:
    content = b"place,category,count,,\nschool,adult,3,,,,\n"
    assert people(good(tmp_path / "op"), content) == [("school", "adult", 3)]


def test_a_last_row_without_line_end_is_whole_if_its_cells_are(tmp_path: Path) -> None:
    content = b"place,category,count\nschool,adult,3"
    assert people(good(tmp_path / "op"), content) == [("school", "adult", 3)]


def test_a_quoted_cell_may_hold_line_ends_and_quotes() -> None:
    book = table('place,category,count\n"a ""b""\nc",d,1\n')
    assert book.cells_of(book.rows[1]) == {"place": 'a "b"\nc', "category": "d", "count": "1"}


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=6), st.booleans())
def test_a_table_comes_back_byte_for_byte_and_as_pythons_csv_reads_it(
    rows: list[list[str]], crlf: bool
) -> None:
    end = "\r\n" if crlf else "\n"
    file = io.StringIO(newline="")
    bare = any("\r" in cell for row in rows for cell in row)
    csv.writer(
        file, lineterminator=end, quoting=csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL
    ).writerows([["place", "category", "count"], *rows])
    book = table(file.getvalue())
    assert book.encode() == file.getvalue().encode()
    expected = [[cell.strip() for cell in row] for row in rows]
    assert [row.values() for row in book.rows[1:]] == expected


@given(st.text(st.sampled_from('ab,;"\r\n\t |#'), max_size=40))
def test_any_text_is_a_table_that_comes_back_or_a_fault(content: str) -> None:
    try:
        book = table(content)
    except Fault as fault:
        assert fault.kind in {"74", "83"}  # noqa: PT017
    else:
        assert book.encode() == content.encode()


@given(CELLS, st.sampled_from(["place", "count", "note"]))
def test_a_changed_cell_changes_only_itself(value: str, column: str) -> None:
    book = table('place;category;count\r\n#loc;#cat;#num\r\n"a";b;1\r\nc;d;2')
    before = [list(row.cells) for row in book.rows]
    book.change(book.rows[2], column, value)
    again = parse(Text(book.encode().decode()), KNOWN)
    assert again.cells_of(again.rows[2]).get(column, "") == value.strip()
    assert again.rows[3].cells[:3] == before[3]
    assert again.tags[:3] == ["#loc", "#cat", "#num"]
    assert again.rows[0].cells[:3] == before[0]
    assert [row.end for row in again.rows] == ["\r\n", "\r\n", "\r\n", ""]


def test_a_row_added_behind_a_last_line_without_end_stands_on_its_own() -> None:
    book = table("place,category,count\r\na,b,1")
    book.lay([*(row for _, row in book.records()), book.new_row(["c", "d,e", "2"])])
    assert book.encode() == b'place,category,count\r\na,b,1\r\nc,"d,e",2\r\n'


def test_an_empty_table_has_its_header() -> None:
    assert blank(KNOWN).encode() == b"place,category,count\n"


def test_what_its_code_page_cannot_hold_is_written_in_utf_8() -> None:
    assert Text("", "cp1252").encode("Лікар") == "Лікар".encode()
