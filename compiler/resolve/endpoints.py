"""Where an API's requests go in one environment: the vendor's server or the author's URL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from compiler.codes import (
    BAD_SERVER,
    MISSING_VARIABLE,
    NO_CREDENTIAL,
    NO_SERVER,
    NOT_SIGNED,
    UNKNOWN_VARIABLE,
    USELESS_VARIABLES,
)
from compiler.definition.written import ApiDefinition, EndpointDefinition, Placed
from compiler.diagnostics import Diagnostics
from compiler.model import Endpoint, Source, Sourced
from compiler.resolve.pins import check_pins
from compiler.suggest import did_you_mean, listed
from compiler.terms import AwsKeys, EnvSecret, KeyRef, Pin
from compiler.urls import Url, parse_url
from compiler.vendors import Vendor

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def resolve_endpoint(
    api: ApiDefinition, vendor: Vendor, environment: str, diagnostics: Diagnostics
) -> Endpoint | None:
    """The endpoint of one environment, or None after a complaint."""
    written = next((e for e in api.endpoints if e.environment.value == environment), None)
    url = _url(api, written, vendor, environment, diagnostics)
    secret = _secret(written, vendor, diagnostics)
    if url is None:
        return None
    query, headers = vendor.query, vendor.headers
    if written is not None:
        check_pins(written, vendor, diagnostics)
        query = _merged(query, written.query, lambda name: name)
        headers = _merged(headers, written.headers, str.lower)
    origin = url.span if url.span is not None else api.vendor.span
    return Endpoint(url, secret, query, headers, origin)


def _url(
    api: ApiDefinition,
    written: EndpointDefinition | None,
    vendor: Vendor,
    environment: str,
    diagnostics: Diagnostics,
) -> Sourced[Url] | None:
    if written is None or written.url is None:
        return _server(api, written, vendor, environment, diagnostics)
    if written.variables:
        diagnostics.add(USELESS_VARIABLES, written.variables_span)
    return Sourced(written.url.value, Source.API, written.url.span)


def _server(
    api: ApiDefinition,
    written: EndpointDefinition | None,
    vendor: Vendor,
    environment: str,
    diagnostics: Diagnostics,
) -> Sourced[Url] | None:
    span = api.vendor.span if written is None else written.environment.span
    if vendor.server is None:
        diagnostics.add(NO_SERVER, span, vendor=vendor.id, environment=environment)
        return None
    needed = tuple(dict.fromkeys(_PLACEHOLDER.findall(vendor.server)))
    given = {} if written is None else {name.value: value for name, value in written.variables}
    for name, _ in () if written is None else written.variables:
        if name.value not in needed:
            diagnostics.add(
                UNKNOWN_VARIABLE,
                name.span,
                vendor=vendor.id,
                variable=name.value,
                suggestion=did_you_mean(name.value, needed),
                known=listed(needed),
            )
    missing = [name for name in needed if name not in given]
    for name in missing:
        diagnostics.add(
            MISSING_VARIABLE, span, vendor=vendor.id, variable=name, environment=environment
        )
    if missing:
        return None
    server = _PLACEHOLDER.sub(lambda found: given[found[1]], vendor.server)
    try:
        return Sourced(parse_url(server), Source.VENDOR)
    except ValueError as error:
        place = span if written is None else written.variables_span
        diagnostics.add(BAD_SERVER, place, vendor=vendor.id, server=server, reason=error)
        return None


def _secret(
    written: EndpointDefinition | None, vendor: Vendor, diagnostics: Diagnostics
) -> Sourced[KeyRef] | None:
    if written is not None and written.secret is not None:
        if vendor.auth is None:
            diagnostics.add(NO_CREDENTIAL, written.secret.span, vendor=vendor.id)
            return None
        if isinstance(written.secret.value, AwsKeys) and vendor.sigv4 is None:
            diagnostics.add(NOT_SIGNED, written.secret.span, vendor=vendor.id)
            return None
        return Sourced(written.secret.value, Source.API, written.secret.span)
    return None if vendor.variable is None else Sourced(EnvSecret(vendor.variable), Source.VENDOR)


def _merged(
    vendors: Iterable[Pin], written: Iterable[Placed[Pin]], same: Callable[[str], str]
) -> tuple[Pin, ...]:
    """Pins by name, the API's where both have one, sorted. What `same` makes alike is one name."""
    pins = {same(pin.name): pin for pin in (*vendors, *(each.value for each in written))}
    return tuple(sorted(pins.values(), key=lambda pin: pin.name))
