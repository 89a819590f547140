"""An example of what a JSON Schema describes (2020-12, as OpenAPI 3.1 has it).

The same schema and wishes give the same example. It has what is required, what is wished for and
little else; it fits its schema, or there is none.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from compiler.mock import scalars
from compiler.mock.effort import spend
from compiler.mock.members import ABOUT, list_of, object_of
from compiler.mock.pointing import At, Json, leads, leaves, tree
from compiler.mock.schemas import ALSO, Impossible, Schema, Schemas, Written, merged, types_of
from compiler.terms import Pointer

ENDED = ("stop", "completed", "complete", "succeeded", "success", "done", "finished", "end_turn",
         "assistant", "model")  # fmt: skip
"""Words of lists that say that something has come to its end as it should, and who answers."""

_DEEPEST = 24
_MOST_STEPS = 20_000
_ANY: tuple[Json, ...] = ({}, "example", 0, True, [], 1.5, None, "", 1, False)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an example should be like. wanted: pointers to what it should have, though it need not.
    names: for members of a name, values of which the first that fits is taken. words: of a list of
    words, those that are taken sooner than the first."""

    wanted: tuple[Pointer, ...] = ()
    names: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ENDED


def example(schemas: Schemas, schema: Written, wishes: Wishes | None = None) -> Json:
    """A value that fits the schema, and is the caller's own. Wishes that cannot be are left out.
    Impossible: no value fits, or none was found."""
    wishes = wishes or Wishes()
    plainer = replace(wishes, wanted=())
    for careful, asked in ((False, wishes), (True, wishes), (True, plainer), (True, Wishes())):
        try:
            made = Maker(schemas, asked, careful).value(schema, At(wanted=tree(asked.wanted)))
            if schemas.fits(schema, made):
                return made
        except (Impossible, RecursionError, ArithmeticError):
            continue
    return _simple(schemas, schema)


def _simple(schemas: Schemas, schema: Written) -> Json:
    """The first of a few values that fits."""
    with suppress(RecursionError):
        for one in _ANY:
            if schemas.fits(schema, one):
                return copy.deepcopy(one)
    raise Impossible("no example was found")


@dataclass(slots=True)
class Maker:
    """Makes one example. careful: each choice is checked when it is made, which takes longer."""

    schemas: Schemas
    wishes: Wishes
    careful: bool
    _steps: int = 0

    def value(self, schema: Written, place: At) -> Json:
        """A value at a place."""
        self._step(place)
        if not isinstance(schema, bool) and isinstance(reference := schema.get("$ref"), str):
            place = replace(place, trail=(*place.trail, reference))
        plain = self.schemas.plain(schema)
        wished = place.name in self.wishes.names
        about = place.depth == 1 and place.name in ABOUT
        free = place.depth and not place.wanted and not wished and not about
        if free and not self._ended(plain) and self._may_be_null(plain):
            return None
        return self._chosen(plain, place)

    def _step(self, place: At) -> None:
        self._steps += 1
        if place.depth > _DEEPEST or self._steps > _MOST_STEPS:
            raise Impossible("too deep")

    def _may_be_null(self, plain: Schema) -> bool:
        if "const" in plain:
            return plain["const"] is None
        if "enum" in plain and None not in plain["enum"]:
            return False
        kinds = types_of(plain)
        if kinds and "null" not in kinds:
            return False
        choices = plain.get("anyOf") or plain.get("oneOf")
        if not choices and not kinds and "enum" not in plain:
            return False
        return self.schemas.fits(plain, None)

    def _ended(self, plain: Schema) -> bool:
        """Whether it is a word of a list in which there is one that is wished for."""
        choices = [plain, *plain.get("anyOf", ()), *plain.get("oneOf", ())]
        lists = (self.schemas.plain(choice).get("enum", ()) for choice in choices)
        return any(self._liked(list(words)) for words in lists)

    def _chosen(self, plain: Schema, place: At) -> Json:
        """A value of the first alternative that can be, or of the one with most of what is
        wanted."""
        self._step(place)
        key = "anyOf" if "anyOf" in plain else "oneOf"
        if key not in plain:
            return self._settled(plain, place)
        rest = {name: value for name, value in plain.items() if name not in (key, ALSO)}
        also = plain.get(ALSO, ())
        asked = leaves(place.wanted)
        best: tuple[int, Json] | None = None
        for alternative in self._ordered(plain[key], place):
            try:
                whole = self.schemas.plain({"allOf": [rest, alternative, *also]})
                made = self._chosen(whole, self._through(alternative, place))
            except Impossible:
                continue
            if (key == "oneOf" or self.careful) and not self.schemas.fits(plain, made):
                continue
            reached = sum(leads(made, pointer) for pointer in asked)
            if best is None or reached > best[0]:
                best = reached, made
            if reached == len(asked):
                break
        if best is None:
            raise Impossible(key)
        return best[1]

    def _ordered(self, choices: Iterable[Written], place: At) -> list[Written]:
        """Null last, and what leads back to where we come from."""

        def late(choice: Written) -> int:
            if isinstance(choice, bool):
                return 0
            return 2 * (types_of(choice) == ["null"]) + (choice.get("$ref") in place.trail)

        return sorted(choices, key=late)

    def _through(self, schema: Written, place: At) -> At:
        reference = None if isinstance(schema, bool) else schema.get("$ref")
        return replace(place, trail=(*place.trail, reference)) if reference else place

    def _settled(self, plain: Schema, place: At) -> Json:
        """A value of a schema without choices."""
        for one in self._given(plain, place):
            if self.schemas.fits(plain, one):
                return copy.deepcopy(one)  # it is the description's, and will be written into
        if "const" in plain or "enum" in plain:
            raise Impossible("enum")
        kinds = [kind for kind in types_of(plain) if kind != "null"] or types_of(plain)
        if not kinds:
            kinds = [kind for kind, keys in _SIGNS if plain.keys() & keys]
        if not kinds and "type" not in plain:
            return _simple(self.schemas, plain)
        for kind in kinds:
            try:
                made = self._of_type(kind, merged(plain, {"type": kind}), place)
            except Impossible:
                continue
            if not self.careful or self.schemas.fits(plain, made):
                return made
        raise Impossible("type")

    def _given(self, plain: Schema, place: At) -> list[Json]:
        """Values that the schema or the wishes name."""
        if "const" in plain:
            return [plain["const"]]
        found: list[Json] = []
        if "enum" in plain:
            words = [each for each in plain["enum"] if each is not None]
            found = [*self._liked(words), *words, None]
        elif not place.wanted:
            found = [*self.wishes.names.get(place.name, ())]
            examples = plain.get("examples")
            found += examples if isinstance(examples, list) else []
            found += [plain[key] for key in ("example", "default") if plain.get(key) is not None]
        return found

    def _liked(self, words: list[Json]) -> list[Json]:
        texts = [each for each in words if isinstance(each, str)]
        spend(len(texts))
        for part in self.wishes.words:
            if found := [each for each in texts if part == each.lower()]:
                return found
        for part in self.wishes.words:
            if found := [each for each in texts if part in _steps_of(each)]:
                return found
        return []

    def _of_type(self, kind: str, plain: Schema, place: At) -> Json:
        match kind:
            case "object":
                return object_of(self.schemas, self.value, plain, place)
            case "array":
                return list_of(self.schemas, self.value, plain, place)
        return _SCALARS[kind](plain, place.name)


def _steps_of(word: str) -> str:
    """`RateLimitError`, `rate-limit` and RATE_LIMIT alike."""
    split = "".join(f"_{letter}" if letter.isupper() else letter for letter in word)
    return (word if word.isupper() else split).lower().replace("-", "_").strip("_")


_SCALARS: dict[str, Callable[[Mapping[str, Any], str], Json]] = {
    "string": scalars.text,
    "integer": scalars.integer,
    "number": scalars.number,
    "boolean": lambda _, name: scalars.flag(name),
    "null": lambda _, __: None,
}
# What a schema without a type is about.
_SIGNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("object", frozenset(("properties", "required", "additionalProperties", "minProperties"))),
    ("array", frozenset(("items", "prefixItems", "minItems", "contains"))),
    ("string", frozenset(("pattern", "minLength", "format"))),
    ("number", frozenset(("minimum", "maximum", "exclusiveMinimum", "multipleOf"))),
)
