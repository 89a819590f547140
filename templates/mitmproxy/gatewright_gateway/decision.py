"""What happens to a request. Pure, but for the clock, the limits' counters, the vendor's key and
the issuers that are asked. The order of refusals is that of section 1.6 of the contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from gatewright_gateway import headers, targets, validation
from gatewright_gateway.credentials import vendor_key
from gatewright_gateway.heads import Header, RequestHead, asks_for_websocket
from gatewright_gateway.identity import Question, Who, barred, identify
from gatewright_gateway.meter import Meter, Stop
from gatewright_gateway.models import requested_model
from gatewright_gateway.pins import pin_query
from gatewright_gateway.query import pair_of, without
from gatewright_gateway.settings import Api, Contract, Operation, Route, Settings, Validation
from gatewright_gateway.targets import Target
from gatewright_gateway.verdicts import Answer, Asking, Final, Match, Pending, Plan, Verdict, refuse
from gatewright_gateway.wire import Malformed


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
    found = identify(head, match.api, settings)
    call = partial(_admit, head, id, target, match, match.operation, settings, meter)
    if isinstance(found, Question):
        settle = partial(_settled, found, match, call)
        return Asking(match, match.operation, None, found.task, settle)
    return call(found)


def _settled(question: Question, match: Match, call: Callable[[Who | Answer], Final]) -> Final:
    """What becomes of a call once it is known whose it is."""
    verdict = call(question.settle())
    return replace(verdict, match=match) if isinstance(verdict, Answer) else verdict


def _admit(
    head: RequestHead,
    id: bytes,
    target: Target,
    match: Match,
    operation: Operation,
    settings: Settings,
    meter: Meter,
    found: Who | Answer,
) -> Final:
    """What is left when it is known whose call it is."""
    if isinstance(found, Answer):
        return found
    refusal = barred(found, match.api, operation, settings)
    if refusal is not None:
        return refusal
    consumer = None if found.caller is None else found.caller.name
    stop = meter.admit(match.api, operation, found.caller, settings.contract)
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
) -> Final:
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
