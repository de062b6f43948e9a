"""Hand tables of arrays to compiled code by reference: it compiles and calls much faster so.

Compiled functions get references with the fields of the named tuples, over the same arrays.
"""

from typing import Any

from numba import njit, types
from numba.experimental import structref

from safeconduct.stress.play import Result
from safeconduct.stress.script import Scene
from safeconduct.stress.serve import Day
from safeconduct.stress.world import World


class _Reference(types.StructRef):
    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


@structref.register
class SceneReference(_Reference):
    """The type of `Scene` in compiled code."""


@structref.register
class WorldReference(_Reference):
    """The type of `World` in compiled code."""


@structref.register
class DayReference(_Reference):
    """The type of `Day` in compiled code."""


@structref.register
class ResultReference(_Reference):
    """The type of `Result` in compiled code."""


class _SceneProxy(structref.StructRefProxy):
    pass


class _WorldProxy(structref.StructRefProxy):
    pass


class _DayProxy(structref.StructRefProxy):
    pass


class _ResultProxy(structref.StructRefProxy):
    pass


structref.define_proxy(_SceneProxy, SceneReference, list(Scene._fields))
structref.define_proxy(_WorldProxy, WorldReference, list(World._fields))
structref.define_proxy(_DayProxy, DayReference, list(Day._fields))
structref.define_proxy(_ResultProxy, ResultReference, list(Result._fields))


@njit(cache=True)
def _scene(fields):  # type: ignore[no-untyped-def]
    return _SceneProxy(*fields)


@njit(cache=True)
def _world(fields):  # type: ignore[no-untyped-def]
    return _WorldProxy(*fields)


@njit(cache=True)
def _day(fields):  # type: ignore[no-untyped-def]
    return _DayProxy(*fields)


@njit(cache=True)
def _result(fields):  # type: ignore[no-untyped-def]
    return _ResultProxy(*fields)


MAKERS: dict[type, Any] = {Scene: _scene, World: _world, Day: _day, Result: _result}


def reference(named: tuple[Any, ...]) -> Any:
    """The reference that compiled functions take for a table; it shares the table's arrays."""
    return MAKERS[type(named)](tuple(named))
