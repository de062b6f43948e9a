# ruff: noqa: E501 - tables, a row to a line
"""Operations on record, as they were mobilised, and what was observed of them.

Nothing here is tuned: every case is played under the chances that come with the tool.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.build import assumed, at
from bench.cases import mariupol
from bench.real import syria, ukraine

from safeconduct.model.operation import Operation
from safeconduct.model.people import Headcount
from safeconduct.model.zone import Window

OP1 = "A9: https://ukraine.un.org/en/180300-statement-attributable-humanitarian-coordinator-ukraine-osnat-lubrani"
OP3 = "A17: https://www.icrc.org/en/document/more-150-civilians-evacuated-azovstal-and-mariupol-area-third-safe-passage-operation"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case, what is measured of it, the figure on record, and where that comes from.

    `measure`: `out` people out of the caseload; `joined` those and who joined on the road;
    `hours` from the first departure to the last arrival.
    """

    name: str
    make: Callable[[], Operation]
    measure: str
    observed: float
    source: str


def azovstal_op3() -> Operation:
    """Azovstal, third operation: the eight buses that came, and the escort cars."""
    whole = mariupol()
    kept = [row for row in whole.fleet if row.id == "un-bus" or row.escort]
    return replace(whole, name="Azovstal, third operation", fleet=tuple(kept))


def azovstal_op1() -> Operation:
    """Azovstal, first operation: five buses and the escort cars, 30 April to 3 May."""
    whole = azovstal_op3()
    start = at("2022-04-30T06:00:00+03:00")
    fleet = [
        replace(r, count=5, provenance=assumed("A11: five buses came to Zaporizhzhia"))
        if r.id == "un-bus"
        else r
        for r in whole.fleet
    ]
    hours = assumed(
        "A4: the ceasefire was agreed for 06:00; its end and the days after as in the third operation"
    )
    windows = [
        Window(
            f"{zone}-{day}",
            zone,
            day * 1440.0 + (0.0 if day == 0 else 120.0),
            day * 1440.0 + 720.0,
            "",
            hours,
        )
        for zone in ("plant", "city", "contact-line")
        for day in range(4)
        if zone == "contact-line" or day < 3
    ]
    people = [
        Headcount(
            row.place, row.category, row.count if row.place == "azovstal" else 0, row.provenance
        )
        for row in whole.headcounts
    ]
    return replace(
        whole,
        name="Azovstal, first operation",
        start=start,
        fleet=tuple(fleet),
        windows=tuple(windows),
        headcounts=tuple(p for p in people if p.count),
    )


CASES = (
    Recorded("azovstal op 1", azovstal_op1, "joined", 127.0, OP1),
    Recorded(
        "azovstal op 1, from the plant",
        azovstal_op1,
        "out",
        69.0,
        "A10: https://www.cr4u.info/updates/archive/11-may-2",
    ),
    Recorded("azovstal op 3", azovstal_op3, "out", 174.0, OP3),
    Recorded("berdiansk 6 April, hours", ukraine.berdiansk_2022, "hours", 26.0, ukraine.BERDIANSK),
    Recorded("berdiansk 6 April", ukraine.berdiansk_2022, "out", 1_000.0, ukraine.BERDIANSK_COUNT),
    Recorded(
        "sumy 8 March, hours",
        ukraine.sumy_2022,
        "hours",
        16.0,
        "https://mail.radio.szczecin.pl/6,436774,ukraina-5-tysiecy-ewakuowanych-z-sum",
    ),
    Recorded("sumy 8 March", ukraine.sumy_2022, "out", 3_050.0, ukraine.SUMY_RESULT),
    Recorded(
        "homs, the pause",
        syria.homs_pause,
        "out",
        694.0,
        "7 and 9 February: 83 and 611 people; " + syria.HOMS,
    ),
    Recorded("homs, all", syria.homs_2014, "out", 1_400.0, syria.HOMS),
    Recorded("aleppo, two days", syria.aleppo_2016, "two_days", 9_500.0, syria.ALEPPO_BUSES),
    Recorded("aleppo, all", syria.aleppo_2016, "out", 35_000.0, syria.ALEPPO_TOTAL),
)
