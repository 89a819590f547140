"""A vendor's own SDK as an oracle: what its models say of a schema, beside what a bundled
description says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import TypeAdapter

KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Modelled:
    """What the SDK's models of one schema say together. properties: name -> every form it has.
    required: what all of them require."""

    properties: Mapping[str, tuple[dict[str, Any], ...]]
    required: frozenset[str]
    named: Mapping[str, Any]


def modelled(*models: Any) -> Modelled:
    """From models of pydantic or TypedDicts. Two where the SDK has one for requests and one for
    answers, or one per event that has the same fields."""
    properties: dict[str, tuple[dict[str, Any], ...]] = {}
    required: list[frozenset[str]] = []
    named: dict[str, Any] = {}
    for index, model in enumerate(models):
        # Definitions of the same name differ between modules: each model's get a name of their own.
        template = f"#/{index}/{{model}}"
        schema = TypeAdapter(model).json_schema(ref_template=template)
        named |= {f"#/{index}/{name}": body for name, body in schema.get("$defs", {}).items()}
        schema = named[schema["$ref"]] if "$ref" in schema else schema
        for name, form in schema["properties"].items():
            properties[name] = (*properties.get(name, ()), form)
        required.append(frozenset(schema.get("required", ())))
    return Modelled(properties, frozenset.intersection(*required), named)


def accepted(node: Mapping[str, Any], named: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The JSON types that a schema accepts, and the strings that it lists. `named` has what its
    references lead to, by the whole reference."""
    if "$ref" in node:
        if node["$ref"].endswith("Unset"):  # a sentinel for "not given", no value
            return set(), set()
        return accepted(named[node["$ref"]], named)
    kinds = {node["type"]} if isinstance(node.get("type"), str) else set(node.get("type", ()))
    listed = [*node.get("enum", ()), *([node["const"]] if "const" in node else [])]
    kinds |= {KINDS[type(value)] for value in listed}
    values = {value for value in listed if isinstance(value, str)}
    for part in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        more_kinds, more_values = accepted(part, named)
        kinds |= more_kinds
        values |= more_values
    return kinds, values


def strings(node: Mapping[str, Any]) -> set[str]:
    """The strings that a schema without references lists."""
    return accepted(node, {})[1]


def members(union: Any) -> tuple[Any, ...]:
    """The models of an annotated union."""
    return get_args(get_args(union)[0])


def kinds(model: Any) -> set[str]:
    """What a model's `type` may be."""
    return {kind for form in modelled(model).properties["type"] for kind in strings(form)}


def disagreements(
    own: Mapping[str, Any], components: Mapping[str, Any], theirs: Modelled
) -> list[str]:
    """Properties that a description's schema has and the models do not, or the other way round, and
    those whose types or listed strings the models accept and the schema does not. A schema may
    accept more: any string, null, a list instead of a value."""
    named = {f"#/components/schemas/{name}": body for name, body in components["schemas"].items()}
    found = [f"{name}: ours only" for name in own["properties"] if name not in theirs.properties]
    for name, forms in theirs.properties.items():
        if name not in own["properties"]:
            found.append(f"{name}: theirs only")
            continue
        kinds, values = accepted(own["properties"][name], named)
        for form in forms:
            their_kinds, their_values = accepted(form, theirs.named)
            if not their_kinds - {"null"} <= kinds and kinds:
                found.append(f"{name}: {sorted(their_kinds)}, ours {sorted(kinds)}")
            if not their_values <= values and not ("string" in kinds and not values):
                found.append(f"{name}: {sorted(their_values - values)} missing")
    return found
