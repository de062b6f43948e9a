"""The operation folder: read, write, validate."""
