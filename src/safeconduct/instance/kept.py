"""Where compiled code is kept: by the content of the very files that are compiled.

The compiler's own cache does not notice when a function that another one calls has changed.
"""

import os
import sys
from hashlib import sha256
from pathlib import Path

COMPILED_HERE = ("plan", "instance", "stress")


def cache_folder() -> Path:
    """The folder of exactly this version of the engine, kept between runs."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    package = Path(__file__).parents[1]
    state = sha256(f"{sys.version} {package}".encode())
    for folder in COMPILED_HERE:
        for file in sorted((package / folder).glob("*.py")):
            state.update(file.name.encode() + file.read_bytes())
    return Path(home) / "safeconduct" / state.hexdigest()[:16]
