"""What becomes of a plan on bad days, for people: plots, and one page that opens offline."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path

from matplotlib.axes import Axes

from safeconduct.brief.bad_days_words import CHECKS, KIND_WORDS, at, outermost, sections, title
from safeconduct.brief.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    RED,
    SKY,
    figure,
    plain,
    save,
    styled,
)
from safeconduct.brief.words import Section
from safeconduct.model.operation import Operation
from safeconduct.model.outcome import Outcome

TORNADO = 12
"""How many assumptions and convoys are drawn."""
PLOTS = {
    "people_out": "People out over time",
    "assumptions": "What each assumption weighs",
    "convoys": "Caught inside when a window shuts",
    "late_start": "What a late start costs",
}


def write_bad_days(folder: Path, operation: Operation, outcome: Outcome) -> tuple[Path, ...]:
    """Write plots and page into a folder that exists; the same outcome gives the same bytes."""
    drawn: list[Path] = []
    with styled():
        for stem, draw in (
            ("people_out", _people_out),
            ("assumptions", _assumptions),
            ("convoys", _convoys),
            ("late_start", _late_start),
        ):
            if not _worth(stem, outcome):
                continue
            picture = figure(8.4, 4.4 if stem in {"people_out", "late_start"} else 4.9)
            draw(picture.add_subplot(), operation, outcome)
            picture.tight_layout()
            drawn += save(picture, folder, stem, f"{operation.name}: {PLOTS[stem]}", PLOTS[stem])
    page = folder / "stress.html"
    page.write_text(page_of(operation, outcome, drawn), encoding="utf-8")
    return (page, *drawn)


def _worth(stem: str, outcome: Outcome) -> bool:
    return {
        "people_out": bool(outcome.runs),
        "assumptions": bool(outcome.weights),
        "convoys": bool(outcome.checks),
        "late_start": bool(outcome.delays),
    }[stem]


def _clean(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="both", color=PALE, linewidth=0.5)
    axes.set_axisbelow(True)


def _people_out(axes: Axes, operation: Operation, outcome: Outcome) -> None:
    """Bands of people out by hour, and the chance that all are."""
    hours = [0.0, *(h.minute / 60 for h in outcome.hours)]
    rows = [outcome.hours[0].out, *(h.out for h in outcome.hours)] if outcome.hours else []

    def column(name: str) -> list[float]:
        return [0.0, *(getattr(row, name) for row in rows[1:])]

    axes.fill_between(
        hours,
        column("p05"),
        column("p95"),
        color=SKY,
        alpha=0.35,
        linewidth=0,
        label="90 of 100 days",
    )
    axes.fill_between(
        hours,
        column("p10"),
        column("p90"),
        color=SKY,
        alpha=0.55,
        linewidth=0,
        label="80 of 100 days",
    )
    axes.plot(hours, column("median"), color=BLUE, linewidth=1.8, label="half of the days")
    nominal = sum(outcome.nominal.values())
    axes.axhline(nominal, color=GREY, linestyle="--", linewidth=1.0)
    axes.annotate(
        f"on paper: {nominal:,}",
        (0, nominal),
        xytext=(4, 3),
        color=GREY,
        textcoords="offset points",
    )
    axes.set_xlim(0, hours[-1])
    axes.set_ylim(0, nominal * 1.12 or 1)
    axes.set_ylabel("people out")
    axes.set_xlabel(f"hours from the start, {at(operation, 0)}")
    axes.set_title(plain("People out over time, on bad days"), loc="left", fontweight="bold")
    _clean(axes)
    axes.legend(loc="upper left", frameon=False, bbox_to_anchor=(0.0, 0.9))


def _assumptions(axes: Axes, _: Operation, outcome: Outcome) -> None:
    """Mean people out without each assumption, and with nothing but it."""
    base, nominal = outcome.weights_base, sum(outcome.nominal.values())
    rows = outcome.weights[:TORNADO][::-1]
    y = list(range(len(rows)))
    gains = [row.without - base for row in rows]
    losses = [row.alone - nominal for row in rows]
    axes.barh(
        [i + 0.2 for i in y],
        gains,
        0.36,
        color=GREEN,
        hatch="//",
        edgecolor="white",
        linewidth=0.4,
        label="people gained if this never happened",
    )
    axes.barh(
        [i - 0.2 for i in y], losses, 0.36, color=RED, label="people lost if nothing else happened"
    )
    axes.set_yticks(y, [plain(row.words) for row in rows])
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_xlabel("people out, mean over the same days")
    axes.set_title("What each assumption weighs", loc="left", fontweight="bold")
    _clean(axes)
    axes.legend(loc="lower left", frameon=False)


def _convoys(axes: Axes, operation: Operation, outcome: Outcome) -> None:
    """The convoys that are most often caught."""
    risky = sorted(outermost(outcome), key=lambda c: (-c.caught, c.planned))[:CHECKS]
    rows = [c for c in risky if c.caught > 0][::-1] or risky[:1]
    y = list(range(len(rows)))
    axes.barh(y, [c.caught * 100 for c in rows], 0.62, color=ORANGE)
    names = [f"{c.convoy}, {c.zone}, {at(operation, c.planned)}" for c in rows]
    axes.set_yticks(y, [plain(name) for name in names], fontsize=7)
    axes.set_xlabel("days of 100 on which its tail is still inside when the window shuts")
    axes.set_title(PLOTS["convoys"], loc="left", fontweight="bold")
    _clean(axes)


def _late_start(axes: Axes, _: Operation, outcome: Outcome) -> None:
    """People out against minutes of late start."""
    late = [d.minutes / 60 for d in outcome.delays]
    axes.fill_between(
        late,
        [d.out.p10 for d in outcome.delays],
        [d.out.p90 for d in outcome.delays],
        color=SKY,
        alpha=0.45,
        linewidth=0,
        label="80 of 100 days",
    )
    axes.plot(
        late,
        [d.out.median for d in outcome.delays],
        color=BLUE,
        marker="o",
        label="half of the days",
    )
    axes.set_ylim(bottom=0)
    axes.set_xlabel("hours by which everything starts later than planned")
    axes.set_ylabel("people out")
    axes.set_title(PLOTS["late_start"], loc="left", fontweight="bold")
    _clean(axes)
    axes.legend(frameon=False)


def page_of(operation: Operation, outcome: Outcome, drawn: Sequence[Path]) -> str:
    """The page: sentences, tables and pictures in one file, without any script."""
    style = (files("safeconduct.brief") / "pages" / "stress.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src {_hash(style)}; img-src data:; base-uri 'none'"
    pictures = {path.stem: path for path in drawn if path.suffix == ".svg"}
    body = [
        f"<h1>{escape(title(operation))}</h1>",
        f'<p class="quiet">{escape(KIND_WORDS)}</p>',
    ]
    body += [_html(section, pictures) for section in sections(operation, outcome)]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=True)}">\n'
        f"<title>{escape(title(operation))}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        + "\n".join(body).replace("&#x27;", "'")
        + "\n</body>\n</html>\n"
    )


ANCHORS = {
    "People out": "people_out",
    "Which assumption matters most": "assumptions",
    "Caught inside": "convoys",
    "A late start": "late_start",
}


def _html(section: Section, pictures: dict[str, Path]) -> str:
    lines = [f"<section><h2>{escape(section.heading)}</h2>"]
    lines += [f"<p>{escape(sentence)}</p>" for sentence in section.sentences]
    stem = ANCHORS.get(section.heading, "")
    if stem in pictures:
        data = b64encode(pictures[stem].read_bytes()).decode()
        alt = escape(PLOTS[stem], quote=True)
        lines.append(f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}">')
    if section.table and section.table.rows:
        head = "".join(f"<th>{escape(cell)}</th>" for cell in section.table.headings)
        rows = (
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in section.table.rows
        )
        lines.append(
            f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )
    return "\n".join([*lines, "</section>"])


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
