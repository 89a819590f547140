"""Two operations that take the same requests -> one that takes what either did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Resolve = Callable[[dict[str, Any]], dict[str, Any]]
Fields = Mapping[str, Any]


def united(plain: Fields, variant: Fields, resolve: Resolve) -> dict[str, Any]:
    """The first operation, with what only the second has: parameters, which are no longer needed,
    media types, answers. resolve: what an object that may be a reference is."""
    made = dict(plain)
    for key in ("summary", "description", "tags", "security"):
        if key in variant:
            made.setdefault(key, variant[key])
    known = {identity(resolve(each)) for each in plain.get("parameters", ())}
    more = [resolve(each) for each in variant.get("parameters", ())]
    added = [_optional(each) for each in more if identity(each) not in known]
    if added:
        made["parameters"] = [*plain.get("parameters", ()), *added]
    body, other = plain.get("requestBody"), variant.get("requestBody")
    if body is None and other is not None:
        made["requestBody"] = {**resolve(other), "required": False}
    elif body is not None and other is not None:
        made["requestBody"] = _bodies(resolve(body), resolve(other))
    responses = dict(plain.get("responses", {}))
    for status, answer in variant.get("responses", {}).items():
        if status not in responses:
            responses[status] = answer
        elif responses[status] != answer:
            responses[status] = _answers(resolve(responses[status]), resolve(answer))
    if responses:
        made["responses"] = responses
    return made


def identity(parameter: Fields) -> tuple[Any, Any]:
    """What no two parameters of an operation share."""
    return (parameter.get("in"), parameter.get("name"))


def _optional(parameter: Fields) -> dict[str, Any]:
    made = dict(parameter)
    if made.get("in") != "path":
        made.pop("required", None)
    return made


def _bodies(plain: Fields, variant: Fields) -> dict[str, Any]:
    required = plain.get("required") is True and variant.get("required") is True
    return {**plain, "content": _contents(plain, variant), "required": required}


def _answers(plain: Fields, variant: Fields) -> dict[str, Any]:
    content = _contents(plain, variant)
    headers = {**variant.get("headers", {}), **plain.get("headers", {})}
    made = dict(plain)
    for key, value in (("content", content), ("headers", headers)):
        if value:
            made[key] = value
    return made


def _contents(plain: Fields, variant: Fields) -> dict[str, Any]:
    made = dict(plain.get("content", {}))
    for media_type, media in variant.get("content", {}).items():
        known = made.get(media_type)
        if known is None:
            made[media_type] = media
        elif "schema" in known and known["schema"] != media.get("schema", True):
            made[media_type] = {**known, "schema": _either(known["schema"], media.get("schema"))}
    return made


def _either(one: Any, other: Any) -> Any:
    """The schema of what fits one or the other; None: anything does."""
    if other is None:
        return {}
    parts: list[Any] = []
    for each in (one, other):
        alternatives = each["anyOf"] if isinstance(each, dict) and [*each] == ["anyOf"] else [each]
        parts += [part for part in alternatives if part not in parts]
    return parts[0] if len(parts) == 1 else {"anyOf": parts}
