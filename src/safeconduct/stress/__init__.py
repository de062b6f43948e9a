"""Bad days: a plan played through thousands of days on which things go wrong."""

import os

from safeconduct.instance.kept import cache_folder

os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))
