"""What every kind of problem has: what is wrong, what to do, and whether it stops the work."""

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
