"""A vendor's own SDK as an oracle: what its models say of a schema, beside what a bundled
description says, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Required, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import TypeAdapter

KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Modelled:
    """What the SDK's models of one schema say together. properties: name -> every form it has.
    required: what all of them require. named: what references lead to, by the whole reference.
    sends_null: whether `null` in a form is more than the SDK's way to say that a field is absent,
    as it is in what requests are made of."""

    properties: Mapping[str, tuple[dict[str, Any], ...]]
    required: frozenset[str]
    named: Mapping[str, Any]
    sends_null: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a schema accepts: JSON types, and the strings that it lists. Nothing in `kinds`:
    anything."""

    kinds: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()

    def __or__(self, other: Accepted) -> Accepted:
        return Accepted(self.kinds | other.kinds, self.values | other.values)


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """`field` of a schema: what a description says of it, and what the SDK says."""

    field: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.field}: ours {self.ours}, theirs {self.theirs}"


def modelled(*models: Any) -> Modelled:
    """From models of pydantic or TypedDicts. Several where the SDK has one for requests and one for
    answers, or one per event that has the same fields."""
    properties: dict[str, tuple[dict[str, Any], ...]] = {}
    required: list[frozenset[str]] = []
    named: dict[str, Any] = {}
    for index, model in enumerate(models):
        # Definitions of the same name differ between modules: each model's get a name of their own.
        template = f"#/{index}/{{model}}"
        schema = TypeAdapter(model).json_schema(ref_template=template)
        named |= {f"#/{index}/{name}": body for name, body in schema.get("$defs", {}).items()}
        for each in _single(schema, named):
            for name, form in each["properties"].items():
                properties[name] = (*properties.get(name, ()), form)
            required.append(frozenset(each.get("required", ())))
    sends_null = all(map(is_typeddict, models))
    return Modelled(properties, frozenset.intersection(*required), named, sends_null)


def _single(schema: Mapping[str, Any], named: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "$ref" in schema:
        yield from _single(named[schema["$ref"]], named)
    elif "properties" in schema:
        yield schema
    else:
        for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield from _single(each, named)


def form(*models: Any) -> Modelled:
    """The same of TypedDicts for forms, whose files the SDK models as what Python can open: names
    and required alone."""
    hints = [get_type_hints(model, include_extras=True) for model in models]
    required = [
        frozenset(name for name in each if get_origin(each[name]) is Required) for each in hints
    ]
    anything: dict[str, tuple[dict[str, Any], ...]] = {
        name: ({},) for each in hints for name in each
    }
    return Modelled(anything, frozenset.intersection(*required), {}, False)


def members(union: Any) -> tuple[Any, ...]:
    """The models of an annotated union, or of a plain one."""
    inner = get_args(union)
    return get_args(inner[0]) or inner


def kinds(model: Any) -> frozenset[str]:
    """What a model's `type` may be."""
    if is_typeddict(model):
        waiting = [get_type_hints(model)["type"]]
    else:
        waiting = [model.model_fields["type"].annotation]
    found = set()
    while waiting:
        each = waiting.pop()
        waiting += get_args(each)
        if isinstance(each, str):
            found.add(each)
    return frozenset(found)


def accepted(node: Mapping[str, Any], named: Mapping[str, Any]) -> Accepted:
    """What a schema accepts. `named` has what its references lead to, by the whole reference."""
    if "$ref" in node:
        # A sentinel for "not given" is no value.
        return (
            Accepted() if node["$ref"].endswith("Unset") else accepted(named[node["$ref"]], named)
        )
    kinds = {node["type"]} if isinstance(node.get("type"), str) else set(node.get("type", ()))
    listed = [*node.get("enum", ()), *([node["const"]] if "const" in node else [])]
    kinds |= {KINDS[type(value)] for value in listed}
    found = Accepted(
        frozenset(kinds), frozenset(value for value in listed if isinstance(value, str))
    )
    for part in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
        found |= accepted(part, named)
    return found


def differences(
    own: Mapping[str, Any], schemas: Mapping[str, Any], theirs: Modelled
) -> tuple[Difference, ...]:
    """Where a schema of a description and the SDK's models of it differ, sorted: fields, types,
    listed strings, required. `schemas` has all of the description's, by name."""
    named = {f"#/components/schemas/{name}": body for name, body in schemas.items()}
    own = _with_bases(own, named)
    properties = own["properties"]
    both = properties.keys() & theirs.properties.keys()
    found = [Difference(name, "has it", "lacks it") for name in properties.keys() - both]
    found += [Difference(name, "lacks it", "has it") for name in theirs.properties.keys() - both]
    for name in both:
        models = Accepted()
        for each in theirs.properties[name]:
            models |= accepted(each, theirs.named)
        found += _of_a_field(name, accepted(properties[name], named), models, theirs.sends_null)
    required = frozenset(own["required"]) & both
    found += [Difference(name, "required", "optional") for name in required - theirs.required]
    found += [
        Difference(name, "optional", "required") for name in (theirs.required & both) - required
    ]
    return tuple(sorted(found))


def _with_bases(own: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The schema's fields with those that it has from others (`allOf`)."""
    properties, required = dict(own.get("properties", {})), list(own.get("required", ()))
    for part in own.get("allOf", ()):
        base = _with_bases(named[part["$ref"]] if "$ref" in part else part, named)
        properties = base["properties"] | properties
        required += base["required"]
    return {"properties": properties, "required": required}


def _of_a_field(
    name: str, ours: Accepted, theirs: Accepted, sends_null: bool
) -> Iterator[Difference]:
    if not theirs.kinds:
        return
    our_kinds, their_kinds = _whole(ours.kinds), _whole(theirs.kinds)
    if not sends_null:
        our_kinds, their_kinds = our_kinds - {"null"}, their_kinds - {"null"}
    if our_kinds and our_kinds != their_kinds:
        yield Difference(name, _kinds(our_kinds), _kinds(their_kinds))
    # Names of models come and go: none are listed.
    if ours.values != theirs.values and (name != "model" or ours.values):
        yield Difference(
            name, _listed(ours.values - theirs.values), _listed(theirs.values - ours.values)
        )


def _whole(kinds: frozenset[str]) -> frozenset[str]:
    # A number may be an integer.
    return kinds - {"integer"} if "number" in kinds else kinds


def _kinds(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds)) or "nothing"


def _listed(values: frozenset[str]) -> str:
    return "lists " + (", ".join(sorted(values)) or "no more")
