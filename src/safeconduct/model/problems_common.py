"""Problems that any file can have; the first digit of the number says in which it lies."""

from safeconduct.model.problem_kind import Kind, Severity

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
