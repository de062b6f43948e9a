"""The schedule under work: what is reserved, where every vehicle is, which missions run."""

from typing import NamedTuple

import numpy as np

from safeconduct.instance.arrays import BLOCKED, NEVER, Arrays, Floats, Ints
from safeconduct.plan.profile import change

# Columns of a vehicle's state; those of `Arrays.begin` are the same.
PLACE, TIME, DUTY, METRES, DONE = range(5)
# Columns of a record: what a vehicle does. `WHAT` is a leg for moves, else a place.
KIND, WHAT, START, END, CONVOY = range(5)
MOVE, LOAD, INSPECT, UNLOAD, REST, REFUEL = range(6)
STOPS = 4
"""Most stops of a mission: pickups, then the reception."""
TEAM = 16
"""Most vehicles in one mission."""
ENTRIES = 48
"""Most entries into zones with headway of one mission."""
FRESH = -1
"""No duty since the last rest."""
OUTSIDE, FREE = -1, -2
"""Not in the zone; standing in it where the window does not matter."""
MEMBERS, WAYS, ENTERED = range(3)
# Columns of an entry into a zone with headway: when, over which leg, and how
# many of the convoy enter.
ZONE, MOMENT, LEG, SIZE = range(4)
# Columns of a convoy on a leg: when it leaves, the class that sets its pace, how many are in
# it, how many of these are escorts, and how many are no faster than the pace.
LEAVES, PACE, MEMBERS_IN, LED, SLOW = range(5)
MOST_CONVOYS = 1_000
"""Most convoys on one leg."""
ALONE = -1
"""The convoy of a move over a leg where it does not matter; else the class of its pace."""
WEIGHT, ARRIVAL, EXPOSURE, KM = range(4)
STAYS, DUTIES = range(2)
"""What may be excused of a first mission."""


class State(NamedTuple):
    """All that the search changes; every array has a fixed shape.

    A *mission* is one trip of a team of vehicles that travel to the same pickups and the
    same reception; it is one convoy wherever the legs ask for that. Each vehicle of a team
    holds one *slot* with its records.
    """

    # resources, by place
    times: Ints
    use: Ints
    points: Ints
    # entries into zones with headway: zone x entry x columns, by moment
    entries: Ints
    entry_count: Ints
    # convoys on the legs where they matter: row x convoy x columns, by departure
    convoy_row: Ints  # leg: row, or -1
    convoys: Ints
    convoy_count: Ints
    # people and places left
    waiting: Ints
    room: Ints
    # vehicles
    vehicle: Ints
    trips: Ints  # missions of each vehicle so far
    trip: Ints  # vehicle x trip: mission
    # missions
    active: Ints
    team_size: Ints
    team: Ints
    slots: Ints  # mission x member: slot
    entered: Ints  # mission x entry x columns
    entered_count: Ints
    stops: Ints  # mission x stop: place
    stop_count: Ints
    gain: Floats  # mission x result columns
    # slots
    slot_used: Ints
    before: Ints  # vehicle state before and after the mission
    after: Ints
    records: Ints
    record_count: Ints
    load: Ints  # slot x stop x category
    # people aboard from the beginning, until their vehicle's first mission brings them out
    aboard: Ints  # vehicle x category
    carried: Ints  # slot x category
    # missions that stay (people are aboard), and those that crews already know
    frozen: Ints
    known: Ints  # 0: new; its trip's number and one more, or less than 0 at another time
    # result: weighted people, weighted arrival, exposure, km
    result: Floats
    # work space of the mission being tried
    trial: "Trial"


class Trial(NamedTuple):
    """The mission being tried."""

    size: Ints  # columns MEMBERS, WAYS, ENTERED
    team: Ints
    ways: Ints  # the team's ways, one to each stop, as the dispatcher chose them
    legs: Ints  # stop x leg: the way to each stop, leg by leg
    leg_count: Ints  # stop: how many legs lead to it
    approach: Ints  # member: way to where it joins the team, or -1
    joins: Ints  # member: the leg of the team's ways with which it joins
    leaves: Ints  # member: the leg before which it leaves, or NEVER
    stops: Ints
    load: Ints  # member x stop x category
    gain: Floats  # weighted people, weighted arrival, exposure, km
    now: Ints  # member: state columns
    aboard: Ints  # member x category
    deadline: Ints  # member x zone: seconds; OUTSIDE, FREE
    entry_node: Ints  # member x zone: where the stay in the zone began
    entry_lag: Ints  # member x zone: seconds from that departure to the entry
    node: Ints  # member: how many legs lie behind
    not_before: Ints  # member x node: earliest departure
    hold: Ints  # member x node: the earliest begin of services there
    rest_at: Ints  # member x node
    fuel_at: Ints  # member x node
    rest_node: Ints  # member: latest node at which a rest is still to be had
    fuel_node: Ints
    duty_node: Ints  # member: where its duty began in this mission, or -1
    depart: Ints  # member: earliest departure
    records: Ints  # member x record x columns
    count: Ints  # type: ignore[assignment]  # member: records
    entered: Ints  # entry x columns
    order: Ints  # members by time
    excused: Ints  # 1 each: stays in zones and duties under way may end late


def new_state(I: Arrays, most_trips: int, most_records: int) -> State:
    """An empty schedule: nothing reserved, every vehicle at its base, everybody waiting."""
    cats = I.people.shape[1]
    zones, vehicles = len(I.is_window), len(I.cls)
    # Missions that are out for a trial keep their rows beside those that replace them.
    slots = 2 * vehicles * most_trips + TEAM
    missions = slots
    times, use, points = _lanes(I, min(slots, 20_000) * 4)
    most_convoys = min(missions, MOST_CONVOYS) + 2
    entries, entry_count = _entries(I, zones, min(missions * 2, 20_000) + 2)
    return State(
        times=times,
        use=use,
        points=points,
        entries=entries,
        entry_count=entry_count,
        convoy_row=np.where(I.leg_joint, np.cumsum(I.leg_joint) - 1, -1),
        convoys=np.zeros((int(I.leg_joint.sum()), most_convoys, 5), dtype=np.int64),
        convoy_count=np.zeros(int(I.leg_joint.sum()), dtype=np.int64),
        waiting=I.people.copy(),
        room=I.capacity.copy(),
        vehicle=I.begin.copy(),
        trips=np.zeros(vehicles, dtype=np.int64),
        trip=np.zeros((vehicles, most_trips), dtype=np.int64),
        active=np.zeros(missions, dtype=np.int64),
        team_size=np.zeros(missions, dtype=np.int64),
        team=np.zeros((missions, TEAM), dtype=np.int64),
        slots=np.zeros((missions, TEAM), dtype=np.int64),
        entered=np.zeros((missions, ENTRIES, 4), dtype=np.int64),
        entered_count=np.zeros(missions, dtype=np.int64),
        stops=np.zeros((missions, STOPS), dtype=np.int64),
        stop_count=np.zeros(missions, dtype=np.int64),
        gain=np.zeros((missions, 4)),
        slot_used=np.zeros(slots, dtype=np.int64),
        before=np.zeros((slots, 5), dtype=np.int64),
        after=np.zeros((slots, 5), dtype=np.int64),
        records=np.zeros((slots, most_records, 5), dtype=np.int64),
        record_count=np.zeros(slots, dtype=np.int64),
        load=np.zeros((slots, STOPS, cats), dtype=np.int64),
        aboard=I.aboard.copy(),
        carried=np.zeros((slots, cats), dtype=np.int64),
        frozen=np.zeros(missions, dtype=np.int64),
        known=np.zeros(missions, dtype=np.int64),
        result=np.zeros(4),
        trial=_new_trial(most_records, cats, zones),
    )


def _lanes(I: Arrays, most: int) -> tuple[Ints, Ints, Ints]:
    """Room for `most` changes of use at each place, with shut times and lanes already held."""
    places = len(I.lanes)
    services = 2 * len(I.held) + most + 2 * int(np.diff(I.shut_first).max(initial=0)) + 8
    times, use = np.zeros((2, places, services), dtype=np.int64)
    points = np.ones(places, dtype=np.int64)
    for place in range(places):
        first, last = I.shut_first[place], I.shut_first[place + 1]
        for i in range(first, last):
            if I.shut_start[i] > times[place, points[place] - 1]:
                points[place] += 1
            n = points[place]
            times[place, n - 1], use[place, n - 1] = I.shut_start[i], BLOCKED
            times[place, n], use[place, n] = I.shut_end[i], 0
            points[place] = n + 1
    for place, start, end in I.held:
        if I.lanes[place] < BLOCKED:
            points[place] = change(times[place], use[place], points[place], start, end, 1)
    return times, use, points


def _entries(I: Arrays, zones: int, most: int) -> tuple[Ints, Ints]:
    """Room for entries into zones, with those of convoys that are under way: none may join."""
    entries = np.full((zones, most + len(I.came), 4), NEVER, dtype=np.int64)
    count = np.zeros(zones, dtype=np.int64)
    for zone, moment in sorted((int(z), int(t)) for z, t in I.came):
        entries[zone, count[zone]] = zone, moment, -1, 1
        count[zone] += 1
    return entries, count


def _new_trial(most_records: int, cats: int, zones: int) -> Trial:
    nodes = most_records
    return Trial(
        size=np.zeros(3, dtype=np.int64),
        team=np.zeros(TEAM, dtype=np.int64),
        ways=np.zeros(STOPS, dtype=np.int64),
        legs=np.zeros((STOPS, most_records), dtype=np.int64),
        leg_count=np.zeros(STOPS, dtype=np.int64),
        approach=np.full(TEAM, -1, dtype=np.int64),
        joins=np.zeros(TEAM, dtype=np.int64),
        leaves=np.full(TEAM, NEVER, dtype=np.int64),
        stops=np.zeros(STOPS, dtype=np.int64),
        load=np.zeros((TEAM, STOPS, cats), dtype=np.int64),
        gain=np.zeros(4),
        now=np.zeros((TEAM, 5), dtype=np.int64),
        aboard=np.zeros((TEAM, cats), dtype=np.int64),
        deadline=np.zeros((TEAM, max(zones, 1)), dtype=np.int64),
        entry_node=np.zeros((TEAM, max(zones, 1)), dtype=np.int64),
        entry_lag=np.zeros((TEAM, max(zones, 1)), dtype=np.int64),
        node=np.zeros(TEAM, dtype=np.int64),
        not_before=np.zeros((TEAM, nodes), dtype=np.int64),
        hold=np.zeros((TEAM, nodes), dtype=np.int64),
        rest_at=np.zeros((TEAM, nodes), dtype=np.int64),
        fuel_at=np.zeros((TEAM, nodes), dtype=np.int64),
        rest_node=np.zeros(TEAM, dtype=np.int64),
        fuel_node=np.zeros(TEAM, dtype=np.int64),
        duty_node=np.zeros(TEAM, dtype=np.int64),
        depart=np.zeros(TEAM, dtype=np.int64),
        records=np.zeros((TEAM, most_records, 5), dtype=np.int64),
        count=np.zeros(TEAM, dtype=np.int64),
        entered=np.zeros((ENTRIES, 4), dtype=np.int64),
        order=np.zeros(TEAM, dtype=np.int64),
        excused=np.zeros(2, dtype=np.int64),
    )
