"""The border of stress.toml, field by field."""

from functools import partial
from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from safeconduct.operation import values
from safeconduct.operation.shapes import Shape, Sourced

WEEK_MIN = 7 * 1440


def _sizes(value: object) -> tuple[float, ...]:
    return tuple(values.between(one, 0, 1e6) for one in values.listed(value))


def _up_to(high: float, low: float = 0.0) -> tuple[PlainValidator, WithJsonSchema]:
    schema = {"type": "number", "minimum": low, "maximum": high}
    return PlainValidator(partial(values.between, low=low, high=high)), WithJsonSchema(schema)


Share = Annotated[float | None, *_up_to(1)]
Size = Annotated[float | None, *_up_to(1e6)]
Minutes = Annotated[float | None, *_up_to(WEEK_MIN)]
Amount = Annotated[float | None, *_up_to(1e5)]
Sizes = Annotated[
    tuple[float, ...] | None,
    PlainValidator(_sizes),
    WithJsonSchema({"type": "array", "items": {"type": "number", "minimum": 0}}),
]
Times = Annotated[
    int | None,
    PlainValidator(partial(values.whole, low=0, high=1_000_000)),
    WithJsonSchema({"type": "integer", "minimum": 0}),
]


class VariantShape(Sourced):
    """A chance as it is for one party or category; what is left out is everybody's."""

    probability: Share = Field(None, description="that it happens; per 1,000 km for a breakdown")
    median: Size = Field(None, description="half of the cases stay below it")
    p90: Size = Field(None, description="nine cases in ten stay below it")
    shared: Share = Field(None, description="part of the spread common to a party and day")
    most: Size = Field(None, description="no case is greater; 0 or absent: no limit")
    seen: Sizes = Field(None, description="sizes on the operation's own record")
    times: Times = Field(None, description="occasions on that record, whether it happened or not")


class ChanceShape(VariantShape):
    """One chance, by its kind."""

    of: dict[str, VariantShape] = Field(
        default_factory=dict, description="variants by party or category"
    )


class DayRulesShape(Shape):
    """What crews do on a bad day, and what people need while they wait."""

    patience_min: Minutes = Field(None, description="a vehicle waits so long, then turns back")
    margin_min: Minutes = Field(None, description="to spare before a late vehicle enters a zone")
    convoy_wait_min: Minutes = Field(None, description="for the last vehicles of a convoy")
    car_inspect_min: Minutes = Field(None, description="lane minutes of one private car")
    persons_per_car: Amount = Field(None, description="people in a private car")
    water_l_day: Amount = Field(None, description="litres per person and day")
    food_kcal_day: Amount = Field(None, description="kilocalories per person and day")
    covered_m2: Amount = Field(None, description="covered space per person")
    persons_per_toilet: Annotated[float | None, *_up_to(1e5, 1.0)] = None


class StressShape(Shape):
    """stress.toml."""

    rules: DayRulesShape = Field(default_factory=lambda: DayRulesShape.model_validate({}))
    chance: dict[str, ChanceShape] = Field(
        default_factory=dict, description="chances by their kind"
    )
