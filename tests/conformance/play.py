"""Plays one exchange of the table against a running gateway."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field

from tests.conformance import facts
from tests.conformance.client import Answer, Connection
from tests.conformance.exchange import Exchange
from tests.conformance.vendor import Arrival
from tests.conformance.world import World


@dataclass(slots=True)
class Play:
    """One exchange on one engine. `tag` names it at the vendor; in the log it is the request id."""

    exchange: Exchange
    engine: str
    port: int
    world: World
    tls: ssl.SSLContext | None = None
    tag: str = field(init=False)
    _tokens: tuple[str, ...] | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        self.tag = f"{self.engine}.{self.exchange.id}"

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens of the exchange, made when they are first needed."""
        if self._tokens is None:
            self._tokens = tuple(one.text(self.tag) for one in self.exchange.tokens)
        return self._tokens

    def filled(self, text: str) -> str:
        """With the tokens in their places."""
        for number, token in enumerate(self.tokens):
            text = text.replace(f"{{{number}}}", token)
        return text

    def variant(self, word: str, exchange: Exchange) -> Play:
        """Another request beside this one, with a tag of its own."""
        other = Play(exchange, self.engine, self.port, self.world, self.tls)
        other.tag = f"{self.tag}.{word}"
        return other

    def connect(self) -> Connection:
        return Connection(self.port, self.tls)

    def fields(self) -> list[tuple[str, str]]:
        """The header lines but those of the connection: no Host, no framing."""
        row = self.exchange
        ids = (self.tag,) if row.request_ids is None else row.request_ids
        lines = [("X-Exchange", self.tag), *(("X-Request-Id", one) for one in ids)]
        lines += [(name, self.filled(value)) for name, value in row.credentials]
        lines += [("X-Mock", row.mock)] if row.mock else []
        lines += row.headers
        if row.sent_body and "content-type" not in {name.lower() for name, _ in row.headers}:
            lines.append(("Content-Type", content_type(row)))
        return lines

    def head(self) -> bytes:
        """The request line and all header lines, with the empty line at the end."""
        row = self.exchange
        lines = [*(("Host", host) for host in row.hosts), *self.fields()]
        if row.framing == "chunked":
            lines.append(("Transfer-Encoding", "chunked"))
        elif row.sent_body:
            lines.append(("Content-Length", str(len(row.sent_body))))
        target = self.filled(row.sent_target.decode("latin-1")).encode("latin-1")
        start = row.sent_method.encode() + b" " + target + b" " + row.version.encode()
        text = "".join(f"{name}: {value}\r\n" for name, value in lines)
        return start + b"\r\n" + text.encode("latin-1") + b"\r\n"

    def framed(self) -> bytes:
        """The body as it goes out."""
        body = self.exchange.sent_body
        if self.exchange.framing != "chunked":
            return body
        return chunked(body) + b"0\r\n\r\n"

    def once(self) -> Answer:
        """Sends the request and reads the answer: how most rows are played."""
        with self.connect() as connection:
            connection.send(self.head() + self.framed())
            return connection.answer(bodiless=self.exchange.sent_method == "HEAD")

    def run(self) -> Outcome:
        drive = self.exchange.drive
        answer = self.once() if drive is None else drive(self)
        return Outcome(answer, self.world.vendor.of(self.tag))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back and what the vendor saw."""

    answer: Answer
    arrivals: list[Arrival]


def content_type(row: Exchange) -> str:
    if row.operation.body.startswith(b"--"):
        return f"multipart/form-data; boundary={facts.BOUNDARY}"
    return "application/json"


def chunked(body: bytes, size: int = 7001) -> bytes:
    """A body as chunks without their end (RFC 9112 section 7.1)."""
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
