"""The planner: a proven bound, and a schedule that works towards it."""
