"""What a mock vendor says: the forms of one vendor's answers, as functions of the request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.conformance.forms import Api, Operation

Lines = tuple[tuple[str, str], ...]

SSE = "text/event-stream; charset=utf-8"


def as_json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def never_streams(_target: str, _body: bytes) -> bool:
    return False


def no_events(_path: str, _body: bytes) -> list[bytes]:
    return []


def nothing_to_refuse(_target: str, _headers: Mapping[str, str]) -> tuple[int, bytes] | None:
    return None


def always_ok(_method: str, _path: str) -> int:
    return 200


def no_lines(_stream: bool) -> Lines:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a vendor answers. Paths are the vendor's own, with anything before them.

    whole: media type and body of the right answer, by method, path and body. status: its status.
    wants_stream: whether a target and body ask for a stream; events: its parts, the path and body
    given; stream_kind: its media type. lines: the headers beside the media type, of a stream (True)
    or a whole answer. error: the body of an error, by status; limits: the headers that come with
    it. unauthorized: the answer to a request without the vendor's key, where it differs from the
    error 401. refuses: status and body where a request lacks what all of them need.
    """

    whole: Callable[[str, str, bytes], tuple[str, bytes]]
    error: Callable[[int], bytes]
    status: Callable[[str, str], int] = always_ok
    wants_stream: Callable[[str, bytes], bool] = never_streams
    events: Callable[[str, bytes], list[bytes]] = no_events
    stream_kind: str = SSE
    lines: Callable[[bool], Lines] = no_lines
    limits: Lines = ()
    unauthorized: bytes | None = None
    refuses: Callable[[str, Mapping[str, str]], tuple[int, bytes] | None] = nothing_to_refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A vendor as the table knows it: how it answers, its operations, the project's APIs of it."""

    voice: Voice
    operations: Mapping[str, Operation]
    apis: Mapping[str, Api]
