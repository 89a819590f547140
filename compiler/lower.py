"""Model x environment -> ir.Gateway: the last stage before the targets, and the one that sorts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from compiler import ir
from compiler.announcing import deprecation_headers
from compiler.model import Api, Consumer, Deployment, Endpoint, Environment, Model, Settings
from compiler.terms import Credential, Lifecycle, PathTemplate, Timeouts
from compiler.urls import Url
from compiler.vendors import Vendor, VendorOperation

_Address = tuple[str, int, bool]  # host, port, whether over TLS


def lower(model: Model, environment: Environment) -> ir.Gateway:
    """The gateway of one environment."""
    deployed = sorted(_deployed(model, environment), key=lambda found: found[0].base)
    upstreams = _upstreams((found[1].endpoint for found in deployed), environment)
    lowering = _Lowering(upstreams)
    return ir.Gateway(
        project=model.project,
        environment=environment.name,
        url=environment.url.origin,
        listener=environment.listener,
        resolvers=environment.resolvers,
        origins=tuple(sorted(environment.portal.origins)),
        portal_url=None if environment.portal.url is None else str(environment.portal.url),
        apis=tuple(lowering.api(api, deployment) for api, deployment in deployed),
        upstreams=tuple(sorted(upstreams.values(), key=lambda upstream: upstream.name)),
        consumers=tuple(_consumers(model.consumers, environment.name)),
        origin=environment.origin,
    )


def _deployed(model: Model, environment: Environment) -> Iterable[tuple[Api, Deployment]]:
    for api in model.apis:
        for deployment in api.deployments:
            created = deployment.settings.lifecycle.value is Lifecycle.CREATED
            if deployment.environment == environment.name and not created:
                yield api, deployment


def _consumers(consumers: Iterable[Consumer], environment: str) -> Iterable[ir.Consumer]:
    for consumer in consumers:
        digests = {key.digest for key in consumer.keys if environment in key.environments}
        if digests:
            yield ir.Consumer(consumer.name, tuple(sorted(digests)))


def _address(url: Url) -> _Address:
    return url.host, url.port, url.tls


def _upstreams(
    endpoints: Iterable[Endpoint], environment: Environment
) -> dict[_Address, ir.Upstream]:
    """One upstream for each address with its TLS settings; the CA is the environment's."""
    first: dict[_Address, Endpoint] = {}
    for endpoint in endpoints:
        first.setdefault(_address(endpoint.url.value), endpoint)
    upstreams: dict[_Address, ir.Upstream] = {}
    names: set[str] = set()
    for address in sorted(first):
        host, port, tls = address
        name = stem = "u_" + re.sub("[^a-z0-9]+", "_", host.lower()).strip("_") + f"_{port}"
        count = 1
        while name in names:  # a.b-c and a-b.c, or one address with and without TLS
            count += 1
            name = f"{stem}_{count}"
        names.add(name)
        url = first[address].url.value
        upstreams[address] = ir.Upstream(
            name=name,
            host=host,
            port=port,
            tls=ir.UpstreamTls(host, environment.trusted_ca) if tls else None,
            host_is_address=url.host_is_address,
            origin=first[address].origin,
        )
    return upstreams


@dataclass(slots=True)
class _Lowering:
    """APIs of one environment; those that expose the same under the same limits share paths."""

    upstreams: dict[_Address, ir.Upstream]
    paths: dict[tuple[str, tuple[str, ...], int, int], tuple[ir.Path, ...]] = field(
        default_factory=dict
    )

    def api(self, api: Api, deployment: Deployment) -> ir.Api:
        settings = deployment.settings
        return ir.Api(
            name=api.name,
            version=api.version,
            base=api.base,
            vendor=api.vendor.name,
            vendor_version=api.vendor.version,
            description=settings.description.value,
            tags=settings.tags.value,
            endpoint=self._endpoint(deployment.endpoint, api.vendor),
            security=tuple(sorted(settings.security.value)),
            paths=self._paths(api.vendor, settings),
            timeouts=Timeouts(settings.connect_ms.value, settings.idle_ms.value),
            removed_response_headers=tuple(sorted(api.vendor.removed_response_headers)),
            lifecycle=settings.lifecycle.value,
            added_response_headers=_announced(settings),
            listing=_listing(settings),
            document=api.vendor.document,
            origin=api.origin,
        )

    def _endpoint(self, endpoint: Endpoint, vendor: Vendor) -> ir.Endpoint:
        url = endpoint.url.value
        credential = None
        if endpoint.secret is not None:
            credential = Credential(vendor.header, vendor.prefix, endpoint.secret.value)
        return ir.Endpoint(
            upstream=self.upstreams[_address(url)],
            authority=url.authority,
            base_path=url.path,
            credential=credential,
            query=endpoint.query,
            headers=tuple(sorted(endpoint.headers, key=lambda pin: pin.name)),
        )

    def _paths(self, vendor: Vendor, settings: Settings) -> tuple[ir.Path, ...]:
        body, upload = settings.body_limit.value, settings.upload_limit.value
        operations = settings.operations.value
        key = (vendor.id, tuple(operation.id for operation in operations), body, upload)
        if key not in self.paths:
            self.paths[key] = tuple(_paths(operations, body, upload))
        return self.paths[key]


def _announced(settings: Settings) -> tuple[tuple[str, str], ...]:
    if settings.lifecycle.value is not Lifecycle.DEPRECATED:
        return ()
    return deprecation_headers(settings.since.value, settings.sunset.value, settings.link.value)


def _listing(settings: Settings) -> ir.Listing:
    lifecycle, since, sunset = settings.lifecycle.value, settings.since.value, settings.sunset.value
    deprecated = lifecycle is Lifecycle.DEPRECATED
    return ir.Listing(
        visible=lifecycle in (Lifecycle.PUBLISHED, Lifecycle.DEPRECATED)
        and not settings.roles.value,
        since=since.isoformat() if since is not None and deprecated else None,
        sunset=sunset.isoformat() if sunset is not None and deprecated else None,
        link=settings.link.value if deprecated else None,
        documents=settings.documents.value,
        properties=tuple((name, value.value) for name, value in settings.properties),
    )


def _paths(operations: Iterable[VendorOperation], body: int, upload: int) -> Iterable[ir.Path]:
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
                streaming=operation.streaming,
                usage=operation.usage,
                model_parameter=operation.model_parameter,
            )
            for operation in group
        )
        yield ir.Path(template, tuple(sorted(lowered, key=lambda operation: operation.method)))


def _order(template: PathTemplate) -> tuple[bool, int, str]:
    literal = sum(len(part) for part in template.parts if isinstance(part, str))
    return (not template.literal, 0 if template.literal else -literal, template.text)
