"""An answer of the mock, as the server sends it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from compiler.mock.calls import Request
from compiler.mock.pointing import Json

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Reply:
    """status, headers and the body: of a stream its events one by one, else one piece or none. cut:
    after how many of them the connection breaks; None: it does not."""

    status: int
    headers: tuple[tuple[str, str], ...]
    pieces: tuple[bytes, ...]
    stream: bool = False
    cut: int | None = None

    def adding(self, *headers: tuple[str, str]) -> Reply:
        """The same with further headers."""
        return Reply(self.status, (*self.headers, *headers), self.pieces, self.stream, self.cut)


def whole(status: int, media_type: str, body: bytes) -> Reply:
    """An answer of one piece."""
    return Reply(status, (("content-type", media_type),), (body,) if body else ())


def told(status: int, value: Json) -> Reply:
    """An answer that is JSON."""
    return whole(status, JSON, encoded(value))


def encoded(value: Json) -> bytes:
    """A JSON value in as few bytes as may be; half pairs of surrogates become question marks."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def request_id(request: Request) -> str:
    """An id that the same request always has."""
    line = f"{request.method} {request.path}?{request.query}".encode("utf-8", "replace")
    return f"mock-{hashlib.sha256(line + request.body).hexdigest()[:12]}"
