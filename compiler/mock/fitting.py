"""Whether a request is as the vendor's description has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import ValidationError

from compiler.mock.bodies import is_json
from compiler.mock.calls import Call
from compiler.mock.described import Asked, Content
from compiler.mock.effort import TooMuch, bounded
from compiler.mock.pointing import Json
from compiler.mock.schemas import types_of
from compiler.terms import HeaderCredential, QueryCredential

_LONGEST = 120
_DEEP = 50


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a request, as a sentence's end, and the steps to the place in its body."""

    text: str
    steps: tuple[str, ...] = ()


def complaint(call: Call) -> Complaint | None:
    """What is wrong with a request; None: nothing."""
    request = call.request
    for asked in call.description.asked(call.described):
        if _is_the_gateways(call, asked):
            continue
        if asked.place == "query" and asked.name not in request.parameters:
            return Complaint(f"the parameter {asked.name} of the query is missing")
        if asked.place == "header" and asked.name.lower() not in request.headers:
            return Complaint(f"the header {asked.name} is missing")
    if isinstance(call.sent, str):
        return Complaint(call.sent)
    taken = call.description.body(call.described)
    if taken is None:
        return None
    required, content = taken
    if call.sent.empty:
        return Complaint("a body is required") if required else None
    return _of_body(call, content)


def _is_the_gateways(call: Call, asked: Asked) -> bool:
    """Whether only the gateway could send it: the vendor's key, of which the mock has none, and
    what it takes from the client as a key of its own."""
    if asked.place == "header" and asked.name.lower() == call.api.key_header:
        return True
    match call.api.endpoint.credential:
        case HeaderCredential(header):
            return asked.place == "header" and asked.name.lower() == header.lower()
        case QueryCredential(parameter):
            return asked.place == "query" and asked.name == parameter
    return False


def _of_body(call: Call, content: Content) -> Complaint | None:
    sent = call.body
    schema = content.get(sent.media_type)
    if schema is None and is_json(sent.media_type):
        schema = next((found for kind, found in content.items() if is_json(kind)), None)
    if schema is None:
        family = f"{sent.media_type.partition('/')[0]}/*"
        if family in content or "*/*" in content:
            return None
        taken = ", ".join(content)
        return Complaint(f"the media type {_cut(sent.media_type)} is not taken, but {taken}")
    if not is_json(sent.media_type):
        return None
    try:
        with bounded():
            error = next(call.description.schemas.complaints(schema, sent.data), None)
        return None if error is None else _said(_inner(error))
    except TooMuch:  # what cannot be looked at in that time is not complained of
        return None
    except RecursionError:  # or the schema is: one that says of a value what it says of it
        return Complaint("the body is nested too deep") if _is_deep(sent.data) else None


def _is_deep(value: Json) -> bool:
    """Whether it has more levels than any description speaks of."""
    level = [value]
    for _ in range(_DEEP):
        below = [one.values() if isinstance(one, dict) else one for one in level
                 if isinstance(one, (dict, list))]  # fmt: skip
        level = [each for one in below for each in one]
        if not level:
            return False
    return True


def _inner(error: ValidationError) -> ValidationError:
    """Of what none of several forms fits, what is wrong with the form that fits most: where the
    complaint has the most steps, and rather not with the word by which forms are told apart."""
    while error.context:
        inner = max(error.context, key=_nearness)
        if _steps(inner) <= len(error.absolute_path):
            return error
        error = inner
    return error


def _nearness(error: ValidationError) -> tuple[int, bool]:
    return _steps(error), error.validator not in ("const", "enum")


def _steps(error: ValidationError) -> int:
    return len(error.absolute_path) + (error.validator == "required")


def _said(error: ValidationError) -> Complaint:
    """A complaint in few words: its place, and what should be there."""
    path = [str(step) for step in error.absolute_path]
    value: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "required":
            missing = next((name for name in value if name not in instance), "")
            path.append(missing)
            text = "is missing"
        case "type":
            text = f"is not of type {' or '.join(types_of({'type': value}))}"
        case "enum" | "const":
            allowed = value if error.validator == "enum" else [value]
            text = f"is not one of {_cut(', '.join(map(str, allowed)))}"
        case "additionalProperties" | "unevaluatedProperties":
            text = "has members that are not described"
        case "anyOf" | "oneOf":
            text = "is none of the forms that are described"
        case _:
            text = f"does not fit {error.validator}: {_cut(str(value))}"
    place = "".join(f"/{step}" for step in path)
    said = f"{_cut(place)}: {text}" if place else f"the body {text}"
    return Complaint(said, tuple(path))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
