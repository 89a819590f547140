"""Answers that refuse, in the form that the vendor's description gives them."""

from __future__ import annotations

from http import HTTPStatus

from compiler.mock.bodies import is_json
from compiler.mock.calls import Call, Unknown
from compiler.mock.effort import TooMuch, bounded
from compiler.mock.examples import Wishes, example
from compiler.mock.media import sent_as
from compiler.mock.places import texts
from compiler.mock.pointing import Json, leads, put
from compiler.mock.replies import Reply, encoded, told, whole
from compiler.mock.schemas import Impossible, Written

_MESSAGES = ("message", "msg", "detail", "error", "title", "reason")
_AGAIN_SECONDS = 1
# Parts of the words that vendors have for an error, the usual first.
_WORDS = {
    400: ("invalid_request", "invalid_argument", "validation", "invalid", "bad_request"),
    401: ("authentication", "unauthenticated", "unauthorized", "invalid_api_key"),
    402: ("billing", "payment", "insufficient"),
    403: ("permission", "access_denied", "forbidden"),
    404: ("not_found",),
    408: ("timeout", "deadline"),
    409: ("conflict", "aborted", "already_exists"),
    413: ("too_large", "invalid_request", "out_of_range"),
    422: ("invalid_request", "validation", "unprocessable", "invalid"),
    429: ("rate_limit", "throttling", "resource_exhausted", "too_many", "quota"),
    500: ("api_error", "internal", "server_error"),
    501: ("unimplemented", "not_implemented", "api_error"),
    502: ("api_error", "internal", "server_error", "unavailable"),
    529: ("overloaded", "unavailable", "api_error"),
    503: ("unavailable", "overloaded", "server_error", "api_error"),
    504: ("deadline", "timeout", "unavailable", "api_error"),
}
_PLAIN = {
    401: "authentication_error",
    403: "permission_error",
    429: "rate_limit_error",
}


def phrase(status: int) -> str:
    """What a status is called."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"


def refused(call: Call, status: int, message: str, steps: tuple[str, ...] = ()) -> Reply:
    """An answer of this status, which says this, as the vendor would write it; in another form
    where there is no example of that. steps: to the place in the request's body that is wrong."""
    content = call.description.failure(call.described, status) or {}
    kind = next((kind for kind in content if is_json(sent_as(kind))), None)
    if kind is None:
        return plain(status, message)
    try:
        with bounded():
            body = _body(call, content[kind], status, message, steps)
    except (Impossible, TooMuch, RecursionError):
        return plain(status, message)
    return _with_headers(whole(status, sent_as(kind), encoded(body)))


def _body(call: Call, schema: Written, status: int, message: str, steps: tuple[str, ...]) -> Json:
    schemas = call.description.schemas
    words = _words(status)
    kind = words[0] if words[0].endswith("_error") else f"{words[0]}_error"
    named: dict[str, tuple[Json, ...]] = {
        "code": (status, words[0]),
        "status": (status,),
        "type": (kind,),
    }
    if steps:
        named |= {"loc": (["body", *steps],), "param": (".".join(steps),)}
    places = list(texts(schemas, schema, _MESSAGES))
    places.sort(key=lambda place: (len(place), _MESSAGES.index(place[-1])))
    for place in places:
        made = example(schemas, schema, Wishes((place,), named, words))
        if leads(made, place) and put(made, place, message) and schemas.fits(schema, made):
            return made
    if schemas.fits(schema, usual := _usual(status, message)):
        return usual
    return example(schemas, schema, Wishes((), named, words))


def _words(status: int) -> tuple[str, ...]:
    return _WORDS.get(status) or _WORDS[400 if status < 500 else 500]


def plain(status: int, message: str) -> Reply:
    """An answer in the form that most clients understand."""
    return _with_headers(told(status, _usual(status, message)))


def _usual(status: int, message: str) -> Json:
    kind = _PLAIN.get(status, "invalid_request_error" if status < 500 else "api_error")
    return {"error": {"message": message, "type": kind, "param": None, "code": None}}


def unknown(found: Unknown) -> Reply:
    """A request for nothing that is described: 404, or 405 where another method would do."""
    if found.allow:
        reply = plain(405, "The mock's description has no such operation; see the Allow header.")
        return reply.adding(("allow", ", ".join(found.allow)))
    return plain(404, "The mock's description has no such path.")


def _with_headers(reply: Reply) -> Reply:
    if reply.status in (429, 503):
        return reply.adding(("retry-after", str(_AGAIN_SECONDS)))
    return reply
