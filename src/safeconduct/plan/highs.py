"""The one file that knows the LP solver."""

import highspy

VERSION = highspy.Highs().version()
