"""Endpoints, keys and settings as a careful reviewer reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from compiler.codes import (
    KEY_LEFT_AT_DEFAULT,
    OPEN_API,
    OTHER_ENVIRONMENT,
    PLAIN_HTTP,
    SHORT_IDLE,
)
from compiler.diagnostics import Diagnostics, Span
from compiler.model import Environment, Source
from compiler.review.served import Served
from compiler.review.trial import TRIAL, has_words, is_trial
from compiler.suggest import listed
from compiler.terms import AwsKeys, EnvSecret, FileSecret

MIN_STREAM_IDLE_MS = 30_000


@dataclass(frozen=True, slots=True)
class _Written:
    """An endpoint's host, or the name of its key, as the author wrote it for one environment.
    text: what its words are looked for in; own: not a thing that environments have in common."""

    what: str
    text: str
    span: Span
    own: bool


def check_endpoint(served: Served, diagnostics: Diagnostics) -> None:
    """Warns of requests that cross a network unencrypted."""
    endpoint = served.deployment.endpoint
    url = endpoint.url.value
    if not url.tls and not url.loopback:
        diagnostics.add(PLAIN_HTTP, endpoint.origin, url=url)


def check_settings(served: Served, diagnostics: Diagnostics) -> None:
    """Warns of streams that would be cut, and of an API that anybody may use."""
    api, settings = served.api, served.deployment.settings
    streams = sum(operation.streaming for operation in settings.operations.value)
    if streams and settings.idle_ms.value < MIN_STREAM_IDLE_MS:
        place = settings.idle_ms.span or api.origin
        diagnostics.add(SHORT_IDLE, place, milliseconds=settings.idle_ms.value, api=api.id)
    listener = served.environment.listener
    if not settings.security.value and not ip_address(listener.address).is_loopback:
        diagnostics.add(
            OPEN_API,
            settings.security.span or api.origin,
            api=api.id,
            environment=served.environment.name,
            address=listener.address,
        )


def check_keys(deployed: Iterable[Served], diagnostics: Diagnostics) -> None:
    """One environment's key is written, and another's is not."""
    chosen: list[tuple[Span, str]] = []
    left: list[str] = []
    for served in deployed:
        secret, vendor = served.deployment.endpoint.secret, served.api.vendor
        if secret is None:
            continue
        if secret.source is Source.VENDOR:
            left.append(served.environment.name)
        elif secret.span is not None and secret.value != EnvSecret(vendor.variable or ""):
            chosen.append((secret.span, vendor.variable or ""))
    if chosen and left:
        span, variable = chosen[0]
        diagnostics.add(KEY_LEFT_AT_DEFAULT, span, variable=variable, environments=listed(left))


def check_owners(
    deployed: tuple[Served, ...], environments: tuple[Environment, ...], diagnostics: Diagnostics
) -> None:
    """An environment uses what its name, or another environment, says is another's."""
    things = {served.environment.name: tuple(_written(served)) for served in deployed}
    for served in deployed:
        name = served.environment.name
        for found in things[name]:
            other = _named_in(found.text, served.environment, environments)
            if other is None and found.own and not is_trial(served.environment):
                other = _sharer(found, deployed, things)
            if other is not None:
                diagnostics.add(
                    OTHER_ENVIRONMENT,
                    found.span,
                    environment=name,
                    what=found.what,
                    value=found.text,
                    other=other,
                )


def _written(served: Served) -> Iterator[_Written]:
    endpoint = served.deployment.endpoint
    url, secret = endpoint.url, endpoint.secret
    if url.source is Source.API and url.span is not None:
        host = url.value.host
        own = host != (served.api.vendor.server or "").partition("//")[2]
        yield _Written("endpoint", host, url.span, own and not url.value.loopback)
    if secret is not None and secret.span is not None:
        match secret.value:
            case FileSecret(path):
                yield _Written("key file", path, secret.span, own=True)
            case EnvSecret(variable):
                # One variable in every environment is right: each gateway is its own process.
                yield _Written("variable", variable, secret.span, own=False)
            case AwsKeys():
                return  # the name of a region says nothing of an environment


def _named_in(
    text: str, environment: Environment, environments: Iterable[Environment]
) -> str | None:
    """The environment, or the kind of one, that the text names in place of its own."""
    if has_words(text, environment.name):
        return None
    for other in environments:
        if other.name != environment.name and has_words(text, other.name):
            return other.name
    if is_trial(environment):
        return None
    return next((word for word in TRIAL if has_words(text, word)), None)


def _sharer(
    found: _Written, deployed: Iterable[Served], things: dict[str, tuple[_Written, ...]]
) -> str | None:
    """A trial environment that uses the same thing."""
    for served in deployed:
        name = served.environment.name
        if is_trial(served.environment):
            for other in things[name]:
                if (other.what, other.text) == (found.what, found.text):
                    return name
    return None
