"""The planner: a proven bound, and a schedule that works towards it.

Compiled code is cached by the state of these very files, since the compiler's own cache
does not notice when a function that another one calls has changed.
"""

import os
import sys
from hashlib import sha256
from pathlib import Path


def _cache_folder() -> Path:
    """Where compiled code of exactly this version of the engine is kept between runs."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    files = sorted(Path(__file__).parent.glob("*.py"))
    files += sorted((Path(__file__).parent.parent / "instance").glob("*.py"))
    state = repr([(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files])
    state += sys.version
    return Path(home) / "safeconduct" / sha256(state.encode()).hexdigest()[:16]


os.environ.setdefault("NUMBA_CACHE_DIR", str(_cache_folder()))
