"""The operation folder: read, write, validate."""

from safeconduct.operation.read import Reading, read_operation
from safeconduct.operation.write import write_operation

__all__ = ["Reading", "read_operation", "write_operation"]
