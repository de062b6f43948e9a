"""What the engine sees of an operation: whole seconds, indices and arrays, nothing else."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
SECONDS = 60
"""Engine ticks in a minute."""
NEVER = 1 << 40
"""Later than any horizon, in seconds."""
BLOCKED = 1 << 20
"""Use of a resource while it is shut: more than any capacity."""
ANYTIME = -2
"""Standing in a zone, or outside it, where its window does not matter."""


class Arrays(NamedTuple):
    """The operation as the compiled engine reads it; nothing here is ever written to.

    Times are whole seconds from the start. A `_first` array delimits the rows that belong
    to each item: those of item i are `first[i]:first[i + 1]`.
    """

    horizon: int
    hours_start: Ints  # intervals in which moves are allowed
    hours_end: Ints
    # categories
    weight: Floats
    uses: Ints  # 0 seat, 1 wheelchair, 2 stretcher
    load_min: Floats
    inspect_min: Floats
    order: Ints  # categories, heaviest first, of equals the quickest
    # places
    kind: Ints  # 0 pickup, 1 checkpoint, 2 reception, 3 base
    fixed_min: Floats  # per vehicle: loading, inspecting or unloading
    unload_min: Floats  # per person
    lanes: Ints  # services at once (bays or lanes); BLOCKED: no limit
    inspects_empty: Flags
    overnight: Flags
    rest: Flags
    fuel: Flags
    home: Flags  # may vehicles end here while a window zone is shut
    in_window_zone: Flags
    capacity: Ints
    accepts: Flags  # place x category
    people: Ints  # place x category, waiting
    shut_first: Ints  # by place: spans in which no service may run
    shut_start: Ints
    shut_end: Ints
    # zones
    is_window: Flags
    zone_escort: Flags
    zone_max: Ints
    headway: Ints  # seconds, one more where moments of entry are not whole seconds
    apart: Ints  # the headway itself, seconds rounded down
    window_first: Ints
    window_start: Ints
    window_end: Ints
    # legs
    leg_from: Ints
    leg_to: Ints
    leg_min: Floats
    leg_km: Floats
    leg_exposure: Floats
    leg_escort: Flags
    leg_joint: Flags  # travelled as one convoy: needs an escort or counts for headway
    leg_max: Ints  # most vehicles in one convoy
    pass_first: Ints
    pass_zone: Ints
    pass_enter: Floats
    pass_exit: Floats
    pass_from_inside: Flags
    pass_enters: Flags  # an entry from outside, as headway counts them
    pass_listed: Flags  # the leg names the zone here; else only the place at its end lies in it
    pass_to_inside: Flags
    # ways: sequences of legs between two places
    way_first: Ints
    way_leg: Ints
    way_min: Floats
    way_km: Floats
    way_exposure: Floats
    way_escort: Flags
    way_joint: Flags
    way_max: Ints
    pair_first: Ints  # by origin * places + destination
    pair_way: Ints
    # vehicles
    cls: Ints  # class (fleet row) of each vehicle
    base: Ints
    available: Ints
    places: Ints  # class x kind of place
    escort: Flags
    speed: Floats
    max_duty: Ints  # seconds; NEVER: no limit
    rest_s: Ints
    range_km: Floats
    refuel_min: Floats
    # where everyone is when the engine begins: by default at the bases, empty
    begin: Ints  # vehicle x (place, second, on duty since or -1, metres since refuelling, 0)
    aboard: Ints  # vehicle x category
    uninspected: Flags  # vehicle: begins at a checkpoint where it has yet to be inspected
    leave_by: Ints  # vehicle x zone: the window that it is inside under; ANYTIME: none
    held: Ints  # services under way x (place, start, end)
    came: Ints  # entries of convoys under way x (zone, moment)


class Instance(NamedTuple):
    """The arrays, and the names that turn indices back into what users wrote."""

    arrays: Arrays
    outer: Arrays  # the same, moments that are no whole seconds rounded so that more is allowed
    places: tuple[str, ...]
    categories: tuple[str, ...]
    zones: tuple[str, ...]
    legs: tuple[str, ...]
    leg_rows: tuple[int, ...]  # where each engine leg stands among the operation's legs
    classes: tuple[str, ...]
    vehicles: tuple[str, ...]
    facts: Any  # the operation, handed back unread by the planner
    parties: tuple[str, ...] = ()
    zone_party: tuple[int, ...] = ()  # who controls each zone, a row of `parties`; -1: nobody
    place_party: tuple[int, ...] = ()  # the first of its zones that somebody controls
