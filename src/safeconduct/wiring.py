"""The only place that joins inside and outside: signals and the bundled examples."""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING, Any

from safeconduct.model.problem import InputProblems, problem

if TYPE_CHECKING:
    from safeconduct.stress.play import Result
    from safeconduct.stress.runs import Each, Job

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


@contextmanager
def workers(scheduler: str | None, wait_s: int = 20) -> Iterator["Each"]:
    """Who simulates days: the cores of this machine, or the workers of a Dask scheduler.

    Raises InputProblems where the scheduler cannot be reached within `wait_s` seconds, or Dask
    is not installed.
    """
    from safeconduct.stress.runs import in_threads

    if scheduler is None:
        yield in_threads
        return
    try:
        from distributed import Client

        client = Client(scheduler, timeout=wait_s, set_as_default=False)
    except (ImportError, OSError, ValueError) as error:
        reason = "Dask is not installed; install safeconduct[cluster]"
        if not isinstance(error, ImportError):
            reason = str(error) or type(error).__name__
        raise InputProblems((problem("S005", "", address=scheduler, reason=reason),)) from None
    with client:
        yield partial(_on_cluster, client)


def _on_cluster(
    client: Any, work: Callable[["Job"], "Result"], jobs: Iterable["Job"]
) -> Iterator["Result"]:
    """Do jobs on a cluster; what a dying worker held is done again elsewhere."""
    futures = [client.submit(work, job, pure=False, retries=10) for job in jobs]
    try:
        for future in futures:
            yield future.result()
            future.release()
    finally:
        client.cancel(futures, force=True)
