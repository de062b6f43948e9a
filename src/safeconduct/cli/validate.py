"""`safeconduct validate`: every input error at once."""

from pathlib import Path


def run(operation: Path) -> None:
    """Report every input error: file, row or feature, field, what is wrong, how to mend it."""
    raise SystemExit(f"{operation}")
