"""The planner: a proven bound, and a schedule that works towards it.

Compiled code is cached by the content of these very files, since the compiler's own cache
does not notice when a function that another one calls has changed; and by where they stand,
since it does notice that.
"""

import os
import sys
from hashlib import sha256
from pathlib import Path


def _cache_folder() -> Path:
    """Where compiled code of exactly this version of the engine is kept between runs."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    here = Path(__file__).parent
    state = sha256(f"{sys.version} {here}".encode())
    for file in sorted((*here.glob("*.py"), *(here.parent / "instance").glob("*.py"))):
        state.update(file.name.encode() + file.read_bytes())
    return Path(home) / "safeconduct" / state.hexdigest()[:16]


os.environ.setdefault("NUMBA_CACHE_DIR", str(_cache_folder()))
COMPILED = Path(os.environ["NUMBA_CACHE_DIR"]) / "compiled"
"""Stands once the whole engine has been compiled on this machine."""
