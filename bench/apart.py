"""Runs a piece of work in a process of its own: its time, its memory, its fate, its answer."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

SLACK_S = 120.0
"""What a process may take beyond its seconds (imports, compilation, judging) before it is ended."""


def run(module: str, *arguments: str, seconds: float) -> dict[str, Any]:
    """What the module's `answer` gave, with `peak_mb`; or `{"failed": why}`."""
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=seconds + SLACK_S
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"no end within {seconds + SLACK_S:g} s"}
    if done.returncode:
        told = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        return {"failed": told[-1][:200]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def answer(job: Callable[[], Mapping[str, Any]]) -> None:
    """Do the work here, and print what it found with this process's most memory, as JSON."""
    found = dict(job())
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(json.dumps(found))
