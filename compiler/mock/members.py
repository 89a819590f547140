"""The members of an example: of its objects, and of its lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator

from compiler.mock.effort import spend
from compiler.mock.matching import matches
from compiler.mock.pointing import At, Json, index, same
from compiler.mock.schemas import Impossible, Schema, Schemas, Written, types_of

Value = Callable[[Written, At], Json]
"""Makes a value of a schema at a place. Impossible: there is none."""

_SHALLOW = 3
_LISTED = 1  # how deep lists are that show an item though they may be empty
_MOST = 64
_LONGEST = 1024  # of what must be longer there is no example
_VARIANTS = 200
# What an answer is about, though it may be without it; and lists of what it has beside that.
ABOUT = ("data", "results")
_BESIDE = re.compile(r"(?i)annotations|logprobs|^tools$")
# Members that are left out where they may be: an answer has no error in it and no page after it.
_LEFT_OUT = re.compile(r"(?i)next|^(?:errors?|failure|warnings?)$|cursor|page_?token")


def object_of(schemas: Schemas, value: Value, plain: Schema, place: At) -> dict[str, Json]:
    """An object: what it must have, what is wanted, and words of lists; all that it may have where
    it is not deep and nothing is asked of it."""
    made: dict[str, Json] = {}
    described = plain.get("properties", {})
    most = plain.get("maxProperties", _MOST)
    for name in _needed(plain, place):
        made[name] = value(_member(plain, name), place.below(name, name))
    for name in described:
        if name in made or len(made) >= most or not _shown(schemas, plain, place, name):
            continue
        _try(made, value, plain, place, name)
        if made.get(name, "") is None:
            del made[name]
    least = _least(plain, "minProperties")
    for name in [*described, *_other_names(plain, value, place)]:
        if len(made) >= least:
            break
        if name not in made:
            _try(made, value, plain, place, name)
    for name, others in plain.get("dependentRequired", {}).items():
        for other in others if name in made else ():
            if other not in made:
                made[other] = value(_member(plain, other), place.below(other, other))
    return {name: made[name] for name in [*described, *made] if name in made}


def _least(plain: Schema, keyword: str) -> int:
    """How many there must be. Impossible: more than an example has."""
    found: int = plain.get(keyword, 0)
    if found > _LONGEST:
        raise Impossible(keyword)
    return found


def _try(made: dict[str, Json], value: Value, plain: Schema, place: At, name: str) -> None:
    try:
        made[name] = value(_member(plain, name), place.below(name, name))
    except Impossible:
        return


def _needed(plain: Schema, place: At) -> list[str]:
    required = list(plain.get("required", ()))
    described = plain.get("properties", {})
    open_ended = plain.get("additionalProperties", not described) is not False
    wanted = [
        name
        for name in place.wanted
        if name not in required and (name in described or (open_ended and index(name) is None))
    ]
    return [*required, *wanted]


def _shown(schemas: Schemas, plain: Schema, place: At, name: str) -> bool:
    """Whether an object has a member that it need not have."""
    member = plain["properties"][name]
    if _LEFT_OUT.search(name) or place.depth > _SHALLOW:
        return False
    if plain.get("required"):
        return name in ABOUT and place.depth <= _LISTED
    if isinstance(member, bool) or member.get("deprecated"):
        return False
    if not place.wanted:
        return True
    try:
        found = schemas.plain(schemas.alternatives(member)[0])
    except Impossible:
        return False
    return "enum" in found or "const" in found


def _member(plain: Schema, name: str) -> Written:
    """The schema of a member, which may be none of those described."""
    parts: list[Written] = []
    if name in plain.get("properties", {}):
        parts.append(plain["properties"][name])
    for pattern, schema in plain.get("patternProperties", {}).items():
        if matches(pattern, name):
            parts.append(schema)
    if not parts:
        parts.append(plain.get("additionalProperties", True))
    if parts[0] is False:
        raise Impossible(name)
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def _other_names(plain: Schema, value: Value, place: At) -> Iterator[str]:
    """Names for members that nobody described."""
    rule = plain.get("propertyNames")
    if rule is not None and rule is not True:
        first = value({"allOf": [{"type": "string"}, rule]}, place.below("key", ""))
        for number in range(plain.get("minProperties", 0)):
            yield first if not number else f"{first}{number}"
    for number in range(plain.get("minProperties", 0)):
        yield f"key{number + 1}"


def list_of(schemas: Schemas, value: Value, plain: Schema, place: At) -> list[Json]:
    """A list: as long as it must be or is wanted, and with one item where it is not deep."""
    first: list[Written] = plain.get("prefixItems", [])
    rest: Written = plain.get("items", True)
    most = plain.get("maxItems", _MOST)
    wanted = max((found + 1 for token in place.wanted if (found := index(token)) is not None),
                 default=0)  # fmt: skip
    least = max(_least(plain, "minItems"), min(most, len(first)), min(most, wanted))
    made: list[Json] = []
    known: set[Hashable] = set()
    shown = place.depth <= _LISTED and not _BESIDE.search(place.name)
    if shown and not least and rest is not False and most > 0:
        try:
            made.append(value(rest, place.below(_singular(place.name), "0")))
        except Impossible:
            return []
    while len(made) < least:
        schema = first[len(made)] if len(made) < len(first) else rest
        if schema is False:
            raise Impossible("items")
        one = value(schema, place.below(_singular(place.name), str(len(made))))
        if plain.get("uniqueItems"):
            one = _unlike(schemas, schema, one, known)
        made.append(one)
    return _containing(schemas, value, plain, place, made)


def _singular(name: str) -> str:
    """Of what a list has: `created_ats` are no names that people use, `ids` and `urls` are."""
    return name[:-1] if name.endswith("s") else name


def _containing(
    schemas: Schemas, value: Value, plain: Schema, place: At, made: list[Json]
) -> list[Json]:
    """With as many items of `contains` as the list has to have."""
    rule = plain.get("contains")
    if rule is None:
        return made
    least = _least(plain, "minContains") if "minContains" in plain else 1
    missing = least - sum(schemas.fits(rule, one) for one in made)
    known = set(map(same, made))
    for _ in range(missing):
        both: Schema = {"allOf": [rule, plain.get("items", True)]}
        one = value(both, place.below("", ""))
        if plain.get("uniqueItems"):
            one = _unlike(schemas, both, one, known)
        made.append(one)
    return made


def _unlike(schemas: Schemas, schema: Written, one: Json, known: set[Hashable]) -> Json:
    """The value, or another of its schema where it is known: for lists that have none twice."""
    plain = schemas.plain(schema)
    for candidate in _candidates(plain, one):
        spend()
        if same(candidate) not in known and schemas.fits(schema, candidate):
            known.add(same(candidate))
            return candidate
    raise Impossible("uniqueItems")


def _candidates(plain: Schema, one: Json) -> Iterator[Json]:
    yield one
    yield from plain.get("enum", ())
    yield from _variants(one)
    yield from _others(plain)


def _variants(one: Json) -> Iterator[Json]:
    for number in range(1, _VARIANTS):
        if isinstance(one, bool) or one is None:
            return
        if isinstance(one, (int, float)):
            yield one + number
            yield one - number
        elif isinstance(one, str):
            yield f"{one}{number}"
            yield one[: max(0, len(one) - len(str(number)))] + str(number)
        elif isinstance(one, list):
            if one:
                yield from ([*one[:-1], last] for last in _variants(one[-1]))
            return
        elif isinstance(one, dict):
            for name in one:
                yield from ({**one, name: other} for other in _variants(one[name]))
            yield {**one, f"key{number}": number}


def _others(plain: Schema) -> list[Json]:
    kinds = types_of(plain)
    every: list[tuple[str, Json]] = [
        ("boolean", True),
        ("boolean", False),
        ("null", None),
        ("string", ""),
        ("integer", 0),
        ("array", []),
        ("object", {}),
    ]
    return [value for kind, value in every if not kinds or kind in kinds]
