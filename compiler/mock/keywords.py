"""Keywords of JSON Schema 2020-12 whose checks by the package `jsonschema` take a time without
end, or depend on the order of a set: by expressions, by comparing all with all, by their order.

What a complaint says of itself is not read: `fitting` says what is wrong by its keyword.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from compiler.mock.effort import spend
from compiler.mock.matching import matches
from compiler.mock.pointing import Json, same

Written = Mapping[str, Any] | bool
Follow = Callable[[str], Written]
"""What a reference leads to."""

Errors = Iterator[ValidationError]
_Check = Callable[[Any, Any, Json, Mapping[str, Any]], Errors]
_OF_AN_ERROR = 5  # steps, each time that it is handed up
_WORDS_OF_A_STEP = 4
_MOST_LEVELS = 140
_PLAIN: Mapping[str, _Check] = Draft202012Validator.VALIDATORS


def validator(follow: Follow) -> Any:
    """A class of validators whose references lead where `follow` says. Each check of a keyword is a
    step of `effort`, and errors are some."""

    def reference(validator: Any, to: str, value: Json, _: Mapping[str, Any]) -> Errors:
        yield from validator.descend(value, follow(to))

    def unevaluated(keyword: str) -> _Check:
        def check(validator: Any, rule: Written, value: Json, schema: Mapping[str, Any]) -> Errors:
            yield from _of_the_rest(validator, keyword, rule, value, schema, follow)

        return check

    own: dict[str, _Check] = {
        "$ref": reference,
        "additionalProperties": _additional,
        "enum": _enum,
        "multipleOf": _multiple,
        "pattern": _pattern,
        "patternProperties": _by_patterns,
        "unevaluatedItems": unevaluated("unevaluatedItems"),
        "unevaluatedProperties": unevaluated("unevaluatedProperties"),
        "uniqueItems": _unique,
    }
    every = {name: _counted(check) for name, check in {**_PLAIN, **own}.items()}
    # The package's stubs give this function no types.
    return extend(Draft202012Validator, every)  # type: ignore[no-untyped-call]


class _Levels(threading.local):
    """How many checks are inside of each other, in this thread."""

    now = 0


_levels = _Levels()


@contextmanager
def _level() -> Iterator[None]:
    """Inside of what is being checked. RecursionError: as Python's own, but in time: at its limit
    a package of `jsonschema` ends the thread."""
    if _levels.now >= _MOST_LEVELS:
        raise RecursionError
    _levels.now += 1
    try:
        yield
    finally:
        _levels.now -= 1


def _counted(check: _Check) -> _Check:
    def counted(validator: Any, rule: Any, value: Json, schema: Mapping[str, Any]) -> Errors:
        spend()
        with _level():
            for error in check(validator, rule, value, schema):
                spend(_OF_AN_ERROR)
                yield error

    return counted


def _pattern(_: Any, pattern: str, value: Json, __: Mapping[str, Any]) -> Errors:
    if isinstance(value, str) and not matches(pattern, value):
        yield ValidationError("does not match")


def _by_patterns(
    validator: Any, rules: Mapping[str, Written], value: Json, _: Mapping[str, Any]
) -> Errors:
    if not isinstance(value, dict):
        return
    for pattern, rule in rules.items():
        for name in value:
            if matches(pattern, name):
                yield from validator.descend(value[name], rule, path=name, schema_path=pattern)


def _additional(validator: Any, rule: Written, value: Json, schema: Mapping[str, Any]) -> Errors:
    if not isinstance(value, dict):
        return
    others = [name for name in value if not _is_described(schema, name)]
    if others and rule is False:
        yield ValidationError("has others")
        return
    for name in others:  # in the order of the value, so that the first complaint is always the same
        yield from validator.descend(value[name], rule, path=name)


def _is_described(schema: Mapping[str, Any], name: str) -> bool:
    if name in schema.get("properties", {}):
        return True
    return any(matches(pattern, name) for pattern in schema.get("patternProperties", {}))


def _enum(_: Any, words: list[Json], value: Json, __: Mapping[str, Any]) -> Errors:
    spend(len(words) // _WORDS_OF_A_STEP)
    key = same(value)
    if all(same(word) != key for word in words):
        yield ValidationError("is none of them")


def _unique(_: Any, rule: bool, value: Json, __: Mapping[str, Any]) -> Errors:
    if rule and isinstance(value, list) and len(set(map(same, value))) < len(value):
        yield ValidationError("has one twice")


def _multiple(validator: Any, part: float, value: Json, schema: Mapping[str, Any]) -> Errors:
    try:
        yield from _PLAIN["multipleOf"](validator, part, value, schema)
    except OverflowError:  # an integer that is larger than every float
        if Fraction(value) % Fraction(part):
            yield ValidationError("is not a multiple")


def _of_the_rest(
    validator: Any,
    keyword: str,
    rule: Written,
    value: Json,
    schema: Mapping[str, Any],
    follow: Follow,
) -> Errors:
    """Of what no other keyword has looked at."""
    own: Callable[[Any, Any, Mapping[str, Any]], set[Any]]
    found: list[tuple[Any, Json]]
    if keyword == "unevaluatedProperties" and isinstance(value, dict):
        own, found = _members_seen, list(value.items())
    elif keyword == "unevaluatedItems" and isinstance(value, list):
        own, found = _items_seen, list(enumerate(value))
    else:
        return
    above = {key: each for key, each in schema.items() if key != keyword}
    seen: set[Any] = set()
    for part in _applying(validator, value, above, follow):
        seen |= own(validator, value, part)
    for key, one in found:
        if key not in seen:
            yield from validator.descend(one, rule, path=key)


def _applying(
    validator: Any, value: Json, schema: Written, follow: Follow
) -> Iterator[Mapping[str, Any]]:
    """The schema, and those in it that say something of the same value."""
    spend()
    if isinstance(schema, bool):
        return

    def fits(part: Written) -> bool:
        return bool(validator.evolve(schema=part).is_valid(value))

    yield schema
    parts: list[Written] = []
    if isinstance(reference := schema.get("$ref"), str):
        parts.append(follow(reference))
    for keyword in ("allOf", "anyOf", "oneOf"):
        parts += [part for part in schema.get(keyword, ()) if fits(part)]
    if "if" in schema:
        meant = fits(schema["if"])
        parts += [schema["if"]] if meant else []
        parts.append(schema.get("then" if meant else "else", True))
    for name, part in schema.get("dependentSchemas", {}).items():
        parts += [part] if isinstance(value, dict) and name in value else []
    with _level():
        for part in parts:
            yield from _applying(validator, value, part, follow)


def _members_seen(_: Any, value: dict[str, Json], schema: Mapping[str, Any]) -> set[Any]:
    if schema.keys() & {"additionalProperties", "unevaluatedProperties"}:
        return set(value)
    return {name for name in value if _is_described(schema, name)}


def _items_seen(validator: Any, value: list[Json], schema: Mapping[str, Any]) -> set[Any]:
    if schema.keys() & {"items", "unevaluatedItems"}:
        return set(range(len(value)))
    seen: set[Any] = set(range(len(schema.get("prefixItems", ()))))
    if "contains" in schema:
        wanted = validator.evolve(schema=schema["contains"])
        seen |= {index for index, one in enumerate(value) if wanted.is_valid(one)}
    return seen
