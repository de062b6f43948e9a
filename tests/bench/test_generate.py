"""The generated operations are sound, repeatable, and as tight as asked."""

from dataclasses import replace

import pytest
from bench.generate import GEOMETRIES, Shape, generate, shared
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.model.place import PlaceKind
from safeconduct.model.problem import Severity
from safeconduct.operation import read_operation, write_operation

SHAPES = st.builds(
    Shape,
    name=st.just("drawn"),
    seed=st.integers(0, 9),
    vehicles=st.integers(1, 60),
    people=st.integers(0, 3000),
    pickups=st.integers(1, 12),
    checkpoints=st.integers(1, 6),
    days=st.integers(1, 3),
    geometry=st.sampled_from(GEOMETRIES),
    receptions=st.integers(1, 3),
    lanes=st.none() | st.integers(1, 4),
    window_h=st.none() | st.sampled_from([4.0, 12.0, 23.0]),
    bays=st.none() | st.integers(1, 4),
    duty_h=st.none() | st.just(10.0),
    range_km=st.none() | st.just(300.0),
    escort=st.booleans(),
    capacity=st.none() | st.just(0.5),
    types=st.integers(1, 4),
)


@given(shape=SHAPES)
@settings(max_examples=10)
def test_every_generated_operation_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, shape: Shape
) -> None:
    folder = tmp_path_factory.mktemp("operation")
    made = generate(shape)
    write_operation(made, folder)
    reading = read_operation(folder)
    assert not [w for w in reading.warnings if w.severity is Severity.ERROR]
    assert replace(reading.operation, sha256="") == made


@given(shape=SHAPES)
@settings(max_examples=10)
def test_sizes_are_those_that_were_asked_for(shape: Shape) -> None:
    made = generate(shape)
    assert sum(row.count for row in made.fleet) == shape.vehicles
    assert sum(made.waiting().values()) == shape.people
    kinds = [place.kind for place in made.places]
    assert kinds.count(PlaceKind.PICKUP) == shape.pickups
    assert kinds.count(PlaceKind.CHECKPOINT) == shape.checkpoints
    assert kinds.count(PlaceKind.RECEPTION) == shape.receptions
    assert made.horizon_h == 24.0 * shape.days


@given(shape=SHAPES)
@settings(max_examples=10)
def test_a_shape_gives_the_same_operation_again_and_another_seed_another(shape: Shape) -> None:
    made = generate(shape)
    assert made == generate(shape)
    if shape.people:
        assert made.legs != generate(replace(shape, seed=shape.seed + 1)).legs


@given(shape=SHAPES)
@settings(max_examples=10)
def test_from_every_pickup_some_way_leads_out_past_a_checkpoint(shape: Shape) -> None:
    made = generate(shape)
    kinds = {place.id: place.kind for place in made.places}
    onward: dict[str, set[str]] = {}
    for leg in made.legs or ():
        onward.setdefault(leg.origin, set()).add(leg.destination)
    for place, kind in kinds.items():
        if kind is PlaceKind.PICKUP:
            assert any(kinds[p] is PlaceKind.CHECKPOINT for p in onward[place])
            assert not any(kinds[p] is PlaceKind.RECEPTION for p in onward[place])


def test_a_tightness_of_none_leaves_the_rule_out() -> None:
    free = Shape("free", lanes=None, bays=None, window_h=None, capacity=None)
    made = generate(free)
    assert not made.windows
    assert all(p.lanes is None and p.bays is None and p.capacity is None for p in made.places)


@settings(max_examples=50)
@given(total=st.integers(0, 500), weights=st.lists(st.floats(0.01, 5.0), min_size=1, max_size=9))
def test_what_is_shared_out_adds_up(total: int, weights: list[float]) -> None:
    assert sum(shared(total, weights)) == total


@pytest.mark.parametrize(
    "fault", [{"geometry": "ring"}, {"vehicles": 0}, {"wheelchair": 0.9, "stretcher": 0.2}]
)
def test_a_shape_without_meaning_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        generate(replace(Shape("wrong"), **fault))  # type: ignore[arg-type]
