"""Model -> ir.Gateway of each environment: the last stage before the targets, and the one that
sorts. The first that has all APIs at once, so it keeps of each what an engine must know, and what
is the same in several of them once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TypeVar, cast

from compiler import contract, ir
from compiler.announcing import deprecation_headers
from compiler.apis import Apis
from compiler.callers import callers
from compiler.model import Api, Deployment, Endpoint, Environment, Model, Scopes, Settings
from compiler.terms import (
    AwsKeys,
    Credential,
    HeaderAuth,
    HeaderCredential,
    InBody,
    KeyRef,
    Lifecycle,
    PathTemplate,
    QueryAuth,
    QueryCredential,
    Security,
    SigV4Credential,
    Timeouts,
)
from compiler.upstreams import named
from compiler.vendors import Vendor, VendorOperation

_T = TypeVar("_T", bound=Hashable)


def lower(model: Model) -> tuple[ir.Gateway, ...]:
    """The gateway of each environment, in the model's order."""
    parts = _Parts()
    lowerings = [_Lowering(environment, parts) for environment in model.environments]
    for api in model.apis:
        known: dict[ir.Words, ir.Words] = {}  # mostly the same in every environment
        for lowering, deployment in zip(lowerings, api.deployments, strict=True):
            description = deployment.settings.description.value
            words = ir.Words(api.name, parts.one("version", api.version), api.base, description)
            lowering.add(known.setdefault(words, words), api, deployment)
    return tuple(lowering.gateway(model) for lowering in lowerings)


@dataclass(slots=True)
class _Parts:
    """The parts of APIs, of all environments: those that are equal are one object."""

    known: dict[tuple[str, Hashable], Hashable] = field(default_factory=dict)
    surfaces: dict[tuple[str, tuple[str, ...], int, int, Scopes], tuple[ir.Path, ...]] = field(
        default_factory=dict
    )

    def one(self, kind: str, part: _T) -> _T:
        """The one object that stands for all equal parts of a kind. Between kinds, words of the
        compiler and the same words of an author would be equal."""
        return cast(_T, self.known.setdefault((kind, part), part))

    def paths(self, vendor: Vendor, settings: Settings) -> tuple[ir.Path, ...]:
        """One object for all that expose the same under the same limits."""
        body, upload = settings.body_limit.value, settings.upload_limit.value
        operations = settings.operations.value
        ids = tuple(operation.id for operation in operations)
        key = (vendor.id, ids, body, upload, settings.scopes)
        if key not in self.surfaces:
            self.surfaces[key] = tuple(_paths(operations, body, upload, dict(settings.scopes)))
        return self.surfaces[key]


@dataclass(slots=True)
class _Lowering:
    """Collects the APIs of one environment: the words of each, and the number of the kind that it
    is of. kinds: APIs without words. upstreams: without their names, which are known when all of
    them are, each with the smallest base that it is the upstream of. restricted: the roles of those
    APIs that have some, by id. tokens: some API takes any."""

    environment: Environment
    parts: _Parts
    words: list[ir.Words] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    kinds: dict[ir.Api, int] = field(default_factory=dict)
    upstreams: dict[ir.Upstream, tuple[str, ir.Upstream]] = field(default_factory=dict)
    restricted: dict[str, frozenset[str]] = field(default_factory=dict)
    tokens: bool = False

    def add(self, words: ir.Words, api: Api, deployment: Deployment) -> None:
        settings, one = deployment.settings, self.parts.one
        if settings.lifecycle.value is Lifecycle.CREATED:
            return
        upstream = self._upstream(api, deployment.endpoint)
        removed = tuple(sorted(api.vendor.removed_response_headers))
        timeouts = Timeouts(settings.connect_ms.value, settings.idle_ms.value)
        kind = ir.Api(
            name="",
            version="",
            base="",
            vendor=api.vendor.name,
            vendor_version=api.vendor.version,
            description="",
            tags=one("tags", settings.tags.value),
            endpoint=one("endpoint", _endpoint(deployment.endpoint, upstream, api.vendor)),
            security=one("security", tuple(sorted(settings.security.value))),
            key_header=_key_header(api.vendor),
            paths=self.parts.paths(api.vendor, settings),
            validation=settings.validation.value,
            plans=one("plans", tuple(sorted(settings.plans.value))),
            budget=one("budget", settings.budget),
            timeouts=one("timeouts", timeouts),
            removed_response_headers=one("removed", removed),
            lifecycle=settings.lifecycle.value,
            added_response_headers=one("added", _announced(settings)),
            listing=one("listing", _listing(settings)),
            models=api.vendor.models,
            guide=api.vendor.guide,
            document=api.vendor.document,
        )
        if settings.roles.value and settings.security.value:
            self.restricted[api.id] = one("roles", frozenset(settings.roles.value))
        self.tokens = self.tokens or Security.JWT in settings.security.value
        self.words.append(words)
        self.numbers.append(self.kinds.setdefault(kind, len(self.kinds)))

    def gateway(self, model: Model) -> ir.Gateway:
        environment = self.environment
        issuers = environment.issuers if self.tokens else ()
        services = {up: up for issuer in issuers if (up := issuer.upstream) is not None}
        used = {**services, **{found: upstream for found, (_, upstream) in self.upstreams.items()}}
        upstreams = named(used.values())
        names = frozenset(issuer.name for issuer in issuers)
        consumers = callers(model, environment, self.words, names, self.restricted)
        return ir.Gateway(
            project=model.project,
            environment=environment.name,
            url=environment.url.origin,
            listener=environment.listener,
            resolvers=environment.resolvers,
            origins=tuple(sorted(environment.portal.origins)),
            portal_url=None if environment.portal.url is None else str(environment.portal.url),
            apis=self._apis(upstreams),
            upstreams=tuple(sorted(upstreams.values(), key=lambda upstream: upstream.name)),
            consumers=tuple(consumers),
            look=model.look,
            plans=model.plans[model.environments.index(environment)],
            origin=environment.origin,
            issuers=tuple(issuer.reaching(upstreams) for issuer in issuers),
            admin_port=environment.admin_port,
            shared_limits=environment.shared_limits,
        )

    def _apis(self, upstreams: Mapping[ir.Upstream, ir.Upstream]) -> Apis:
        """upstreams: without and with their names."""
        kinds = []
        for kind in self.kinds:
            endpoint = replace(kind.endpoint, upstream=upstreams[kind.endpoint.upstream])
            kinds.append(replace(kind, endpoint=self.parts.one("endpoint", endpoint)))
        order = sorted(range(len(self.words)), key=lambda at: self.words[at].base)
        words = [self.words[at] for at in order]
        return Apis(words, [kinds[self.numbers[at]] for at in order])

    def _upstream(self, api: Api, endpoint: Endpoint) -> ir.Upstream:
        """One for each address with its TLS settings; the CA is the environment's. A complaint
        about it points to its first API by base."""
        url = endpoint.url.value
        found = ir.Upstream(
            name="",
            host=url.host,
            port=url.port,
            tls=ir.UpstreamTls(url.host, self.environment.trusted_ca) if url.tls else None,
            host_is_address=url.host_is_address,
            origin=endpoint.origin,
        )
        if found not in self.upstreams or api.base < self.upstreams[found][0]:
            self.upstreams[found] = (api.base, found)
        return self.upstreams[found][1]


def _endpoint(endpoint: Endpoint, upstream: ir.Upstream, vendor: Vendor) -> ir.Endpoint:
    url = endpoint.url.value
    secret = None if endpoint.secret is None else endpoint.secret.value
    return ir.Endpoint(
        upstream=upstream,
        authority=url.authority,
        base_path=url.path,
        credential=_credential(vendor, secret),
        query=endpoint.query,
        headers=tuple(sorted(endpoint.headers, key=lambda pin: pin.name)),
    )


def _credential(vendor: Vendor, secret: KeyRef | None) -> Credential | None:
    if isinstance(secret, AwsKeys):
        if vendor.sigv4 is None:
            raise AssertionError(f"{vendor.id} takes no signed requests")
        return SigV4Credential(vendor.sigv4, secret.region)
    match vendor.auth:
        case HeaderAuth(header, prefix) if secret is not None:
            return HeaderCredential(header, prefix, secret)
        case QueryAuth(parameter, prefix) if secret is not None:
            return QueryCredential(parameter, prefix, secret)
    return None


def _key_header(vendor: Vendor) -> str | None:
    """Clients that were written for the vendor send their key where the vendor looks for it."""
    match vendor.auth:
        case HeaderAuth(header, "") if header.lower() not in contract.KEY_HEADERS:
            return header.lower()
    return None


def _announced(settings: Settings) -> tuple[tuple[str, str], ...]:
    if settings.lifecycle.value is not Lifecycle.DEPRECATED:
        return ()
    return deprecation_headers(settings.since.value, settings.sunset.value, settings.link.value)


def _listing(settings: Settings) -> ir.Listing:
    lifecycle, since, sunset = settings.lifecycle.value, settings.since.value, settings.sunset.value
    deprecated = lifecycle is Lifecycle.DEPRECATED
    return ir.Listing(
        visible=lifecycle in (Lifecycle.PUBLISHED, Lifecycle.DEPRECATED),
        roles=tuple(sorted(settings.roles.value)),
        since=since.isoformat() if since is not None and deprecated else None,
        sunset=sunset.isoformat() if sunset is not None and deprecated else None,
        link=settings.link.value if deprecated else None,
        documents=settings.documents.value,
        properties=tuple((name, value.value) for name, value in settings.properties),
    )


def _paths(
    operations: Iterable[VendorOperation],
    body: int,
    upload: int,
    scopes: Mapping[str, tuple[str, ...]],
) -> Iterable[ir.Path]:
    """Literal paths first, then the templates with the most literal text, since the first that
    fits is taken; methods of a path by name."""
    ordered = sorted(operations, key=lambda operation: _order(operation.template))
    for template, group in groupby(ordered, key=lambda operation: operation.template):
        lowered = (
            ir.Operation(
                id=operation.id,
                method=operation.method,
                upload=operation.upload,
                limit=upload if operation.upload else body,
                streams=operation.streams,
                usage=operation.usage,
                request_model=None if isinstance(operation.model, InBody) else operation.model,
                websocket=operation.websocket,
                scopes=scopes.get(operation.id, ()),
            )
            for operation in group
        )
        yield ir.Path(template, tuple(sorted(lowered, key=lambda operation: operation.method)))


def _order(template: PathTemplate) -> tuple[bool, int, str]:
    literal = sum(len(part) for part in template.parts if isinstance(part, str))
    return (not template.literal, 0 if template.literal else -literal, template.text)
