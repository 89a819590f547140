"""A row of the table: what a client sends, what comes back, what the vendor and the log see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.conformance import facts
from tests.conformance.client import Answer
from tests.conformance.forged import Bearer

if TYPE_CHECKING:
    from tests.conformance.play import Play

Headers = tuple[tuple[str, str], ...]
CLOSED = "closed"
"""Allowed outcome: the connection is closed, without an answer or within it."""


def bearer(key: str) -> Headers:
    return (("Authorization", f"Bearer {key}"),)


CLIENT = bearer(facts.CLIENT_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One row. What is not said is ordinary: a right request of a known client that passes.

    Request. target: instead of the base and path of `op`; query: with its "?"; credentials: the
    header lines that carry the key, in which `{0}` stands for the first of `tokens`, as it does in
    the target; request_ids: the client's own (default: one that is kept);
    mock: the vendor's behaviour; framing: "length" or "chunked".
    Answer. codes: the gateway's refusals that the contract allows (CLOSED too), with `message`
    where it is not the row's own; empty: the vendor's answer passes, with `status` and, where
    `body` is None, the mock's right body; bodiless: no body to read (HEAD). has / lacks: headers
    of the answer; spans: those that are whole numbers, with the least and the most. nothing_given:
    a refusal does not say that what was given is wrong, for nothing was. framings:
    allowed framings of the answer; complete: it must end well.
    Vendor. requests: how many it sees (None: not asked); seen / unseen: headers there; seen_target:
    where it is not base path + path + query; seen_whole: whether the request is complete.
    Log. routed: whether the path belongs to the API; log: values that differ from the ordinary;
    logged: None where a line is allowed and not promised; times: how many lines.
    instead: another outcome that the contract allows, told by its status.
    environment: of the project, whose gateway the row is for.
    """

    id: str
    section: str
    api: str = "Main"
    op: str = "chat"
    method: str | None = None
    target: bytes | None = None
    query: str = ""
    version: str = "HTTP/1.1"
    hosts: tuple[str, ...] = ("gateway.test",)
    credentials: Headers = CLIENT
    tokens: tuple[Bearer, ...] = ()
    request_ids: tuple[str, ...] | None = None
    headers: Headers = ()
    mock: str = ""
    content: bytes | None = field(default=None, repr=False)
    framing: str = "length"
    drive: Callable[[Play], Answer] | None = None

    status: int = 200
    codes: tuple[str, ...] = ()
    message: str = ""
    body: bytes | None = field(default=None, repr=False)
    any_body: bool = False
    bodiless: bool = False
    has: Headers = ()
    lacks: tuple[str, ...] = ()
    nothing_given: bool = False
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    complete: bool = True
    cors: bool = True
    keeps_id: bool = True

    requests: int | None = 1
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    seen_target: bytes | None = None
    seen_whole: bool = True
    described: bool = True

    routed: bool = True
    consumer: str | None = "demo-app"
    stream: object = False
    log: Mapping[str, object] = field(default_factory=dict)
    logged: bool | None = True
    times: int = 1

    instead: Exchange | None = None
    environment: str = "sandbox"

    def outcome_of(self, answer: Answer) -> Exchange:
        """The row that an answer is held against."""
        if self.instead is not None and answer.status == self.instead.status:
            return self.instead
        return self

    @property
    def operation(self) -> facts.Operation:
        return facts.OPERATIONS[self.op]

    @property
    def service(self) -> facts.Api:
        return facts.APIS[self.api]

    @property
    def provider(self) -> str:
        return self.service.provider

    @property
    def sent_method(self) -> str:
        return self.method or self.operation.method

    @property
    def sent_body(self) -> bytes:
        return self.operation.body if self.content is None else self.content

    @property
    def sent_target(self) -> bytes:
        if self.target is not None:
            return self.target
        return (self.service.base + self.operation.path + self.query).encode("latin-1")


def refused(id: str, section: str, *codes: str, **row: Any) -> Exchange:
    """A request that the gateway refuses: nothing reaches the vendor."""
    routed = codes[0] not in ("unknown_operation", "invalid_request")
    ordinary: dict[str, Any] = {
        "requests": 0,
        "routed": routed,
        "cors": "invalid_request" not in codes,
        "keeps_id": "invalid_request" not in codes,
        "logged": None if "invalid_request" in codes else True,
        "stream": None,
        "consumer": None,
    }
    return Exchange(id=id, section=section, codes=codes, **{**ordinary, **row})
