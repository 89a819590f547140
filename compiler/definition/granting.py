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
    SubjectDefinition,
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
    subjects = tuple(_subject(place) for place in at.items("subjects"))
    return ConsumerDefinition(at.needed("name"), keys, subjects, _layer(at), _overrides(at))


def _key(at: Place) -> KeyDefinition:
    environments = at.placed("environments")
    names = None if environments is None else environments.value
    return KeyDefinition(at.needed("sha256"), names, at.placed("expires"))


def _subject(at: Place) -> SubjectDefinition:
    return SubjectDefinition(at.needed("issuer"), at.value("subject"), at.span)


def _overrides(at: Place) -> tuple[tuple[Placed[str], Layer], ...]:
    if "overrides" not in at.data:
        return ()
    return tuple((name, _layer(place)) for name, place in at.names("overrides"))


def _layer(at: Place) -> Layer:
    """Flat, as the settings of an API."""
    found: dict[str, Placed[Any]] = {}
    for path in _OWN:
        if (own := at.placed(path)) is not None:
            found[path] = own
    for path in ("roles", *(budgets.leaves() if "limits" in at.data else ())):
        if (value := _values(at.placed(*path.split(".")))) is not None:
            found[path] = value
    return found


def _values(found: Placed[Any] | None) -> Placed[Any] | None:
    if found is None or not isinstance(found.value, tuple):
        return found
    return Placed(tuple(item.value for item in found.value), found.span)
