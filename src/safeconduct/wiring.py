"""The only place that joins inside and outside: signals and the bundled examples."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType


@contextmanager
def interruption() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a question with the answer yes; the second one stops at once."""
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


def example(name: str) -> Path:
    """The folder of a bundled example, in an installed package or in a checkout."""
    package = Path(__file__).parent
    bundled = package / "examples" / name
    return bundled if bundled.is_dir() else package.parent.parent / "examples" / name
