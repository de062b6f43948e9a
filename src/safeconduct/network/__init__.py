"""Road data to a routable graph, hazards laid over it, and the ways between places."""
