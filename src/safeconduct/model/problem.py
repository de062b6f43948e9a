"""Every problem that a user can meet, numbered, in one place.

    InputProblems   what was given cannot be used; carries every problem found at once
        └─ Problem  number, file, row or feature, field, what is wrong, what to do

Numbers: 0xx stress.toml, 1xx operation.toml and the folder, 2xx places, 3xx people, 4xx fleet,
5xx zones and windows, 6xx legs, roads and closures, 7xx plans, 8xx statements, 9xx terms. From
x50 to x89 the last two digits mean the same in every range but 8xx: see COMMON.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """Whether a problem stops the work or only asks for a look."""

    ERROR = "error"
    WARNING = "warning"


class Kind(NamedTuple):
    """A kind of problem: what is wrong and what to do, with named details in braces."""

    wrong: str
    remedy: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, ready to be shown: the same in terminal, JSON and page."""

    number: str
    file: str
    where: str
    field: str
    wrong: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Write it in one line: number, where, what is wrong, what to do."""
        spot = ", ".join(part for part in (self.file, self.where, self.field) if part)
        return f"{self.number} {spot}: {self.wrong} {self.remedy}"


class InputProblems(Exception):  # noqa: N818 - it names what was found, as users say it
    """What was given cannot be used; every problem found, at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def problem(number: str, file: str, where: str = "", field: str = "", **details: object) -> Problem:
    """Make the problem of this number, its sentences filled with the details."""
    kind = PROBLEMS[number]
    wrong, remedy = kind.wrong.format(**details), kind.remedy.format(**details)
    return Problem(number, file, where, field, wrong, remedy, kind.severity)


PROBLEMS: dict[str, Kind] = {
    "S004": Kind(
        "The plan brings nobody out: there is nothing to stress.",
        "Plan the operation anew with `safeconduct plan`.",
    ),
    "S005": Kind(
        "The cluster at {address} cannot be used: {reason}.",
        "Start a Dask scheduler and workers with the same safeconduct, or leave --scheduler out.",
    ),
    "S001": Kind(
        "The p90 {p90:g} is less than the median {median:g}.",
        "Nine cases in ten stay below the p90; write the greater figure there.",
    ),
    "S002": Kind("A share of {value:g} is no share of people.", "Write less than 1."),
    "S003": Kind(
        "{count} sizes were seen on {times} occasions.",
        "Give in `times` all occasions, also those on which it did not happen.",
    ),
    "S101": Kind(
        "This is not an operation folder: it has no {name}.",
        "Make one with `safeconduct new DIR`, or name the folder that holds the file.",
    ),
    "S102": Kind(
        "The folder cannot be opened: {reason}.",
        "Name a folder that exists and that you may read.",
    ),
    "S103": Kind(
        "The required file is missing.",
        "{hint}",
    ),
    "S104": Kind(
        "There is no time zone {value}.",
        "Use an IANA name such as Europe/Kyiv, or leave it out.",
    ),
    "S105": Kind(
        "No category of people is given.",
        "Add at least one [[category]] with an `id`.",
    ),
    "S106": Kind(
        "The folder cannot be written: {reason}.",
        "Name a new or empty folder in a place where you may write.",
    ),
    "S107": Kind(
        "{what}.",
        "Name a new or empty folder, so that nothing of yours is overwritten.",
    ),
    "S201": Kind(
        "The place has {found} for its geometry.",
        "Give it one point in longitude and latitude.",
    ),
    "S202": Kind(
        "The position {value} is no longitude and latitude.",
        "Give longitude (-180 to 180), then latitude (-90 to 90); save in EPSG:4326 (WGS 84).",
    ),
    "S203": Kind(
        "The position is 0, 0, in the Gulf of Guinea: that is how a missing position looks.",
        "Give the place its longitude and latitude.",
    ),
    "S204": Kind(
        "The position {value} lies {km} km from the other places, and near them once swapped.",
        "Write longitude first, then latitude.",
    ),
    "S205": Kind(
        "There is no {what}.",
        "Add one, or nobody can be brought out.",
        Severity.WARNING,
    ),
    "S206": Kind(
        "The position {value} lies {km} km from the other places.",
        "Check it.",
        Severity.WARNING,
    ),
    "S301": Kind(
        "People wait at {place}, which is a {kind}.",
        "Let them wait at a pickup, or make the place one.",
    ),
    "S302": Kind(
        "{count} people of category {category} wait, and no vehicle has a {seat} place for them.",
        "Add such a vehicle to fleet.csv, or change what the category `uses`.",
        Severity.WARNING,
    ),
    "S303": Kind(
        "{count} people of category {category} wait, and no reception accepts them.",
        "Add the category to `accepts` of a reception.",
        Severity.WARNING,
    ),
    "S304": Kind(
        "Nobody waits anywhere.",
        "Fill in who waits where.",
        Severity.WARNING,
    ),
    "S401": Kind(
        "The vehicles stand at {place}, which is a {kind}.",
        "Name a base, or a reception with `base` true.",
    ),
    "S402": Kind(
        "These vehicles carry nobody and lead no convoy.",
        "Fill in seats, wheelchair or stretcher, or set `escort` to true.",
        Severity.WARNING,
    ),
    "S403": Kind(
        "These vehicles are available only after the operation has ended.",
        "Check `available_from` here and `start` and `horizon_h` in operation.toml.",
        Severity.WARNING,
    ),
    "S404": Kind(
        "There is no vehicle.",
        "Fill in what can be mobilised.",
        Severity.WARNING,
    ),
    "S501": Kind(
        "The zone has {found} for its outline.",
        "Draw it as a polygon, or give legs.csv, which makes outlines needless.",
    ),
    "S502": Kind(
        "A ring of the outline {fault}.",
        "A ring has four or more positions, and its last is the same as its first.",
    ),
    "S503": Kind(
        "The outline crosses itself: {reason}.",
        "Draw it again, or mend it in QGIS with Fix geometries.",
    ),
    "S504": Kind(
        "The position {value} of the outline is no longitude and latitude.",
        "Give longitude (-180 to 180), then latitude (-90 to 90); save in EPSG:4326 (WGS 84).",
    ),
    "S506": Kind(
        "The window ends at {end}, not after its start at {start}.",
        "Check both instants and their offsets.",
    ),
    "S507": Kind(
        "The window overlaps {other} of the same zone.",
        "Make one window of the two, or end the first when the second begins.",
    ),
    "S508": Kind(
        "The window lies outside the operation, {start} to {end}.",
        "Check its date and offset; as it stands it opens nothing.",
        Severity.WARNING,
    ),
    "S509": Kind(
        "Zone {zone} has access {access}, so the window changes nothing.",
        "Set its `access` to window if it may be entered in windows only.",
        Severity.WARNING,
    ),
    "S510": Kind(
        "The zone may be entered in windows only, and windows.csv gives it none.",
        "Add its windows; until then nobody can pass.",
        Severity.WARNING,
    ),
    "S601": Kind(
        "{value} is no passage.",
        "Write zone:enter:exit in minutes from the leg's start, joined by `;`: plant:0:25.",
    ),
    "S602": Kind(
        "The passage {value} does not lie within the leg's {minutes} minutes.",
        "Let it begin at 0 or later, and end after it begins and not after the leg.",
    ),
    "S603": Kind(
        "The leg leads from {place} to itself.",
        "A stay at a place needs no leg; name another place, or remove the row.",
    ),
    "S604": Kind(
        "There is no leg, and legs.csv stands for all roads.",
        "Fill it in, or remove the file to use a road network.",
        Severity.WARNING,
    ),
    "S605": Kind(
        "People wait at {place}, and no leg leads {way}.",
        "Add the leg, or nobody can be brought out from there.",
        Severity.WARNING,
    ),
    "S620": Kind(
        "There is neither a legs.csv nor a road network (roads.*).",
        "Add legs.csv, or roads.osm.pbf, roads.gpkg, roads.parquet or roads.geojson.",
    ),
    "S621": Kind(
        "There are several road files: {names}.",
        "Keep the one that is meant and rename the others.",
    ),
    "S622": Kind(
        "Road files of this kind cannot be read.",
        "Give the roads as .osm.pbf, .gpkg, .parquet, .geoparquet, .geojson or .json.",
    ),
    "S623": Kind(
        "The file cannot be read: {reason}.",
        "Fetch or export it again; it may be cut off or of another kind than its name says.",
    ),
    "S624": Kind(
        "The file holds no road that a convoy may use ({seen} lines read).",
        "Check that it holds lines with a `highway` that speeds are known for, open to vehicles.",
    ),
    "S625": Kind(
        "{count} line(s) have coordinates that are no longitude and latitude, first {value}.",
        "Mend them, or give the file's coordinate system if it is in a projection.",
    ),
    "S626": Kind(
        "The coordinate system cannot be understood: {value}.",
        "Give the file in WGS 84 longitude and latitude (EPSG:4326).",
    ),
    "S627": Kind(
        "{count} line(s) have something other than a number above 0 here, first {value!r}.",
        "Write a number above 0 or leave the field blank.",
    ),
    "S628": Kind(
        "{count} line(s) are said to be shorter than their ends lie apart; the first is given "
        "{km:.2f} km, its ends lie {apart:.2f} km apart.",
        "Check the unit: `km` and `length_km` are kilometres, `length` and `length_m` metres.",
        Severity.WARNING,
    ),
    "S629": Kind(
        "A speed must be above 0 km/h, not {value}.",
        "Write a speed, or leave the class out to take the one from the table.",
    ),
    "S630": Kind(
        "The nearest road is {distance}, further than the {limit:g} km allowed.",
        "Move the place, add the road, or raise `snap_km` under [roads] in operation.toml.",
    ),
    "S631": Kind(
        "The nearest road is {km:.1f} km away; that stretch is counted at {kmh:g} km/h in a "
        "straight line.",
        "Check that one can drive there, or move the place to a road.",
        Severity.WARNING,
    ),
    "S632": Kind(
        "The place lies in zone {zone}, which is closed: no way leads in or out.",
        "Move the place, or change the zone's `access` if it may be entered.",
        Severity.WARNING,
    ),
    "S633": Kind(
        "The file gives {given}, the outlines give {drawn}; the file's word is kept.",
        "Mend `zone` or the outline, so that plans and maps agree.",
        Severity.WARNING,
    ),
    "S634": Kind(
        "No way leads {what}. {why}",
        "Repair the road data, open what is closed, or move the place.",
        Severity.WARNING,
    ),
    "S635": Kind(
        "The shortest way to {other} is {km:.0f} km long, {ratio:.1f} times the straight line of "
        "{straight:.0f} km. {why}",
        "If a road stands there in truth, add it to the road file; if not, nothing needs doing.",
        Severity.WARNING,
    ),
    "S636": Kind(
        "Closures and closed zones make the way to {other} {km:.0f} km long; the roads alone would "
        "take {open_km:.0f} km. In the way: {why}.",
        "Check that each closure still holds.",
        Severity.WARNING,
    ),
    "S637": Kind(
        "{segments} road segment(s) are closed by this file, {km:.1f} km in all.",
        "Nothing needs doing if that is what was meant.",
        Severity.WARNING,
    ),
    "S638": Kind(
        "This closure touches no road within {metres:.0f} m.",
        "Move it onto the road that it closes.",
        Severity.WARNING,
    ),
    "S639": Kind(
        "This closure cannot be understood: {reason}.",
        "Give a point, line or polygon in longitude and latitude, or `from` and `to` of a segment.",
    ),
    "S640": Kind(
        "{legs} leg(s) use {km:.1f} km of road that the data mark as {mark!r}, first {first}.",
        "Have it seen before anyone is sent; close it in closures.geojson if it is impassable.",
        Severity.WARNING,
    ),
    "S641": Kind(
        "{what} must be {allowed}, not {value}.",
        "Mend it in the table [roads] of operation.toml.",
    ),
    "S642": Kind(
        "The outline of this zone cannot be laid over the roads: {reason}.",
        "Draw it again as rings of longitude and latitude that do not cross themselves.",
    ),
    "S701": Kind(
        "The plan cannot be written: {reason}.",
        "Name a folder in which you may write, on a disk with room.",
    ),
    "S702": Kind(
        "The file is no plan of this kind: its format is {value}.",
        "Give a plan.json that `safeconduct plan` wrote, of the format {expected}.",
    ),
    "S703": Kind(
        "The passage {value} is not a zone with its entry and exit.",
        'Write it as ["plant", 0.0, 25.0], in minutes from the leg\'s start.',
    ),
    "S704": Kind(
        "{value} is no position.",
        "Write longitude and latitude, as in [37.6, 47.1].",
    ),
    "S710": Kind(
        "The event {kind} does not say {needed}.",
        "Add what is known; an event without it changes nothing.",
    ),
    "S711": Kind(
        "The event happened at {found}, after the moment of replanning, {moment}.",
        "Mend its time, or replan from a later moment.",
    ),
    "S712": Kind(
        "The event happened at {found}, before the operation's start, {start}.",
        "Mend its time.",
    ),
    "S713": Kind(
        "The event happened at {found}; the plan already goes on from {since}, and has it in it.",
        "Give later news of it the time at which it became known.",
        Severity.WARNING,
    ),
    "S714": Kind(
        "{vehicle} {state}; it cannot have {done}.",
        "Mend the event, or add the events that lead there.",
    ),
    "S715": Kind(
        "The counts do not fit: {what}.",
        "Mend the count, or add the events that explain it.",
    ),
    "S716": Kind(
        "The moment {moment} lies outside what can be replanned, {start} to {end}.",
        "Give --at a time of the operation, not before the plan's own last replanning.",
    ),
    "S717": Kind(
        "The window {value} would begin at {start} and end at {end}.",
        "Mend the times: a window ends after it begins.",
    ),
    "S718": Kind(
        "The window would overlap the window {value} of the same zone.",
        "Name that window in the event, and say how it changes.",
    ),
    "S719": Kind(
        "{value} is no time with its offset from UTC.",
        "Write --at as in {example}.",
    ),
    "S720": Kind(
        "The plan starts {found}, the operation {start}.",
        "Give the operation folder that the plan was made from.",
    ),
    "S801": Kind(
        "The report cannot be opened: {reason}.",
        "Name a file that you may read.",
    ),
    "S802": Kind(
        "The report cannot be read: {reason}.",
        "Give plain text in UTF-8, HTML, DOCX, PDF, EML, an RSS or Atom file, or ReliefWeb's JSON.",
    ),
    "S803": Kind(
        "This is longer than {limit} characters, more than one report.",
        "Split it into a file for each report.",
    ),
    "S804": Kind(
        "The report holds no text.",
        "Where the file is a scan, take its text out first and give that.",
        Severity.WARNING,
    ),
    "S805": Kind(
        "The report does not seem to be in English, the one language that is read.",
        "Read its translation, and check what is found against the original.",
        Severity.WARNING,
    ),
    "S806": Kind(
        "This tells the same story as {other}; its statements are left out.",
        "Nothing needs doing; `--keep-twins` reads both.",
        Severity.WARNING,
    ),
    "S807": Kind(
        "Line {line} is no statement: {reason}.",
        "Write one JSON object a line, as `safeconduct read --out` does.",
    ),
    "S808": Kind(
        "{value!r} is no date.",
        "Write it as in 2022-04-27.",
    ),
    "S809": Kind(
        "The outputs cannot be written: {reason}.",
        "Name a folder in which you may write, on a disk with room.",
    ),
    "S810": Kind(
        "{value!r} is no address of this machine.",
        "Name a model that runs here, as in http://localhost:8080; reports are sent nowhere else.",
    ),
    "S811": Kind(
        "The model gave no answer: {reason}.",
        "Start it, or read without `--ask`.",
    ),
    "S901": Kind("The file names no term.", "Add a [[term]] with two [[term.option]]."),
    "S902": Kind("The term has {count} options, too few.", "Give it two or more."),
    "S903": Kind(
        "The option {option} patches what does not exist: {reason}.",
        "Mend the patch; the tables and fields are those of the operation folder.",
    ),
    "S904": Kind("With the option {option}: {reason}", "Mend the patch, or add what it needs."),
    "S905": Kind("The draft {draft} was never made.", "Name one of {drafts}, or add it."),
    "S906": Kind(
        "These are valid only if each other is: {circle}. Nobody goes first.",
        "Leave one of them without a condition.",
    ),
    "S907": Kind(
        "{party} holds no position.", "Add one, be it of basis unknown.", Severity.WARNING
    ),
    "S908": Kind(
        "No option is left: {first} and {second} together rule out every one.",
        "Add an option that keeps to both, or check with who drew them.",
    ),
    "S909": Kind("Bands name the term {term} twice.", "Put it into one band only."),
    "S910": Kind(
        "The seal of the draft {draft} is not that of its text and its forerunners.",
        "A draft was changed after it was sealed: restore it, and write a new draft instead.",
    ),
    "S911": Kind("The draft {draft} is older than its forerunner.", "Put drafts in order of time."),
    "S912": Kind("{value} is no clause of the form party:term.", "Write for instance {example}."),
    "S913": Kind("Comparisons of {party} go round in a circle: {circle}.", "Take one out."),
    "S914": Kind(
        "The latest draft takes {option}, below the floor: {floor}",
        "It is shown as no agreement, whatever it achieves.",
        Severity.WARNING,
    ),
    "S915": Kind("There is no {name}; nothing is counted in people.", "Add it.", Severity.WARNING),
}

COMMON: dict[str, Kind] = {
    "50": Kind("This is required and is missing or blank.", "Fill it in."),
    "51": Kind(
        "{value} is no id.",
        "Use lower-case letters a-z, digits, `.`, `_` and `-`, a letter or digit first, at most "
        "100 in all, for instance `{example}`.",
    ),
    "52": Kind("The id {value} is also that of {first}.", "Give each its own id."),
    "53": Kind("{value} is no number.", "Write it in digits, with a point before decimals."),
    "54": Kind(
        "{value} holds a comma, a space or a separator of thousands.",
        "Write {example}: no separators, and a point before decimals.",
    ),
    "55": Kind(
        "{value} is no finite number.",
        "Write the number itself, or leave it blank where the field may be blank.",
    ),
    "56": Kind("{value} is out of range: it must be {allowed}.", "Mend it; check the unit."),
    "57": Kind("{value} is no whole number.", "Count people, vehicles and lanes whole."),
    "58": Kind(
        "{value} is no instant.",
        "Write date, time and offset as in 2022-05-05T08:00:00+03:00.",
    ),
    "59": Kind(
        "{value} does not say how far its clock is from UTC.",
        "Add the offset, as in {example}; the clocks of the parties may differ.",
    ),
    "60": Kind("{value} is neither true nor false.", "Write true or false."),
    "61": Kind("{value} is none of {allowed}.", "Write one of these."),
    "62": Kind(
        "{value} is no daily interval.",
        'Write pairs of times of day, as in ["08:00", "18:00"].',
    ),
    "63": Kind("There is no {what} {value}.", "Use an id that stands in {listed}.{nearest}"),
    "64": Kind("{value} is an error that a spreadsheet left.", "Mend the formula, save again."),
    "65": Kind("{value} stands here, where {expected} should.", "Mend it."),
    "66": Kind("The text {value} {fault}.", "Write it anew as plain text."),
    "70": Kind("The file cannot be read: {reason}.", "Put a file here that you may read."),
    "71": Kind(
        "The file has {size} MB, more than the {limit} MB that are read.",
        "Check that it is the right file; leave out what the operation does not need.",
    ),
    "72": Kind("The file is no text: {reason}.", "Save it as {kind} in UTF-8."),
    "73": Kind(
        "The file is not in UTF-8; it was read as {encoding}.",
        "Check its names, and save it in UTF-8.",
        Severity.WARNING,
    ),
    "74": Kind("The table is broken: {reason}.", "Mend the quotes, or export the table again."),
    "75": Kind(
        "The columns {columns} are missing.",
        "Name them in the first row. Read here: {found}.",
    ),
    "76": Kind("The column {value} stands there twice.", "Rename or remove one of the two."),
    "77": Kind(
        "The row has {found} cells, the header {expected}.",
        "Quote a cell that holds a comma; write 12.5, not 12,5.",
    ),
    "78": Kind(
        "The row has only {found} cells, the header {expected}; the rest is taken as blank.",
        "Check that nothing is lost.",
        Severity.WARNING,
    ),
    "79": Kind(
        "The file ends in the middle of this row.",
        "It may be cut off: fetch or export it again.",
    ),
    "80": Kind(
        "The file has more than {limit}.",
        "Check that it is the right file; add up what belongs together.",
    ),
    "81": Kind("The file is broken {spot}: {reason}.", "Mend it there; it may be cut off."),
    "82": Kind("The file is nested too deeply.", "Check that it is the right file."),
    "83": Kind("The file holds no {expected}.", "Export it again as {expected}."),
    "84": Kind("The name {value} stands twice in one object.", "Remove one of the two."),
    "85": Kind(
        "The coordinates are in {value}.",
        "Save the file in EPSG:4326 (WGS 84), longitude and latitude.",
    ),
}
"""What can be wrong in any file; the first digit of the number says in which."""

PROBLEMS.update(
    {f"S{digit}{suffix}": kind for digit in (*range(8), 9) for suffix, kind in COMMON.items()}
)
