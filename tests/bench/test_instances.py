"""Public instances with splits and with vessels: read as they are, plans counted by true times."""

from pathlib import Path

import numpy as np
import pytest
from bench.instances import bep, icep, splits

from safeconduct.model.plan import Activity, ActivityKind, Itinerary

VESSELS = """Vessel_name,max_cap,v_loaded,vmax,loading time,time to availability,Regular_origin
Ferry,100,12,12,10,10,Harbour
Taxi,10,20,25,3,20,Marina
"""
FITS = """,Ferry,Taxi
Pier,1,0
Wharf,0,1
Beach,0,1
Harbour,1,1
Marina,0,1
"""


@pytest.fixture
def isle(tmp_path: Path) -> icep.Isle:
    (tmp_path / "input").mkdir()
    (tmp_path / "incidences").mkdir()
    files = {
        "input/vessels": VESSELS,
        "input/vessel compatibility": FITS,
        "input/island docks": "Dock,Location\nPier,Cove\nWharf,Cove\nBeach,Bay\n",
        "input/mainland docks": "Dock,Location\nHarbour,Town\n",
        "input/scenarios": "Scenario,Location,private_evac,Demand,Probability\n"
        "One,Cove,5,115,0.5\nTwo,Bay,2,22,0.5\n",
        "incidences/gamma": "Origin,Destination,Distance\n"
        "Pier,Harbour,3\nWharf,Harbour,2\nBeach,Harbour,5\n",
        "incidences/delta": "Origin,Destination,Distance\n"
        "Harbour,Pier,3\nHarbour,Wharf,2\nHarbour,Beach,5\n",
        "incidences/zeta": "Origin,Destination,Distance\n"
        "Harbour,Pier,3\nMarina,Wharf,1\nMarina,Beach,2\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return icep.read(tmp_path)


def test_private_boats_leave_first_and_docks_fit_vessels(isle: icep.Isle) -> None:
    assert [s.people for s in isle.scenarios] == [{"Cove": 110}, {"Bay": 20}]
    ferry, taxi = isle.vessels
    assert isle.berths(ferry, "Cove") == ["Pier"]
    assert isle.berths(taxi, "Cove") == ["Wharf"]
    assert isle.begin(ferry, "Bay") is None


def test_a_vessels_trips_are_timed_by_its_own_knots_and_minutes(isle: icep.Isle) -> None:
    ferry, taxi = isle.vessels
    assert isle.length(ferry, ["Cove"]) == pytest.approx(10 + 15 + 10 + 15 + 10)
    one = 20 + 1 / 25 * 60 + 3 + 2 / 20 * 60 + 3
    assert isle.length(taxi, ["Cove"]) == pytest.approx(one)
    assert isle.length(taxi, ["Cove", "Bay"]) == pytest.approx(one + 12 + 3 + 15 + 3)


@pytest.mark.parametrize("fast", [False, True])
def test_no_way_of_a_translation_is_quicker_than_in_truth_or_else_none_slower(
    isle: icep.Isle, *, fast: bool
) -> None:
    for scenario in isle.scenarios:
        made = icep.Translation(isle, scenario, fast=fast)
        legs = {
            (leg.origin, leg.destination): leg.minutes for leg in made.operation(900).legs or ()
        }
        for v in made.vessels:
            for p in made.places:
                home, fetch = isle.home(v, p, "Harbour"), isle.fetch(v, "Harbour", p)
                if home is None or fetch is None:
                    continue
                for true, way in ((home, (p, "Harbour")), (fetch, ("Harbour", p))):
                    one, other = way
                    ours = legs[one.lower(), other.lower()] / made.pace[v.name] + icep.FIXED
                    assert ours <= true + 1e-9 if fast else ours >= true - 1e-9


def test_who_cannot_land_somewhere_is_kept_out_by_the_zone(isle: icep.Isle) -> None:
    both = icep.Scenario("both", {"Cove": 10, "Bay": 10}, 1.0)
    made = icep.Translation(isle, both, fast=False).operation(900)
    assert [zone.id for zone in made.zones] == ["at_bay"]
    assert {row.id: row.escort for row in made.fleet} == {"ferry": False, "taxi": True}


def test_splits_are_read_in_seconds_of_driving(tmp_path: Path) -> None:
    folder = tmp_path / "toy"
    folder.mkdir()
    np.savetxt(folder / "distances.txt", 1000.0 * np.array([[0, 1, 2], [1, 0, 3], [2, 3, 0]]))
    np.savetxt(folder / "capacities.txt", [50], fmt="%d")
    np.savetxt(folder / "demands.txt", [10, 12], fmt="%d")
    np.savetxt(folder / "clusters.txt", [0, 0], fmt="%d")
    np.savetxt(folder / "buses.txt", [2], fmt="%d")
    made = splits.read(folder)(600)
    assert made.waiting() == {("pickup0", "person"): 22}
    assert {leg.id: leg.minutes for leg in made.legs or ()} == pytest.approx(
        {"yard.pickup0": 60.0, "yard.shelter0": 120.0, "pickup0.shelter0": 180.0,
         "shelter0.pickup0": 180.0}
    )  # fmt: skip
    assert made.horizon_min == 600.0


def test_a_trip_that_is_none_of_the_problem_is_refused() -> None:
    load = Activity(ActivityKind.LOAD, 0.0, 0.0, "pickup0", people={"load": 2})
    unload = Activity(ActivityKind.UNLOAD, 0.0, 0.0, "shelter0", people={"load": 2})
    with pytest.raises(ValueError, match="none of this problem"):
        bep.trips(Itinerary("bus0-1", "bus0", (load, unload)))
