"""Where requests name a model, and which models there are, concluded from their shapes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from compiler import openapi
from compiler.importing.guess import Guess
from compiler.importing.parameters import parameters
from compiler.importing.shapes import Bodies, types
from compiler.openapi import Described, Document

_MODEL = re.compile(r"model(?:[_-]?(?:id|name))?", re.IGNORECASE)
_DEPLOYMENT = re.compile(r"deployment(?:[_-]?(?:id|name))?", re.IGNORECASE)
_FIELDS = ("model", "model_id", "modelId")
# Cars, phones and databases have models, too, and programs are deployed: one that answers is asked
# something. The first are what hardly anything else is asked with.
_ASKED = ("messages", "prompt", "inputs", "contents", "temperature", "max_tokens", "stream")
_GIVEN = (
    *("input", "instances", "text", "texts", "content", "document", "documents", "query"),
    *("image", "images", "file", "audio", "url", "instructions", "training_file"),
)
_RAW = re.compile(r"(?:audio|image|video)/.*|application/(?:octet-stream|pdf)")
_LISTED = 300

Place = tuple[str, str]
"""Of the section `model`: body, path or query, and the name there."""


def model(document: Document, operations: Sequence[Described], bodies: Bodies) -> Guess | None:
    """The section `model`; None where no operation names one."""
    found = _places(document, operations, bodies)
    if not found:
        return None
    most = Counter(found.values()).most_common(1)[0][0]
    value: dict[str, object] = {most[0]: most[1]}
    others = {id: {place: name} for id, (place, name) in found.items() if (place, name) != most}
    if others:
        value["operations"] = others
    return Guess(value, f"{len(found)} of {len(operations)} operations name a model")


def models(document: Document, operations: Sequence[Described], bodies: Bodies) -> Guess | None:
    """The section `models`: those that request bodies enumerate; None where none does."""
    found: dict[str, None] = {}
    places = _places(document, operations, bodies)
    for each in operations:
        place, name = places.get(str(each.id), ("", ""))
        for schema in bodies.request(each, (name[1:],)) if place == "body" else ():
            values = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
            found.update(dict.fromkeys(one for one in values if isinstance(one, str)))
    known = [name for name in found if re.fullmatch(r"[\x21-\x7e]{1,200}", name)]
    if not known:
        return None
    return Guess(known[:_LISTED], "enumerated in request bodies; vendors have others too")


def _places(
    document: Document, operations: Sequence[Described], bodies: Bodies
) -> dict[str, Place]:
    """By operationId, for the operations that name a model."""
    sure: dict[str, Place] = {}
    unsure: dict[str, Place] = {}
    of_models = False
    for each in operations:
        place = _place(document, each, bodies) if each.method == "POST" else None
        if place is None:
            continue
        asked = _has(each, bodies, _ASKED)
        of_models = of_models or asked
        if asked or _has(each, bodies, _GIVEN) or _is_raw(document, each):
            sure[str(each.id)] = place
        elif not _DEPLOYMENT.fullmatch(place[1]):
            unsure[str(each.id)] = place
    if of_models:  # what others name just so is the same
        sure |= {id: place for id, place in unsure.items() if place in sure.values()}
    return sure


def _place(document: Document, operation: Described, bodies: Bodies) -> Place | None:
    # A path is what vendors go by, whatever the body repeats.
    for each in parameters(document, operation):
        named = _MODEL.fullmatch(each["name"]) or _DEPLOYMENT.fullmatch(each["name"])
        if each["in"] in ("path", "query") and named:
            return each["in"], each["name"]
    for field in _FIELDS:
        for schema in bodies.request(operation, (field,)):
            if not types(schema) or "string" in types(schema):
                return "body", f"/{field}"
    return None


def _has(operation: Described, bodies: Bodies, fields: Sequence[str]) -> bool:
    return any(bodies.request(operation, (field,)) for field in fields)


def _is_raw(document: Document, operation: Described) -> bool:
    return any(_RAW.fullmatch(each) for each in openapi.request_media_types(document, operation))
