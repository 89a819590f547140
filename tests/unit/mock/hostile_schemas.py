"""Schemas with every keyword of JSON Schema 2020-12, as nobody means them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

REFERENCES = tuple(f"#/components/schemas/{name}" for name in ("Round", "Tree", "Some", "Never"))
COMPONENTS: dict[str, Any] = {
    "Round": {"properties": {"a": {"$ref": REFERENCES[0]}}, "required": ["a"]},
    "Tree": {
        "type": "object",
        "properties": {"a": {"type": "array", "items": {"$ref": REFERENCES[1]}}},
        "required": ["a"],
        "unevaluatedProperties": False,
    },
    "Some": {"anyOf": [{"$ref": REFERENCES[1]}, {"$ref": REFERENCES[2]}, {"type": "string"}]},
    "Never": False,
}
# Of what a search by Python's own way takes no time: the test looks with it.
PATTERNS = ("^a*$", "b", "^[^a]+$", "^\\d{2}-\\d{2}$", "^(?!a)\\w+$", "^(?:x|yz){1,3}$", "é", "")
NAMES = ("a", "b", "é日", "", "usage", "message", "error", "text", "results", "created_at", "$ref")
NUMBERS = (0, 1, -1, 0.5, 1e-300, 1e300, -1e300, 2**62, -(2**62), 3, 0.1, 1e17)
COUNTS = (0, 0, 1, 1, 2, 3, 7, 10**9, 2**62)
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    1.0,
    -1,
    10**300,
    1e300,
    "",
    "a",
    "b",
    "é",
    [],
    [1],
    {},
    {"a": 1},
)
FORMATS = ("date-time", "uuid", "uri", "byte", "binary", "int32", "email", "nothing", "")
TYPES = ("null", "boolean", "object", "array", "number", "string", "integer")
_numbers, _counts = st.sampled_from(NUMBERS), st.sampled_from(COUNTS)
_values, _names = st.sampled_from(VALUES), st.sampled_from(NAMES)
_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "type": st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1)),
    "enum": st.lists(_values, min_size=1, max_size=4),
    "const": _values,
    "default": _values,
    "examples": st.lists(_values, max_size=2),
    "format": st.sampled_from(FORMATS),
    "pattern": st.sampled_from(PATTERNS),
    "required": st.lists(_names, max_size=3, unique=True),
    "multipleOf": _numbers.filter(lambda number: number > 0),
    "uniqueItems": st.booleans(),
    "dependentRequired": st.dictionaries(_names, st.lists(_names, max_size=2), max_size=2),
    **{f"{word}imum": _numbers for word in ("min", "max", "exclusiveMin", "exclusiveMax")},
    **{
        f"{end}{what}": _counts
        for end in ("min", "max")
        for what in ("Length", "Items", "Properties", "Contains")
    },
}
_ONE = ("additionalProperties", "items", "contains", "not", "if", "then", "else", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")


def schemas(depth: int = 3) -> st.SearchStrategy[Any]:
    """Any schema of so many levels."""
    leaf = st.one_of(st.booleans(), st.builds(lambda to: {"$ref": to}, st.sampled_from(REFERENCES)))
    if not depth:
        return st.one_of(leaf, _some(_PLAIN))
    inner = schemas(depth - 1)
    parts: dict[str, st.SearchStrategy[Any]] = {
        **dict.fromkeys(_ONE, inner),
        **{name: st.lists(inner, min_size=1, max_size=3) for name in _MANY},
        "properties": st.dictionaries(_names, inner, max_size=3),
        "patternProperties": st.dictionaries(st.sampled_from(PATTERNS), inner, max_size=2),
        "dependentSchemas": st.dictionaries(_names, inner, max_size=2),
    }
    return st.one_of(_some({**_PLAIN, **parts}), _some(parts), leaf)


def _some(known: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    names = st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=4, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({n: known[n] for n in chosen}))
