"""What a request's body says, in the forms that vendors take."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import Never
from urllib.parse import parse_qsl

from compiler.mock.pointing import Json, at
from compiler.terms import Pointer

_JSON = "application/json"
_MOST_PARTS = 200
_LONGEST_FIELD = 64 * 1024
_LONGEST_FORM = 1024 * 1024
_LONGEST_TYPE = 1024
_LONGEST_BOUNDARY = 70  # RFC 2046, section 5.1.1
# Of one part; what is longer is none. Patterns look at no more than this at once.
_LONGEST_HEAD = 8 * 1024
_END = b"\r\n\r\n"
_SAID = "content-disposition:"
_NAME = re.compile(r'[; ]name="?([^";]*)', re.IGNORECASE)


class Unreadable(Exception):
    """The body is not what it claims to be; says what is wrong."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A body: its media type in lower case without parameters, and its data. data: a JSON value; of
    a form its fields, which are texts and, where one is there several times, lists; None: it was
    not read."""

    media_type: str
    data: Json = field(default=None, repr=False)
    form: bool = False
    empty: bool = False

    def at(self, pointer: Pointer) -> Json:
        """What is at a place of the body."""
        return at(self.data, pointer)


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON's."""
    return media_type in ("", _JSON, "text/json") or media_type.endswith("+json")


def read(body: bytes, content_type: str, described: tuple[str, ...]) -> Sent:
    """A body with its Content-Type header, for an operation that takes these media types.
    Unreadable: it is broken."""
    media_type = content_type.partition(";")[0].strip().lower()
    if not body:
        return Sent(media_type, empty=True)
    if media_type.startswith("multipart/"):
        return Sent(media_type, _parts(body, content_type), form=True)
    if is_json(media_type):
        return Sent(media_type or _JSON, _json(body))
    # Programs that forget to say what they send mostly send JSON, and vendors take it.
    if any(map(is_json, described)) and media_type not in described:
        try:
            return Sent(_JSON, _json(body))
        except Unreadable:
            return Sent(media_type)
    if media_type == "application/x-www-form-urlencoded":
        return Sent(media_type, _pairs(body), form=True)
    return Sent(media_type)


def _refuse(word: str) -> Never:
    raise ValueError(word)


def _finite(text: str) -> float:
    found = float(text)
    if math.isinf(found):
        raise Unreadable("has a number that is too large")
    return found


def _json(body: bytes) -> Json:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError:
        raise Unreadable("is not UTF-8") from None
    except RecursionError:
        raise Unreadable("is nested too deep") from None
    except ValueError:
        raise Unreadable("is no valid JSON") from None


def _pairs(body: bytes) -> dict[str, Json]:
    """The fields of a form (WHATWG URL, section 5); of one that is there twice, the last."""
    fields = body[:_LONGEST_FORM].split(b"&", _MOST_PARTS)[:_MOST_PARTS]
    text = b"&".join(fields).decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True))


def _parts(body: bytes, content_type: str) -> dict[str, Json]:
    """The fields of a form (RFC 7578); of files only that they are there."""
    if len(content_type) > _LONGEST_TYPE:
        raise Unreadable(f"has a Content-Type of more than {_LONGEST_TYPE} letters")
    message = Message()
    message["content-type"] = content_type
    boundary = message.get_boundary()
    if not boundary:
        raise Unreadable("has no boundary")
    if len(boundary) > _LONGEST_BOUNDARY:
        raise Unreadable(f"has a boundary of more than {_LONGEST_BOUNDARY} letters")
    mark = b"--" + boundary.encode("latin-1", "replace")
    found: dict[str, Json] = {}
    for part in body.split(mark, _MOST_PARTS)[1:]:
        end = part.find(_END, 0, _LONGEST_HEAD)
        name, is_file = _named(part[:end]) if end >= 0 else (None, False)
        if name is None:
            continue
        value = "" if is_file else _text(part[end + len(_END) :])
        if name in found:
            before = found[name] if isinstance(found[name], list) else [found[name]]
            found[name] = [*before, value]
        else:
            found[name] = value
    return found


def _named(head: bytes) -> tuple[str | None, bool]:
    """The name that a part's head gives it, and whether it is a file."""
    for line in head.decode("utf-8", "replace").split("\r\n"):
        if line[: len(_SAID)].lower() == _SAID:
            named = _NAME.search(line)
            name = None if named is None else named[1].removesuffix("[]")
            return name, "filename" in line.lower()
    return None, False


def _text(content: bytes) -> str:
    cut = content[: _LONGEST_FIELD + 2].removesuffix(b"\r\n")
    return cut[:_LONGEST_FIELD].decode("utf-8", "replace")
