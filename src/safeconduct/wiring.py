"""The only place that joins inside and outside: signals and the bundled examples."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from time import monotonic
from types import FrameType

ONE_PRESS_S = 0.5
"""Seconds within which several signals count as one press of Ctrl-C."""


@contextmanager
def interruption() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a question with the answer yes; a later one stops at once.

    One press may reach a process twice, by itself and with its group: that counts as one.
    """
    asked = inf

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if monotonic() > asked + ONE_PRESS_S:
            raise KeyboardInterrupt
        asked = min(asked, monotonic())

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked < inf
    finally:
        signal.signal(signal.SIGINT, before)


def example(name: str) -> Path:
    """The folder of a bundled example, in an installed package or in a checkout."""
    package = Path(__file__).parent
    bundled = package / "examples" / name
    return bundled if bundled.is_dir() else package.parent.parent / "examples" / name
