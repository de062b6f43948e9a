"""Write the pages that are made from the code: schemas, problems, commands.

`--check` writes nothing and exits with 1 where a page is stale.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command_from_info

from safeconduct.cli.main import app
from safeconduct.model.problem import COMMON, PROBLEMS, Kind
from safeconduct.operation.schemas import schemas

DOCS = Path(__file__).parent
MADE = "Made by `make docs` from the code; do not edit."
RANGES = {
    "0": "stress.toml",
    "1": "operation.toml and the folder",
    "2": "places.geojson",
    "3": "people.csv",
    "4": "fleet.csv",
    "5": "zones.geojson and windows.csv",
    "6": "legs.csv, roads and closures",
    "7": "plan.json and events.jsonl",
    "8": "statements and reports",
    "9": "terms.toml",
}


PROBLEMS_HEAD = f"""# Problems

{MADE}

Every problem has a number. The first digit says in which file it lies. An error stops the work, a
warning asks for a look. What stands *in italics* is filled in when it happens.

## In any file

From 50 on the last two digits mean the same everywhere: S353 is no number in people.csv, S453 is
none in fleet.csv.
"""
COMMANDS_HEAD = f"""# Commands

{MADE}

Exit status: 0 done; 1 done, and the answer is no (a rule broken, nobody can be brought out); 2 bad
input or usage; 130 interrupted, with the best plan so far kept. With `--json` standard output holds
one JSON object and nothing else. Progress and messages go to standard error."""


def pages() -> dict[str, str]:
    """Every made page by its path below docs/."""
    listed = {
        f"look_up/schemas/{name}.schema.json": json.dumps(schema, indent=1, ensure_ascii=False)
        + "\n"
        for name, schema in schemas().items()
    }
    return {
        **listed,
        "look_up/problems.md": "\n".join(problems()) + "\n",
        "look_up/commands.md": "\n".join(commands()) + "\n",
    }


def problems() -> Iterator[str]:
    """The page of problems."""
    yield PROBLEMS_HEAD
    yield from table((f"S?{suffix}", kind) for suffix, kind in sorted(COMMON.items()))
    own = {
        number: kind
        for number, kind in PROBLEMS.items()
        if not (number[2:] in COMMON and COMMON[number[2:]] == kind)
    }
    for digit, what in RANGES.items():
        found = sorted((n, kind) for n, kind in own.items() if n[1] == digit)
        if found:
            yield f"\n## S{digit}: {what}\n"
            yield from table(found)


def table(listed: Any) -> Iterator[str]:
    """Problems as rows."""
    yield "| number | what is wrong | what to do |"
    yield "|---|---|---|"
    for number, kind in listed:
        yield f"| {number}{mark(kind)} | {told(kind.wrong)} | {told(kind.remedy)} |"


def mark(kind: Kind) -> str:
    """Warnings are marked."""
    return " (warning)" if kind.severity == "warning" else ""


def told(sentence: str) -> str:
    """A sentence with its details as names, fit for a table."""
    return re.sub(r"`?\{(\w+)[^}]*\}`?", r"*\1*", sentence).replace("|", "\\|")


def commands() -> Iterator[str]:
    """The page of commands."""
    yield COMMANDS_HEAD
    for info in app.registered_commands:
        command: Any = get_command_from_info(
            info, pretty_exceptions_short=False, rich_markup_mode=None
        )
        name = command.name
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
        usage = " ".join([f"safeconduct {name}", *(str(p.metavar or p.name) for p in arguments)])
        yield f"\n## {name}\n\n{command.help}\n"
        yield f"```sh\n{usage}{' [OPTIONS]' if options else ''}\n```\n"
        yield "| argument or option | meaning | by default |"
        yield "|---|---|---|"
        for param in (*arguments, *options):
            yield row(param)


def row(param: Any) -> str:
    """An argument or option as a row."""
    name = param.metavar or param.name
    if param.param_type_name == "option":
        name = ", ".join((*param.opts, *param.secondary_opts))
    usual = "" if param.default is None or param.required or param.is_flag else f"`{param.default}`"
    return f"| `{name}` | {param.help or ''} | {usual} |"


def main() -> int:
    """Write the pages, or say which are stale."""
    stale = []
    for name, text in pages().items():
        path = DOCS / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{'stale' if '--check' in sys.argv[1:] else 'written'}: docs/{name}")
    return int(bool(stale) and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
