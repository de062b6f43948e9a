"""Hand tables of arrays to compiled code by reference, so that it compiles and calls quickly.

Python reads the named tuples; compiled functions get references with the same fields, over
the same arrays.
"""

from typing import Any, TypeVar

from numba import njit, types
from numba.experimental import structref

from safeconduct.instance.arrays import Arrays
from safeconduct.plan.state import State, Trial

T = TypeVar("T")


class _Reference(types.StructRef):
    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


@structref.register
class ArraysReference(_Reference):
    """The type of `Arrays` in compiled code."""


@structref.register
class StateReference(_Reference):
    """The type of `State` in compiled code."""


@structref.register
class TrialReference(_Reference):
    """The type of `Trial` in compiled code."""


class _ArraysProxy(structref.StructRefProxy):
    pass


class _StateProxy(structref.StructRefProxy):
    pass


class _TrialProxy(structref.StructRefProxy):
    pass


structref.define_proxy(_ArraysProxy, ArraysReference, list(Arrays._fields))
structref.define_proxy(_StateProxy, StateReference, list(State._fields))
structref.define_proxy(_TrialProxy, TrialReference, list(Trial._fields))


@njit(cache=True)
def _arrays(fields):  # type: ignore[no-untyped-def]
    return _ArraysProxy(*fields)


@njit(cache=True)
def _state(fields):  # type: ignore[no-untyped-def]
    return _StateProxy(*fields)


@njit(cache=True)
def _trial(fields):  # type: ignore[no-untyped-def]
    return _TrialProxy(*fields)


def reference(table: T) -> T:
    """The reference that compiled functions take for a table; it shares the table's arrays."""
    if isinstance(table, State):
        return _state((*table[:-1], _trial(tuple(table.trial))))  # type: ignore[no-any-return]
    return _arrays(tuple(table))  # type: ignore[no-any-return, arg-type]
