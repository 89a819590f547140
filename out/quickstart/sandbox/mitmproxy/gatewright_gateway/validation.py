"""The policy `validate_requests`: what is wrong with a body, in words for the client. Pure."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

from gatewright_gateway.heads import Header, RequestHead, tokens
from gatewright_gateway.settings import Body, BodyRules
from gatewright_gateway.shapes import Complaint, complaint_of, shown

_JSON = "application/json"


def must_be_read(head: RequestHead, body: Body) -> bool:
    """Whether what is wrong with a body can only be said when all of it is there."""
    return head.length != 0 and _is_checked(head, body)


def complaint(head: RequestHead, body: Body, raw: bytes, rules: BodyRules) -> str | None:
    """What is wrong, the place first; None: nothing. raw: the body, if it must be read."""
    found = _found(head, body, raw, rules)
    if found is None:
        return None
    text = rules.texts[found.word] + " or ".join(found.types)
    place = shown(found.place, rules.place_bytes)
    return f"{place}: {text}" if place else text


def message(answer: bytes, text: str, rules: BodyRules) -> bytes:
    """The body of an answer that refuses, made of the contract's own."""
    data = json.loads(answer)
    data["error"]["message"] = text.join(rules.message)
    return json.dumps(data, separators=(",", ":")).encode()


def warning(text: str, rules: BodyRules) -> Header:
    """The header of an answer to a request that passes all the same."""
    name, start = rules.header
    return name.encode(), f"{start}{text}".encode()


def _found(head: RequestHead, body: Body, raw: bytes, rules: BodyRules) -> Complaint | None:
    checked = _is_checked(head, body)
    # One of unannounced length that is not read counts as there: it may be an upload.
    if head.length == 0 or (checked and not raw):
        return Complaint((), "empty") if body.required else None
    if checked and body.shape is not None:
        return complaint_of(raw, rules.nodes, body.shape, rules.max_depth)
    described = any(fnmatchcase(_media_type(head), known) for known in body.types)
    return None if described else Complaint((), "content")


def _is_checked(head: RequestHead, body: Body) -> bool:
    kind = _media_type(head)
    return body.shape is not None and (kind == _JSON or kind.endswith("+json"))


def _media_type(head: RequestHead) -> str:
    """The first one that is given, as the vendor sees it: it gets nothing that the client's
    Connection names. Some engines join several lines with commas."""
    named = b"content-type" in tokens(head.headers, b"connection")
    lines = [] if named else head.values(b"content-type")
    given = b"".join(lines[:1]).partition(b";")[0].partition(b",")[0]
    return given.strip(b" \t").decode("latin-1").lower() or _JSON
