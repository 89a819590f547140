"""The forms of the facts: an operation of a vendor, an API of the project, a request's body."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.conformance.keys import MAIN_VENDOR_KEY

BOUNDARY = "conformance-boundary"
PROMPT = "prompt-marker-5b1e"
MESSAGES = [{"role": "user", "content": PROMPT}]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the vendor as the table calls it. `tail`: the path that a client writes.
    `usage`: input and output tokens in the log; None where the operation has neither them nor a
    model. `model`: the answer's in the log, "" for the one that the body names. `deployment`: the
    model that the path names."""

    id: str
    method: str
    template: str
    body: bytes = b""
    tail: str = ""
    usage: tuple[int | None, int | None] | None = None
    model: str | None = ""
    deployment: str | None = None

    @property
    def path(self) -> str:
        return self.tail or self.template


@dataclass(frozen=True, slots=True)
class Api:
    """An API of the project: where it answers, and what its vendor must be sent. `provider`: the
    vendor, with its version where the table knows several or the vendor is in `vendors/`; `auth`:
    header and prefix of its credential, None where no header has one; `parameter`: the
    same of one in the query."""

    base: str
    version: str = "1.0.0"
    vendor_key: str = MAIN_VENDOR_KEY
    base_path: str = ""
    port: str = "VENDOR"
    secured: bool = True
    provider: str = "mistral"
    host: str = "127.0.0.1"
    auth: tuple[str, str] | None = ("authorization", "Bearer ")
    parameter: tuple[str, str] | None = None
    pinned_query: str = ""
    pinned_headers: tuple[tuple[str, str], ...] = ()


def json_body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def multipart(parts: dict[str, str], file: bytes = b"RIFF....WAVE", name: str = "file") -> bytes:
    """A multipart/form-data body (RFC 7578) with BOUNDARY, the file last."""
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="a.wav"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return (fields + head).encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()
