"""Files appear whole or not at all."""

import os
from pathlib import Path


def save(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody ever reads half of it.

    Raises:
        OSError: it cannot be written; what stood there still stands.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
