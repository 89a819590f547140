"""What can become of a request: an answer of the gateway's own, or a plan for the vendor; at once,
or when more is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from gatewright_gateway.heads import Header
from gatewright_gateway.query import pairs_of
from gatewright_gateway.settings import Api, Contract, Operation, Route, Settings


@dataclass(frozen=True, slots=True)
class Match:
    """What a path names. operation: None where the path does not take the method. model: that the
    request names, where the gateway can see it."""

    api: Api
    route: Route
    path: bytes
    operation: Operation | None
    model: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The gateway's own answer. code: its row in the contract; None where it is no refusal. shared:
    pages of other origins may read it, if they are listed."""

    status: int
    code: str | None
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    match: Match | None = None
    consumer: str | None = None
    logged: bool = True
    shared: bool = True

    def settings_for(self, settings: Settings) -> Settings:
        """Those by which it is sent."""
        return settings if self.shared else replace(settings, origins=frozenset())


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that forwarding needs. credential: a header or a pair of the query, apart from
    the others, so that what is recorded never holds it; None only for a vendor that takes none.
    hidden: the key in the query, which no header of the answer may repeat.
    websocket: the client asks for an upgrade that the operation allows. warnings: headers
    of the answer about the request, whoever makes it."""

    match: Match
    operation: Operation
    consumer: str | None
    method: bytes
    target: bytes
    headers: tuple[Header, ...]
    credential: Header | bytes | None = field(repr=False)
    hidden: bytes | None = field(repr=False)
    websocket: bool
    warnings: tuple[Header, ...] = ()

    @property
    def sent_target(self) -> bytes:
        """What the vendor gets; it may hold the credential."""
        if not isinstance(self.credential, bytes):
            return self.target
        path, _, query = self.target.partition(b"?")
        return path + b"?" + b"&".join([*pairs_of(query), self.credential])

    @property
    def sent_headers(self) -> list[Header]:
        """What the vendor gets; they may hold the credential."""
        return [*self.headers, *([self.credential] if isinstance(self.credential, tuple) else [])]


@dataclass(frozen=True, slots=True)
class Pending:
    """A call about which nothing can be said before its body is there. settle: takes the body."""

    match: Match
    operation: Operation
    consumer: str | None
    settle: Callable[[bytes], Answer | Plan]


@dataclass(frozen=True, slots=True)
class Asking:
    """A call about whose credentials somebody else is being asked. settle: says what becomes of it
    once the task is done."""

    match: Match
    operation: Operation
    consumer: None
    task: asyncio.Task[Any]
    settle: Callable[[], Final]


Final = Answer | Plan | Pending
Verdict = Final | Asking


def refuse(code: str, contract: Contract, *extra: Header) -> Answer:
    """The answer of one row of the contract."""
    status, body = contract.errors[code]
    return Answer(status, code, ((b"Content-Type", b"application/json"), *extra), body)
