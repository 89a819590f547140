"""What the mock answers where all is well and no stream is asked for."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import partial

from compiler.mock import counts, media, places, vectors
from compiler.mock.bodies import is_json
from compiler.mock.calls import Call
from compiler.mock.described import Content
from compiler.mock.examples import Wishes, example
from compiler.mock.pointing import Json, leads
from compiler.mock.replies import Reply, encoded, whole
from compiler.mock.said import Exchange, exchange
from compiler.mock.schemas import Impossible, Schemas, Written
from compiler.openapi import Described
from compiler.terms import InPath, Pointer, Reported, StreamFormat

_STREAMS = frozenset(form.media_type for form in StreamFormat)
_PLAIN_FORMS = ("text", "srt", "vtt")
_ASKING = ("messages", "prompt", "contents")
_NAMES = ("id", "name", "model")
_WITHOUT = (204, 205)  # an answer of these has no content (RFC 9110, sections 15.3.5 and 15.3.6)


def answered(call: Call) -> Reply:
    """The answer of an operation. Impossible: the mock finds none that the description allows."""
    status, content = call.description.success(call.described)
    if status in _WITHOUT:
        return Reply(status, (), ())
    kind = _chosen(call, content)
    said = exchange(call)
    if kind is None:
        if content:
            raise Impossible("a stream is all that it answers with, and none was asked for")
        return Reply(status, (), ())
    sent = media.sent_as(kind)
    if is_json(sent):
        reply = whole(status, sent, encoded(value(call, content[kind], said)))
    elif kind.endswith(("jsonl", "ndjson")):
        reply = whole(status, sent, encoded(value(call, content[kind], said)) + b"\n")
    elif sent == "text/plain":
        reply = whole(status, f"{sent}; charset=utf-8", said.text.encode("utf-8", "replace"))
    else:
        speaks = "speech" in call.described.path or "audio" in call.described.path
        plain = kind == "application/octet-stream" and speaks
        reply = whole(status, sent, media.content("audio/wav" if plain else sent))
    return reply.adding(*counts.headers(reported(call), said, call.model))


def reported(call: Call) -> Reported:
    """Where an answer of the operation has its counts."""
    usage = call.operation.usage
    return Reported() if usage is None else usage.answer


def _chosen(call: Call, content: Content) -> str | None:
    """The media type of the answer: what is asked for if it is described, else JSON if there is
    one; None: the answer has no body."""
    kinds = [kind for kind in content if kind not in _STREAMS]
    accepted = call.request.headers.get("accept", "").partition(";")[0].strip().lower()
    if accepted in kinds:
        return accepted
    if "text/plain" in kinds and call.body.at(("response_format",)) in _PLAIN_FORMS:
        return "text/plain"
    json = (kind for kind in kinds if is_json(media.sent_as(kind)))
    return next(json, kinds[0] if kinds else None)


def value(call: Call, schema: Written, said: Exchange) -> Json:
    """A JSON answer: an example of its schema, with the text, the counts and the names that the
    request makes one expect, as far as they fit. Impossible: there is no example."""
    schemas, where = call.description.schemas, reported(call)
    speaks = _spoken(call, schema)
    place = next(places.vectors(schemas, schema), None) if _embeds(call) else None
    wanted = [*counts.pointers(where)]
    if place is not None:
        speaks, said = None, replace(said, output=0)
        wanted += vectors.wanted(place)
    wanted += [] if speaks is None else [speaks]
    made = example(schemas, schema, Wishes(tuple(wanted), _names(call)))
    if made == {} and where.output is not None and schemas.fits(schema, {"text": said.text}):
        return {"text": said.text}  # the answer is a model's own, which is not described
    if speaks is not None and leads(made, speaks):
        _kept(schemas, schema, made, speaks, said.text)
    made = counts.counted(made, where, said, call.model, partial(schemas.fits, schema))
    if place is not None and leads(made, place):
        made = _with_vectors(call, schema, made, place)
    return _listed(call, schemas, schema, made)


def _with_vectors(call: Call, schema: Written, made: Json, place: Pointer) -> Json:
    """With the vectors that are asked for, where the answer may have them. Not every description
    knows their packed form, which the vendors' own clients ask for."""
    filled = copy.deepcopy(made)
    vectors.filled(call, filled, place)
    packed = vectors.is_packed(call)
    return filled if packed or call.description.schemas.fits(schema, filled) else made


def _kept(schemas: Schemas, schema: Written, made: Json, place: Pointer, text: str) -> None:
    """Puts a text where it fits."""
    before = made
    for token in place[:-1]:
        before = before[int(token)] if isinstance(before, list) else before[token]
    last = int(place[-1]) if isinstance(before, list) else place[-1]
    old, before[last] = before[last], text
    if not schemas.fits(schema, made):
        before[last] = old


def _spoken(call: Call, schema: Written) -> Pointer | None:
    """Where the answer has the text that a model wrote; None: nowhere."""
    chat = call.api.guide.chat
    if chat is not None and call.operation.id == chat.operation:
        return chat.answer
    where = reported(call)
    schemas = call.description.schemas
    asks = any(call.body.at((name,)) for name in _ASKING)
    if where.output is not None or asks:
        return places.written(schemas, schema)
    return next(places.texts(schemas, schema, ("text",)), None) if call.operation.upload else None


def _embeds(call: Call) -> bool:
    return call.operation.method == "POST"


def _names(call: Call) -> dict[str, tuple[Json, ...]]:
    """Values of members that say what was asked for: the model, and what the path names last."""
    named: dict[str, tuple[Json, ...]] = {
        "model": (call.model,),
        "b64_json": (media.PICTURE_BASE64,),
    }
    last = call.described.path.rpartition("/")[2]
    if last.startswith("{") and last.endswith("}") and last[1:-1] in call.parameters:
        called = call.parameters[last[1:-1]]
        named["id"] = (called,)
        if _of_models(call.described) or isinstance(call.operation.request_model, InPath):
            named["name"] = (called,)
    return named


def _of_models(described: Described) -> bool:
    return "models" in described.path.split("/")


def _listed(call: Call, schemas: Schemas, schema: Written, made: Json) -> Json:
    """A list of models has those of the vendor; any other answer is as it is."""
    group = dict(call.api.guide.groups).get("models", ())
    listing = call.operation.id in group or call.described.path.endswith("/models")
    if not listing or call.parameters or call.operation.method != "GET":
        return made
    if not isinstance(made, dict):
        return made
    for member, items in made.items():
        if isinstance(items, list) and items and isinstance(items[0], dict):
            named = [name for name in _NAMES if isinstance(items[0].get(name), str)]
            every = [items[0] | dict.fromkeys(named, model) for model in call.models]
            longer = {**made, member: every}
            return longer if schemas.fits(schema, longer) else made
    return made
