"""What clients send to a gateway full of canaries: good requests, mistakes, and worse."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.conformance.client import NO_ANSWER, Answer, Connection
from tests.conformance.play import chunked
from tests.conformance.vendor import Vendor
from tests.proofs.canaries import Canaries
from tests.proofs.canary_project import ORIGIN

CHAT = "/v1/chat/completions"
CLOSED = 0
"""A status: closed without an answer."""

Lines = tuple[tuple[str, str], ...]
Drive = Callable[[Connection, bytes, Vendor, str], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request. statuses: what may come back. head: the first line and the header lines. drive:
    how it is sent, where that is more than writing it."""

    name: str
    statuses: tuple[int, ...]
    head: bytes = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    drive: Drive | None = None

    def play(self, port: int, vendor: Vendor) -> Answer:
        with Connection(port) as connection:
            if self.drive is not None:
                return self.drive(connection, self.head + self.body, vendor, self.name)
            connection.send(self.head + self.body)
            return connection.answer()


def leave(connection: Connection, request: bytes, vendor: Vendor, name: str) -> Answer:
    """The client goes away while the vendor thinks."""
    connection.send(request)
    assert vendor.wait_for(name), f"it never reached the vendor: {connection.answer()}"
    connection.leave(reset=True)
    return NO_ANSWER


def leave_early(connection: Connection, request: bytes, _: Vendor, __: str) -> Answer:
    """The client goes away in the middle of its body."""
    connection.send(request[:-20])
    connection.leave()
    return NO_ANSWER


def read_to_the_end(connection: Connection, request: bytes, _: Vendor, __: str) -> Answer:
    """One answer, and then whatever else comes, as part of its body."""
    connection.send(request)
    first, second = connection.answer(), connection.answer()
    lines = "\n".join(f"{name}: {value}" for name, value in second.headers)
    body = first.body + lines.encode("latin-1") + second.body
    return Answer(first.status, first.headers, body, first.framing, first.complete)


class Attempts:
    """All attempts with these canaries."""

    def __init__(self, canaries: Canaries) -> None:
        self._canaries = canaries
        self._query = f"?api-key={quote(canaries['query'])}&raw={canaries['query']}"
        self._client = (("Authorization", f"Bearer {canaries['client']}"),)
        basic = base64.b64encode(f"user:{canaries['proxy_authorization']}".encode()).decode()
        self._beside: Lines = (
            ("Cookie", f"session={canaries['cookie']}; theme=dark"),
            ("Proxy-Authorization", f"Basic {basic}"),
            ("x-goog-api-key", canaries["google"]),
            ("User-Agent", f"client/1 {canaries['header']}"),
            ("Referer", f"https://portal.test/?{quote(canaries['header'])}"),
        )
        self._wrong: Lines = (
            ("api-key", canaries["api_key"]),
            ("x-api-key", canaries["x_api_key"]),
            ("apikey", canaries["apikey"]),
        )

    def __iter__(self) -> Iterator[Attempt]:
        yield from self._good()
        yield from self._unauthorized()
        yield from self._with_tokens()
        yield from self._lost()
        yield from self._too_large()
        yield from self._of_the_vendor()
        yield from self._malformed()
        yield from self._gone()

    def good(self) -> Attempt:
        """A chat that passes."""
        return self._attempt("passes", "one", 200)

    def _attempt(
        self,
        name: str,
        api: str,
        *statuses: int,
        method: str = "POST",
        path: str = CHAT,
        lines: Lines | None = None,
        mock: str = "",
        body: bytes | None = None,
        pieces: int = 0,
        drive: Drive | None = None,
    ) -> Attempt:
        """lines: instead of the client's key. mock: what the vendor does. pieces: of a chunked
        body, in bytes; 0: the body has a length. Names that begin with `passes`: the answer is the
        vendor's own."""
        content = self._chat() if body is None else body
        framing = ("Transfer-Encoding", "chunked") if pieces else ("Content-Length", len(content))
        all_lines = (
            ("Host", "gateway.test"),
            ("X-Exchange", name),
            ("X-Request-Id", name.replace(" ", "-")),
            *(self._client if lines is None else lines),
            *self._beside,
            *((("X-Mock", mock),) if mock else ()),
            ("Content-Type", "application/json"),
            framing,
        )
        target = f"/{api}/1.0.0{path}{self._query}"
        sent = chunked(content, pieces) + b"0\r\n\r\n" if pieces else content
        return Attempt(
            name=name,
            statuses=statuses,
            head=_head(f"{method} {target} HTTP/1.1", all_lines),
            body=sent,
            drive=drive,
        )

    def _chat(self, **fields: object) -> bytes:
        messages = [{"role": "user", "content": f"Keep it: {self._canaries['prompt']}"}]
        return json.dumps({"model": "m", "messages": messages, **fields}).encode()

    def _bearer(self, name: str) -> Lines:
        return (("Authorization", f"Bearer {self._canaries[name]}"),)

    def _good(self) -> Iterator[Attempt]:
        yield self.good()
        yield self._attempt("passes streamed", "one", 200, body=self._chat(stream=True))
        yield self._attempt("passes chunked", "two", 200, pieces=50)
        yield self._attempt("passes from inside", "inside", 200)
        yield self._attempt("passes open", "open", 200, lines=(*self._client, *self._wrong))
        model = "/v1/models/" + re.sub("[^A-Za-z0-9]+", "%20", self._canaries["path"])
        yield self._attempt("passes path", "one", 200, method="GET", path=model, body=b"")
        asked = (
            ("Origin", ORIGIN),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization, content-type"),
        )
        lines = (*asked, *self._client)
        yield self._attempt("preflight", "one", 204, method="OPTIONS", lines=lines, body=b"")

    def _unauthorized(self) -> Iterator[Attempt]:
        foreign = re.sub("[^A-Za-z0-9]+", "-", self._canaries["header"])
        origin = (("Origin", f"https://{foreign}.example"),)
        yield self._attempt("no key", "one", 401, lines=origin)
        yield self._attempt("wrong key", "one", 401, lines=self._bearer("stranger"))
        for line in self._wrong:
            yield self._attempt(f"wrong {line[0]}", "one", 401, lines=(line,))
        yield self._attempt("two keys", "one", 401, lines=(*self._client, *self._wrong))
        twice = (*self._client, *self._bearer("stranger"))
        yield self._attempt("two authorizations", "one", 400, 401, lines=twice)
        basic = (("Authorization", f"Basic {self._canaries['stranger']}"),)
        yield self._attempt("another scheme", "one", 401, lines=basic)

    def _with_tokens(self) -> Iterator[Attempt]:
        """The issuer hears of what may be a token of it, and never of a key that is known."""
        for name in ("token", "signed"):
            yield self._attempt(f"passes {name}", "tokens", 200, lines=self._bearer(name))
            yield self._attempt(f"passes {name} again", "either", 200, lines=self._bearer(name))
        yield self._attempt("passes known key", "either", 200)
        yield self._attempt("passes token to open", "open", 200, lines=self._bearer("signed"))
        yield self._attempt("unknown token", "tokens", 401, lines=self._bearer("stranger"))
        yield self._attempt("neither", "either", 401, lines=self._bearer("stranger"))
        forged = (("Authorization", f"Bearer {self._canaries['signed'][:-8]}AAAAAAAA"),)
        yield self._attempt("forged token", "tokens", 401, lines=forged)
        aside = (("api-key", self._canaries["token"]), ("x-api-key", self._canaries["signed"]))
        yield self._attempt("token aside", "tokens", 401, lines=aside)
        twice = (*self._bearer("signed"), *aside)
        yield self._attempt("two tokens", "either", 401, lines=twice)

    def _lost(self) -> Iterator[Attempt]:
        secret = quote(self._canaries["path"], safe="")
        yield self._attempt("no operation", "one", 404, path=f"/v1/{secret}")
        yield self._attempt("no api", "none", 404, path=f"/{secret}")
        yield self._attempt("another method", "one", 405, method="DELETE")
        yield self._attempt("odd path", "one", 404, path=f"/v1/./models//{secret}%2F")
        yield self._attempt("half a code", "one", 400, path=f"/v1/models/{secret}%zz")
        yield self._attempt("a code of nothing", "one", 400, path=f"/v1/models/{secret}%00")
        yield self._attempt("above the root", "one", 400, path=f"/../../../{secret}/../../../x")
        yield self._attempt("fragment", "one", 400, path=f"/v1/models#{secret}")
        yield self._attempt("backslash", "one", 400, path=f"/v1\\models\\{secret}")
        yield self._attempt("not ascii", "one", 400, path=f"/v1/mod\xe9ls/{secret}")
        yield self._attempt("long target", "one", 400, path=f"/v1/models/{secret * 1500}")

    def _too_large(self) -> Iterator[Attempt]:
        large = self._chat(pad=self._canaries["prompt"] * 3000)
        yield self._attempt("too long", "one", 413, CLOSED, body=large)
        yield self._attempt("too long in chunks", "one", 413, CLOSED, body=large, pieces=9000)
        yield self._attempt("passes large", "open", 200, body=large)

    def _of_the_vendor(self) -> Iterator[Attempt]:
        for status in (401, 429, 500):
            yield self._attempt(f"passes {status}", "one", status, mock=f"status={status}")
        for mock in ("reset", "close", "garbage", "two-lengths"):
            yield self._attempt(f"vendor {mock}", "two", 502, CLOSED, mock=mock)
        yield self._attempt("vendor cuts", "two", 200, mock="cut=length", drive=_cut)
        yield self._attempt("vendor hangs", "quick", 504, mock="hang")
        stream = self._chat(stream=True)
        yield self._attempt("vendor stops", "quick", 200, mock="hang=1", body=stream)
        yield self._attempt("vendor refuses", "refused", 502)
        for api in ("missing", "unusable", "broken"):
            yield self._attempt(f"{api} key", api, 503)

    def _malformed(self) -> Iterator[Attempt]:
        key = self._canaries["client"]
        folded = f"Authorization: Bearer\r\n {key}"  # refused, or joined (RFC 9112 section 5.2)
        for name, line in (
            ("no colon", f"Authorization Bearer {key}"),
            ("blank before the colon", f"Authorization : Bearer {key}"),
            ("folded", folded),
            ("not utf-8", f"Authorization: Bearer \xe9{key}"),
            ("control", f"Authorization: Bearer \x01{key}"),
            ("two lengths", f"api-key: {key}\r\nContent-Length: 3\r\nContent-Length: 4"),
            ("long header", f"Authorization: Bearer {key * 2500}"),
            ("many headers", "\r\n".join(f"X-{at}: {key}" for at in range(2000))),
        ):
            lines = f"GET /one/1.0.0/v1/models{self._query} HTTP/1.1\r\nHost: g\r\n{line}\r\n\r\n"
            statuses = (200, 400, CLOSED) if line is folded else (400, 401, CLOSED)
            yield Attempt(name=name, statuses=statuses, head=lines.encode("latin-1"))
        yield from self._with_userinfo()
        yield from self._behind_another()
        yield Attempt(name="no http", statuses=(400, CLOSED), head=f"{key}\r\n\r\n".encode())
        good = self._attempt("bad chunk", "one", 400, CLOSED, 502, pieces=20)
        yield Attempt(
            name=good.name,
            statuses=good.statuses,
            head=good.head,
            body=good.body.replace(b"0\r\n\r\n", f"{key}\r\n\r\n".encode()),
        )

    def _behind_another(self) -> Iterator[Attempt]:
        """What follows a request whose length is given too short is read as another one."""
        prompt = self._canaries["prompt"]
        word = re.sub("[^A-Za-z0-9]", "", prompt)
        for name, following in (
            ("passes before text", f"{prompt}\r\n\r\n"),
            ("passes before words", f"{word} /one/1.0.0{CHAT} HTTP/1.1\r\nHost: g\r\n\r\n"),
        ):
            good = self._attempt(name, "one", 200)
            body = good.body + following.encode()
            yield Attempt(
                name=name, statuses=(200,), head=good.head, body=body, drive=read_to_the_end
            )

    def _with_userinfo(self) -> Iterator[Attempt]:
        """A password where URLs used to have one."""
        host = f"user:{quote(self._canaries['userinfo'], safe='')}@gateway.test"
        refused = (200, 400, 401, 404, 405, CLOSED)
        raw = f"user:{self._canaries['userinfo']}@gateway.test"
        for name, start, authority in (
            ("userinfo raw", f"GET http://{raw}/open/1.0.0/v1/models HTTP/1.1", "gateway.test"),
            ("userinfo", f"GET http://{host}/one/1.0.0/v1/models HTTP/1.1", "gateway.test"),
            ("userinfo open", f"GET http://{host}/open/1.0.0/v1/models HTTP/1.1", host),
            ("userinfo in host", "GET /open/1.0.0/v1/models HTTP/1.1", host),
            ("userinfo connect", f"CONNECT {host}:443 HTTP/1.1", host),
        ):
            lines = (("Host", authority), ("X-Exchange", name), *self._client)
            yield Attempt(name=name, statuses=refused, head=_head(start, lines))

    def _gone(self) -> Iterator[Attempt]:
        yield self._attempt("leaves", "two", CLOSED, mock="hang", drive=leave)
        yield self._attempt("leaves early", "two", CLOSED, drive=leave_early)
        large = self._chat(pad=self._canaries["prompt"] * 9000)
        yield self._attempt("leaves a large body", "open", CLOSED, body=large, drive=leave_early)


def _cut(connection: Connection, request: bytes, vendor: Vendor, name: str) -> Answer:
    """The vendor breaks off once something of its answer has come."""
    connection.send(request)
    vendor.wait_for(name)
    vendor.release(name)
    return connection.answer()


def _head(start: str, lines: Iterable[tuple[str, object]]) -> bytes:
    text = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return f"{start}\r\n{text}\r\n".encode("latin-1")
