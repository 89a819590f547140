"""Request and response heads of HTTP/1.1 (RFC 9112 sections 2 to 6), parsed strictly. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gatewright_gateway.wire import Body, ChunkedBody, LengthBody, Malformed, UntilCloseBody

Header = tuple[bytes, bytes]

_END = re.compile(rb"\n\r?\n")
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")
_LENGTH = re.compile(rb"[0-9]{1,18}")
# Those that HTTP registers have no other letters. A method is logged, and what follows a body whose
# length is wrong may be a word of a prompt.
_METHOD = re.compile(rb"[A-Z_-]{1,32}")
_REQUEST_LINE = re.compile(rb"([^ ]+) ([^ ]+) HTTP/1\.([01])")
_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([0-9]{3})(?: (.*))?")
_MAX_RESPONSE_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True)
class RequestHead:
    """What a client asked for. minor: 0 or 1 of HTTP/1.x. length: None where chunked."""

    method: bytes
    target: bytes
    minor: int
    headers: tuple[Header, ...]
    length: int | None

    def values(self, name: bytes) -> list[bytes]:
        """The values of `name` (lower case), in order."""
        return values(self.headers, name)

    @property
    def body(self) -> Body:
        return ChunkedBody() if self.length is None else LengthBody(self.length)


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """What a vendor answered. body: None where it can have none."""

    minor: int
    status: int
    reason: bytes
    headers: tuple[Header, ...]
    length: int | None
    body: Body | None

    def values(self, name: bytes) -> list[bytes]:
        return values(self.headers, name)

    @property
    def keeps_alive(self) -> bool:
        """Whether the vendor leaves the connection open for another request."""
        named = tokens(self.headers, b"connection")
        framed = not isinstance(self.body, UntilCloseBody)
        return framed and b"close" not in named and (self.minor == 1 or b"keep-alive" in named)


def values(headers: Sequence[Header], name: bytes) -> list[bytes]:
    """The values of `name` (lower case), in order."""
    return [value for key, value in headers if key.lower() == name]


def tokens(headers: Sequence[Header], name: bytes) -> list[bytes]:
    """The comma-separated members of `name` (lower case), in lower case."""
    members = b",".join(values(headers, name)).lower().split(b",")
    return [token for member in members if (token := member.strip(b" \t"))]


def expects_continue(head: RequestHead) -> bool:
    """Whether the client waits for a word before it sends its body (RFC 9110 section 10.1.1)."""
    expected = [value.lower() for value in head.values(b"expect")]
    return head.minor == 1 and head.length != 0 and expected == [b"100-continue"]


def asks_for_websocket(head: RequestHead) -> bool:
    """Whether this is the opening of a WebSocket (RFC 6455 section 4.1)."""
    return (
        head.method == b"GET"
        and head.minor == 1
        and head.length == 0
        and b"websocket" in tokens(head.headers, b"upgrade")
        and b"upgrade" in tokens(head.headers, b"connection")
    )


def is_token(text: bytes) -> bool:
    """Whether this is a token (RFC 9110 section 5.6.2)."""
    return bool(_TOKEN.fullmatch(text))


def take_request(buffer: bytearray, max_target: int, max_header: int) -> RequestHead | None:
    """The head at the front of `buffer`; None: not whole yet. Malformed: none, or too large."""
    while buffer[:2] == b"\r\n":
        del buffer[:2]
    lines = _take_lines(buffer, max_target + max_header)
    if lines is None:
        if b"\n" not in buffer and len(buffer) > max_target + 64:
            raise Malformed
        return None
    found = _REQUEST_LINE.fullmatch(lines[0])
    if not found or not _METHOD.fullmatch(found[1]) or len(found[2]) > max_target:
        raise Malformed
    if sum(len(line) + 2 for line in lines[1:]) > max_header:
        raise Malformed
    headers = _read_headers(lines[1:], folded=False)
    minor = int(found[3])
    hosts = len(values(headers, b"host"))
    if hosts > 1 or (minor == 1 and hosts == 0):
        raise Malformed
    return RequestHead(found[1], found[2], minor, headers, _read_request_length(headers, minor))


def take_response(buffer: bytearray, method: bytes) -> ResponseHead | None:
    """The head of the answer to `method`; None: not whole yet. Malformed: not an HTTP/1 answer."""
    lines = _take_lines(buffer, _MAX_RESPONSE_HEAD)
    if lines is None:
        return None
    found = _STATUS_LINE.fullmatch(lines[0])
    if not found or int(found[2]) < 100:
        raise Malformed
    headers = _read_headers(lines[1:], folded=True)
    status = int(found[2])
    length, body = _read_response_body(headers, status, method)
    reason = found[3] if found[3] and _VALUE.fullmatch(found[3]) else b""
    return ResponseHead(int(found[1]), status, reason, headers, length, body)


def _take_lines(buffer: bytearray, limit: int) -> list[bytes] | None:
    found = _END.search(buffer)
    if found is None:
        if len(buffer) > limit:
            raise Malformed
        return None
    if found.end() > limit:
        raise Malformed
    lines = bytes(buffer[: found.end()]).split(b"\n")[:-2]
    del buffer[: found.end()]
    if not all(line.endswith(b"\r") for line in lines):
        raise Malformed
    return [line[:-1] for line in lines]


def _read_headers(lines: Sequence[bytes], *, folded: bool) -> tuple[Header, ...]:
    headers: list[Header] = []
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            if not folded or not headers:
                raise Malformed
            name, value = headers.pop()
            value = value + b" " + line.strip(b" \t")
        else:
            name, colon, value = line.partition(b":")
            value = value.strip(b" \t")
            if not colon or not is_token(name):
                raise Malformed
        if not _VALUE.fullmatch(value) or (not folded and not _is_utf8(value)):
            raise Malformed
        headers.append((name, value))
    return tuple(headers)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_request_length(headers: Sequence[Header], minor: int) -> int | None:
    """RFC 9112 section 6.3; two ways to read a body's end are one too many."""
    lengths, codings = values(headers, b"content-length"), values(headers, b"transfer-encoding")
    if codings:
        if lengths or minor == 0 or [coding.lower() for coding in codings] != [b"chunked"]:
            raise Malformed
        return None
    return _read_length(lengths) or 0


def _read_response_body(
    headers: Sequence[Header], status: int, method: bytes
) -> tuple[int | None, Body | None]:
    lengths, codings = values(headers, b"content-length"), values(headers, b"transfer-encoding")
    length = _read_length(lengths)
    if method == b"HEAD" or status < 200 or status in (204, 304):
        return length, None
    if codings:
        if lengths or [coding.lower() for coding in codings] != [b"chunked"]:
            raise Malformed
        return None, ChunkedBody()
    return length, UntilCloseBody() if length is None else LengthBody(length)


def _read_length(lengths: Sequence[bytes]) -> int | None:
    if not lengths:
        return None
    if len(lengths) > 1 or not _LENGTH.fullmatch(lengths[0]):
        raise Malformed
    return int(lengths[0])
