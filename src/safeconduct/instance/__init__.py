"""The gate: an operation becomes whole numbers and arrays, and a schedule becomes a plan."""
