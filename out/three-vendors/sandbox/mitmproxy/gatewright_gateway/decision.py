"""What happens to a request: an answer of the gateway's own, or a plan for the vendor. Pure, but
for the clock, the limits' counters and reading the vendor's key. The order of refusals is that of
section 1.6 of the contract."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from gatewright_gateway import headers, targets, validation
from gatewright_gateway.credentials import client_key, consumer_of, vendor_key
from gatewright_gateway.heads import Header, RequestHead, asks_for_websocket
from gatewright_gateway.meter import Meter, Stop
from gatewright_gateway.models import requested_model
from gatewright_gateway.pins import pin_query
from gatewright_gateway.query import pair_of, pairs_of, without
from gatewright_gateway.settings import Api, Contract, Operation, Route, Settings, Validation
from gatewright_gateway.targets import Target
from gatewright_gateway.wire import Malformed


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
    """The gateway's own answer. code: its row in the contract; None where it is no refusal."""

    status: int
    code: str | None
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    match: Match | None = None
    consumer: str | None = None
    logged: bool = True


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


Verdict = Answer | Plan | Pending


def refuse(code: str, contract: Contract, *extra: Header) -> Answer:
    """The answer of one row of the contract."""
    status, body = contract.errors[code]
    return Answer(status, code, ((b"Content-Type", b"application/json"), *extra), body)


def decide(head: RequestHead, id: bytes, settings: Settings, meter: Meter) -> Verdict:
    """A request to the gateway itself. meter: gets what it takes of the limits."""
    contract = settings.contract
    try:
        target = targets.read(head.target)
    except Malformed:
        return refuse("invalid_request", contract)
    if target.path == contract.health_path:
        return _answer_health(head, contract)
    match = find(target, head, settings)
    if match is None:
        return refuse("unknown_operation", contract)
    return matched(_decide_call(head, id, target, match, settings, meter), match)


def matched(verdict: Verdict, match: Match) -> Verdict:
    """The verdict with what the path names, for the log."""
    return replace(verdict, match=match) if isinstance(verdict, Answer) else verdict


def _decide_call(
    head: RequestHead, id: bytes, target: Target, match: Match, settings: Settings, meter: Meter
) -> Verdict:
    contract, route = settings.contract, match.route
    if match.operation is None:
        if _is_preflight(head, match, settings):
            return Answer(204, None, tuple(headers.preflight(head, route.allow, contract)))
        allow = (b"Allow", route.allow.encode())
        return refuse("method_not_allowed", contract, allow)
    if match.api.refused is not None:
        return refuse(match.api.refused, contract)
    api, caller = match.api, None
    if api.keyed:
        key = client_key(head.headers, api.key_headers)
        caller = consumer_of(key, settings.callers, time.time())
        if caller is None:
            shown = (b"WWW-Authenticate", contract.authenticate)
            return refuse("invalid_api_key", contract, shown)
        if not caller.grant.admits(api.id, api.plans):
            return replace(refuse("not_subscribed", contract), consumer=caller.name)
    consumer = None if caller is None else caller.name
    stop = meter.admit(api, match.operation, caller, contract)
    if stop is not None:
        return _stopped(stop, consumer)
    return forward(head, id, target, match, consumer, settings)


def _stopped(stop: Stop, consumer: str | None) -> Answer:
    kept = [(b"Content-Type", b"application/json")]
    if stop.wait is not None:
        kept.append((b"Retry-After", b"%d" % stop.wait))
    return Answer(stop.status, stop.code, tuple(kept), stop.body, consumer=consumer)


def _is_preflight(head: RequestHead, match: Match, settings: Settings) -> bool:
    origins = head.values(b"origin")
    wanted = head.values(b"access-control-request-method")
    return (
        head.method == b"OPTIONS"
        and len(origins) == 1
        and origins[0] in settings.origins
        and len(wanted) == 1
        and wanted[0].decode() in match.route.operations
    )


def forward(
    head: RequestHead,
    id: bytes,
    target: Target,
    match: Match,
    consumer: str | None,
    settings: Settings,
) -> Verdict:
    """The plan for a call that may be made, if its size and body are as they should be and the
    vendor's key is there."""
    operation = match.operation
    if operation is None:
        return refuse("gateway_error", settings.contract)
    call = _Call(head, id, target, match, operation, consumer, settings)
    if head.length is not None and head.length > operation.limit:
        return call.refused("request_too_large")
    if match.api.validation is Validation.OFF or operation.body is None:
        return call.plan()
    settle = partial(_settle, call)
    if validation.must_be_read(head, operation.body):
        return Pending(match, operation, consumer, settle)
    return settle(b"")


def _settle(call: _Call, raw: bytes) -> Answer | Plan:
    """The policies of the API."""
    body, rules = call.operation.body, call.settings.bodies
    if body is None or rules is None:
        return call.refused("gateway_error")
    text = validation.complaint(call.head, body, raw, rules)
    if text is None:
        return call.plan()
    if call.match.api.validation is Validation.WARN:
        return call.plan(validation.warning(text, rules))
    answer = call.refused("invalid_request")
    return replace(answer, body=validation.message(answer.body, text, rules))


@dataclass(frozen=True, slots=True)
class _Call:
    """A request that names an operation and comes from somebody who may call it."""

    head: RequestHead
    id: bytes
    target: Target
    match: Match
    operation: Operation
    consumer: str | None
    settings: Settings

    def refused(self, code: str) -> Answer:
        answer = refuse(code, self.settings.contract)
        return replace(answer, match=self.match, consumer=self.consumer)

    def plan(self, *warnings: Header) -> Answer | Plan:
        head, api, contract = self.head, self.match.api, self.settings.contract
        query = pin_query(self.target.query, api.query)
        credential: Header | bytes | None = None
        hidden: bytes | None = None
        if api.credential is not None:
            key = vendor_key(api.credential)
            if key is None:
                return self.refused("vendor_key_unavailable")
            if api.credential.header is None:
                query = without(query, (api.credential.parameter,))
                credential = pair_of(api.credential.parameter, api.credential.prefix + key)
                hidden = headers.telling(key, credential)
            else:
                credential = (api.credential.header, api.credential.prefix + key)
        websocket = self.operation.websocket and asks_for_websocket(head)
        return Plan(
            match=self.match,
            operation=self.operation,
            consumer=self.consumer,
            method=head.method,
            target=api.base_path + self.match.path + (b"" if query is None else b"?" + query),
            headers=tuple(headers.to_vendor(head, api, self.id, contract, websocket=websocket)),
            credential=credential,
            hidden=hidden,
            websocket=websocket,
            warnings=warnings,
        )


def find(target: Target, head: RequestHead, settings: Settings) -> Match | None:
    """The path of an API that the target names. No base is a prefix of another's: one can match."""
    if not target.normal:
        return None
    end = 0
    while (end := target.path.find(b"/", end + 1)) > 0:
        api = settings.apis.get(target.path[:end])
        if api is not None:
            return match_path(api, target.path[end:], head, target)
    return None


def match_path(api: Api, path: bytes, head: RequestHead, target: Target) -> Match | None:
    """The route of `api` for a vendor's path: the literal one, else the first pattern."""
    found = _route(api, path)
    if found is None:
        return None
    route, parameters = found
    operation = route.operations.get(head.method.decode("ascii"))
    model = requested_model(operation, route, parameters, head, target)
    return Match(api, route, path, operation, model)


def _route(api: Api, path: bytes) -> tuple[Route, tuple[bytes, ...]] | None:
    """With the values of its parameters."""
    if path in api.literal:
        return api.literal[path], ()
    for route in api.patterns:
        found = route.pattern.fullmatch(path) if route.pattern else None
        if found:
            return route, found.groups()
    return None


def _answer_health(head: RequestHead, contract: Contract) -> Answer:
    if head.method != b"GET":
        refusal = refuse("method_not_allowed", contract, (b"Allow", b"GET"))
        return replace(refusal, logged=False)
    kind = (b"Content-Type", b"application/json")
    return Answer(200, None, (kind,), contract.health_body, logged=False)
