"""Problems of what stands beside the facts: bad days, plans and events, statements, terms."""

from safeconduct.model.problem_kind import Kind, Severity

BESIDE: dict[str, Kind] = {
    "S001": Kind(
        "The p90 {p90:g} is less than the median {median:g}.",
        "Nine cases in ten stay below the p90; write the greater figure there.",
    ),
    "S002": Kind("A share of {value:g} is no share of people.", "Write less than 1."),
    "S003": Kind(
        "{count} sizes were seen on {times} occasions.",
        "Give in `times` all occasions, also those on which it did not happen.",
    ),
    "S004": Kind(
        "The plan brings nobody out: there is nothing to stress.",
        "Plan the operation anew with `safeconduct plan`.",
    ),
    "S005": Kind(
        "The cluster at {address} cannot be used: {reason}.",
        "Start a Dask scheduler and workers with the same safeconduct, or leave --scheduler out.",
    ),
    "S006": Kind(
        "The plan goes on from the middle of a day; days are played from their beginning only.",
        "Stress the plan from before that was replanned, or plan the operation anew.",
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
