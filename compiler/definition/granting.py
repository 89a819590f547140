"""What plans and consumers may use, as written."""

from __future__ import annotations

from typing import Any

from compiler.definition.place import Place
from compiler.definition.written import (
    ConsumerDefinition,
    KeyDefinition,
    Layer,
    Placed,
    PlanDefinition,
)
from compiler.keys import budgets

# Of a consumer; the items of the second keep their places, since each may name what is not there.
_OWN = ("plan", "apis")


def read_plan(name: Placed[str], at: Place) -> PlanDefinition:
    """One plan of plans.yaml."""
    return PlanDefinition(name, _layer(at), _overrides(at))


def read_consumer(at: Place) -> ConsumerDefinition:
    """One consumer of consumers.yaml."""
    keys = tuple(_key(place) for place in at.items("keys"))
    return ConsumerDefinition(at.needed("name"), keys, _layer(at), _overrides(at))


def _key(at: Place) -> KeyDefinition:
    environments = at.placed("environments")
    names = None if environments is None else environments.value
    return KeyDefinition(at.needed("sha256"), names, at.placed("expires"))


def _overrides(at: Place) -> tuple[tuple[Placed[str], Layer], ...]:
    return tuple((name, _layer(place)) for name, place in at.names("overrides"))


def _layer(at: Place) -> Layer:
    """Flat, as the settings of an API."""
    found = {path: at.placed(path) for path in _OWN if path in at.data}
    for path in budgets.leaves() if "limits" in at.data else ():
        found[path] = _values(at.placed(*path.split(".")))
    return {path: value for path, value in found.items() if value is not None}


def _values(found: Placed[Any] | None) -> Placed[Any] | None:
    if found is None or not isinstance(found.value, tuple):
        return found
    return Placed(tuple(item.value for item in found.value), found.span)
