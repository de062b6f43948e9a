"""The planner: a proven bound, and a schedule that works towards it."""

import os
from pathlib import Path

from safeconduct.instance.kept import cache_folder

os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))
COMPILED = Path(os.environ["NUMBA_CACHE_DIR"]) / "compiled"
"""Stands once the whole engine has been compiled on this machine."""
