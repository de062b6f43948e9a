"""A CSV table that is written back byte for byte, but for the cells that were changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from safeconduct.operation.findings import Fault
from safeconduct.operation.text import Text

DELIMITERS = (",", ";", "\t", "|")
MAX_ROWS = 100_000
MAX_COLUMNS = 1000
HXL_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*[+][a-z][a-z0-9_]*)*", re.IGNORECASE)
SEPARATOR_LINE = re.compile(r"sep=([,;\t|])(?=[\r\n])")
"""A first line by which Excel is told the delimiter."""
NEWLINE = re.compile(r"\r\n|\n|\r")


@dataclass(slots=True)
class Row:
    """One row: its cells as they stand in the file, and its line end."""

    cells: list[str]
    end: str

    def values(self) -> list[str]:
        """The cells without quotes and outer blanks."""
        return [unquote(cell).strip() for cell in self.cells]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it, as spreadsheets leave below a table."""
        return not any(self.values())


@dataclass(slots=True)
class Table:
    """A table with its header, its HXL tags if it has any, and its rows in order."""

    text: Text
    delimiter: str
    rows: list[Row]
    head: int
    columns: list[str] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """The names of the columns; a known name is recognised in capitals too."""
        return self.columns

    @property
    def tags(self) -> list[str]:
        """The HXL tags under the header, or nothing."""
        below = self.head + 1
        if below < len(self.rows) and _is_tag_row(self.rows[below].values()):
            return self.rows[below].values()
        return []

    def records(self) -> Iterator[tuple[int, Row]]:
        """The rows that hold facts, with their number as a spreadsheet counts them."""
        first = self.head + (2 if self.tags else 1)
        for index in range(first, len(self.rows)):
            if not self.rows[index].is_blank:
                yield index + 1, self.rows[index]

    def cells_of(self, row: Row) -> dict[str, str]:
        """The filled cells of a row by the names of their columns."""
        return {
            name: value for name, value in zip(self.columns, row.values(), strict=False) if value
        }

    def change(self, row: Row, column: str, value: str) -> None:
        """Write one cell; quotes are kept where they were and added where they are needed."""
        if column not in self.columns:
            self._add_column(column)
        index = self.columns.index(column)
        row.cells.extend([""] * (len(self.columns) - len(row.cells)))
        quoted = row.cells[index].startswith('"')
        row.cells[index] = quote(value, self.delimiter, always=quoted)

    def _add_column(self, column: str) -> None:
        """Put a column behind the others, in the header and its tags."""
        tagged = bool(self.tags)
        for row in self.rows[self.head : self.head + 1 + tagged]:
            row.cells[len(self.columns) :] = [""]
        self.rows[self.head].cells[len(self.columns)] = quote(column, self.delimiter)
        self.columns.append(column)

    def lay(self, rows: Sequence[Row]) -> None:
        """Let these be the rows that hold facts, in this order; nothing moves if they are so."""
        if [id(row) for _, row in self.records()] == [id(row) for row in rows]:
            return
        self.rows[self.head + (2 if self.tags else 1) :] = rows
        for row in self.rows[:-1]:
            row.end = row.end or self.line_end

    def new_row(self, values: Sequence[str]) -> Row:
        """A row of these values, for the end of this table."""
        return Row([quote(value, self.delimiter) for value in values], self.line_end)

    @property
    def line_end(self) -> str:
        """The line end of the header, or that of Unix where it is the last line."""
        return self.rows[self.head].end or "\n"

    def encode(self) -> bytes:
        """The table as the bytes of a file."""
        lines = (self.delimiter.join(row.cells) + row.end for row in self.rows)
        return self.text.encode("".join(lines))


def parse(text: Text, known: Sequence[str]) -> Table:
    """Take a table apart; `known` are the names by which its delimiter is recognised.

    Raises:
        Fault: broken quotes (74), no header (83), too many rows (80).
    """
    told = SEPARATOR_LINE.match(text.content)
    delimiter = told[1] if told else _delimiter(text.content, known)
    rows = _rows(text.content, delimiter)
    head = next((n for n, row in enumerate(rows) if n >= bool(told) and not row.is_blank), -1)
    if head < 0:
        raise Fault("83", expected=f"table with the columns {', '.join(known)}")
    names = [_known(name, known) or f"column {n}" for n, name in enumerate(rows[head].values(), 1)]
    while names and names[-1] == f"column {len(names)}" and not rows[head].values()[len(names) - 1]:
        names.pop()
    return Table(text, delimiter, rows, head, names)


def blank(columns: Sequence[str]) -> Table:
    """An empty table with these columns, in UTF-8 with commas and Unix line ends."""
    return Table(
        Text(""), ",", [Row([quote(name, ",") for name in columns], "\n")], 0, list(columns)
    )


def unquote(cell: str) -> str:
    """The value of a cell."""
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def quote(value: str, delimiter: str, *, always: bool = False) -> str:
    """A value as a cell, quoted where it must be."""
    special = any(mark in value for mark in (delimiter, '"', "\r", "\n")) or value != value.strip()
    return '"' + value.replace('"', '""') + '"' if special or always else value


def _known(name: str, known: Sequence[str]) -> str:
    return name.lower() if name.lower() in known else name


def _delimiter(content: str, known: Sequence[str]) -> str:
    first = next((line for line in NEWLINE.split(content[:20_000]) if line.strip()), "")

    def recognised(delimiter: str) -> int:
        names = {unquote(cell.strip()).strip().lower() for cell in first.split(delimiter)}
        return len(names & set(known))

    return max(DELIMITERS, key=lambda d: (recognised(d), first.count(d)))


def _rows(content: str, delimiter: str) -> list[Row]:
    mark = re.escape(delimiter)
    cell = re.compile(
        rf'("[^"]*+(?:""[^"]*+)*+"|[^{mark}\r\n"][^{mark}\r\n]*|)({mark}|\r\n|\n|\r|\Z)'
    )
    rows: list[Row] = []
    cells: list[str] = []
    at = 0
    while at < len(content) or cells:
        found = cell.match(content, at)
        if not found:
            raise Fault(
                "74", reason=f"row {len(rows) + 1} has a quote that is not closed or not last"
            )
        value, end = found.groups()
        cells.append(value)
        at = found.end()
        if len(cells) > MAX_COLUMNS:
            raise Fault("80", limit=f"{MAX_COLUMNS} cells in a row")
        if end != delimiter:
            rows.append(Row(cells, end))
            cells = []
            if len(rows) > MAX_ROWS:
                raise Fault("80", limit=f"{MAX_ROWS:,} rows")
        if not end:
            break
    return rows


def _is_tag_row(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and all(HXL_TAG.fullmatch(value) for value in filled)
