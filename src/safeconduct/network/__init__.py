"""Road data to a routable graph, hazards laid over it, and the ways between places."""

from safeconduct.network.resolve import Roads, resolve

__all__ = ["Roads", "resolve"]
