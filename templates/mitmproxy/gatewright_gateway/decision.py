"""What happens to a request: an answer of the gateway's own, or a plan for the vendor. Pure, but
for reading the vendor's key. The order of refusals is that of section 1.6 of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gatewright_gateway import headers, targets
from gatewright_gateway.credentials import client_key, consumer_of, vendor_key
from gatewright_gateway.heads import Header, RequestHead
from gatewright_gateway.pins import pin_query
from gatewright_gateway.settings import Api, Contract, Operation, Route, Settings
from gatewright_gateway.targets import Target
from gatewright_gateway.wire import Malformed


@dataclass(frozen=True, slots=True)
class Match:
    """What a path names. operation: None where the path does not take the method."""

    api: Api
    route: Route
    path: bytes
    parameters: tuple[bytes, ...]
    operation: Operation | None

    @property
    def model(self) -> str | None:
        """The request's model where the path has it."""
        if self.operation is None or self.operation.model_parameter is None:
            return None
        at = self.route.parameters.index(self.operation.model_parameter)
        return self.parameters[at].decode("ascii")


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
    """Everything that forwarding needs. credential: apart from the headers, so that what is
    recorded never holds it; None only for a vendor that takes none."""

    match: Match
    operation: Operation
    consumer: str | None
    method: bytes
    target: bytes
    headers: tuple[Header, ...]
    credential: Header | None = field(repr=False)


Verdict = Answer | Plan


def refuse(code: str, contract: Contract, *extra: Header) -> Answer:
    """The answer of one row of the contract."""
    status, body = contract.errors[code]
    return Answer(status, code, ((b"Content-Type", b"application/json"), *extra), body)


def decide(head: RequestHead, id: bytes, settings: Settings) -> Verdict:
    """A request to the gateway itself."""
    contract = settings.contract
    try:
        target = targets.read(head.target)
    except Malformed:
        return refuse("invalid_request", contract)
    if target.path == contract.health_path:
        return _answer_health(head, contract)
    match = find(target, head.method, settings)
    if match is None:
        return refuse("unknown_operation", contract)
    verdict = _decide_call(head, id, target, match, settings)
    return replace(verdict, match=match) if isinstance(verdict, Answer) else verdict


def _decide_call(
    head: RequestHead, id: bytes, target: Target, match: Match, settings: Settings
) -> Verdict:
    contract, route = settings.contract, match.route
    if match.operation is None:
        if _is_preflight(head, match, settings):
            return Answer(204, None, tuple(headers.preflight(head, route.allow, contract)))
        allow = (b"Allow", route.allow.encode())
        return refuse("method_not_allowed", contract, allow)
    if match.api.refused is not None:
        return refuse(match.api.refused, contract)
    consumer = None
    if match.api.keyed:
        key = client_key(head.headers, contract.key_headers)
        consumer = consumer_of(key, settings.consumers)
        if consumer is None:
            shown = (b"WWW-Authenticate", contract.authenticate)
            return refuse("invalid_api_key", contract, shown)
    return forward(head, id, target, match, consumer, settings)


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
    """The plan for a call that may be made, if its size is and the vendor's key is there."""
    contract, api, operation = settings.contract, match.api, match.operation
    if operation is None:
        return refuse("gateway_error", contract)
    if head.length is not None and head.length > operation.limit:
        return replace(refuse("request_too_large", contract), consumer=consumer)
    credential = None
    if api.credential is not None:
        key = vendor_key(api.credential)
        if key is None:
            return replace(refuse("vendor_key_unavailable", contract), consumer=consumer)
        credential = (api.credential.header, api.credential.prefix + key)
    query = pin_query(target.query, api.query)
    return Plan(
        match=match,
        operation=operation,
        consumer=consumer,
        method=head.method,
        target=api.base_path + match.path + (b"" if query is None else b"?" + query),
        headers=tuple(headers.to_vendor(head, api, id, contract)),
        credential=credential,
    )


def find(target: Target, method: bytes, settings: Settings) -> Match | None:
    """The path of an API that the target names. No base is a prefix of another's: one can match."""
    if not target.normal:
        return None
    end = 0
    while (end := target.path.find(b"/", end + 1)) > 0:
        api = settings.apis.get(target.path[:end])
        if api is not None:
            return match_path(api, target.path[end:], method)
    return None


def match_path(api: Api, path: bytes, method: bytes) -> Match | None:
    """The route of `api` for a vendor's path: the literal one, else the first pattern."""
    route = api.literal.get(path)
    if route is not None:
        return _match(api, route, path, (), method)
    for route in api.patterns:
        found = route.pattern.fullmatch(path) if route.pattern else None
        if found:
            return _match(api, route, path, found.groups(), method)
    return None


def _match(
    api: Api, route: Route, path: bytes, parameters: Sequence[bytes], method: bytes
) -> Match:
    operation = route.operations.get(method.decode("ascii"))
    return Match(api, route, path, tuple(parameters), operation)


def _answer_health(head: RequestHead, contract: Contract) -> Answer:
    if head.method != b"GET":
        refusal = refuse("method_not_allowed", contract, (b"Allow", b"GET"))
        return replace(refusal, logged=False)
    kind = (b"Content-Type", b"application/json")
    return Answer(200, None, (kind,), contract.health_body, logged=False)
