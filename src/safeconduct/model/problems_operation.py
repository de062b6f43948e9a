"""Problems of the operation folder's facts: 1xx to 6xx, from operation.toml to closures."""

from safeconduct.model.problem_kind import Kind, Severity

OPERATION: dict[str, Kind] = {
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
}
