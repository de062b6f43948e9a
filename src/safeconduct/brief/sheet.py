"""A summary as one page that opens offline and prints on A4: headings, sentences, tables."""

from html import escape
from pathlib import Path

from safeconduct.brief.words import Section, Summary, Table

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,"DejaVu Sans",sans-serif;max-width:62rem;margin:2rem auto}
body{padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25;text-wrap:balance}
h2{font-size:1.1rem;margin:2rem 0 .5rem;padding-top:.5rem;border-top:1px solid currentColor}
p{margin:.3rem 0;max-width:46rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.8rem 0;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{padding:.3rem .7rem;text-align:right;vertical-align:top;border-bottom:1px solid #8886}
th{border-bottom:1px solid currentColor;white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0}
.words{text-align:left}
footer{margin-top:2rem;font-size:.85rem}
@media print{body{font-size:10pt;margin:0;max-width:none}thead{display:table-header-group}
tr{break-inside:avoid}.wide{overflow:visible}@page{size:A4 landscape;margin:15mm}}
"""


def write_sheet(path: Path, said: Summary, foot: str) -> None:
    """Write a summary as a page; `foot` is what must stand below whatever is handed on."""
    parts = "".join(_section(section) for section in said.sections)
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(said.title)}</title><style>{STYLE}</style></head><body>"
        f"<h1>{escape(said.title)}</h1>{parts}<footer>{escape(foot)}</footer></body></html>\n"
    )
    path.write_text(page, encoding="utf-8")


def _section(section: Section) -> str:
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in section.sentences)
    table = _table(section.table) if section.table is not None and section.table.rows else ""
    return f"<section><h2>{escape(section.heading)}</h2>{sentences}{table}</section>"


def _table(table: Table) -> str:
    last = len(table.headings) - 1
    wordy = max((len(row[-1]) for row in table.rows), default=0) > 20

    def cell(tag: str, n: int, text: str) -> str:
        words = ' class="words"' if wordy and n == last else ""
        return f"<{tag}{words}>{escape(text)}</{tag}>"

    head = "".join(cell("th", n, text) for n, text in enumerate(table.headings))
    rows = "".join(
        f"<tr>{''.join(cell('td', n, text) for n, text in enumerate(row))}</tr>"
        for row in table.rows
    )
    inside = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f'<div class="wide"><table>{inside}</table></div>'
