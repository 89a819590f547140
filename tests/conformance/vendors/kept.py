"""What a vendor answers about the things that it keeps: by method and path, as plain data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.conformance.vendors.voice import as_json

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: JSON of `data`, or `raw` as it is; a `kind` of "" has no body."""

    data: object = None
    status: int = 200
    kind: str = JSON
    raw: bytes = field(default=b"", repr=False)

    @property
    def body(self) -> bytes:
        return as_json(self.data) if self.kind == JSON else self.raw


NOTHING = Reply(status=204, kind="")
SILENT = Reply(kind="")
Replies = Mapping[tuple[str, str], Reply]


def found(replies: Replies, method: str, path: str) -> Reply:
    """The reply to a path below /v1, of which the table has the template."""
    tail = path.partition("/v1")[2]
    for (known, template), reply in replies.items():
        pattern = re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template))
        if known == method and re.fullmatch(pattern, tail):
            return reply
    raise AssertionError(f"the mock vendor knows no {method} {path}")


def whole_of(replies: Replies) -> Callable[[str, str, bytes], tuple[str, bytes]]:
    def whole(method: str, path: str, _body: bytes) -> tuple[str, bytes]:
        reply = found(replies, method, path)
        return reply.kind, reply.body

    return whole


def status_of(replies: Replies) -> Callable[[str, str], int]:
    def status(method: str, path: str) -> int:
        return found(replies, method, path).status

    return status
