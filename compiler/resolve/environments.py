"""The environments: what `listen`, `targets`, `portal` and `trusted_ca` mean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from compiler.codes import (
    NO_SUCH_FILE,
    NOT_CERTIFICATES,
    SAME_PORT,
    TARGET_CANNOT,
    TLS_MISSING,
    TLS_UNEXPECTED,
)
from compiler.definition.written import EnvironmentDefinition, Placed, Restricted
from compiler.diagnostics import Diagnostics
from compiler.ir import CaBundle, Listener, ListenerTls, ProjectCa, SharedLimits, SystemCa
from compiler.keys.gateway import SYSTEM_CA
from compiler.keys.row import EVERY, MITMPROXY
from compiler.model import Environment, Portal
from compiler.resolve.files import ReadFile
from compiler.resolve.issuers import resolve_issuers
from compiler.urls import Url

PROJECT_CA_NAME = "trusted-ca.pem"


def resolve_environment(
    defined: EnvironmentDefinition, read_file: ReadFile, diagnostics: Diagnostics
) -> Environment:
    """The environment with its defaults, after complaints about what cannot be right."""
    origins = defined.origins
    if origins is None:
        origins = () if defined.portal_url is None else (defined.portal_url.origin,)
    listener = _listener(defined, diagnostics)
    trusted_ca = _trusted_ca(defined.trusted_ca, read_file, diagnostics)
    if defined.admin is not None and defined.admin.value == listener.port:
        diagnostics.add(SAME_PORT, defined.admin.span, port=listener.port)
    return Environment(
        name=defined.name.value,
        url=defined.url.value,
        listener=listener,
        resolvers=defined.resolvers,
        trusted_ca=trusted_ca,
        portal=Portal(defined.portal_url, tuple(dict.fromkeys(origins))),
        targets=_targets(defined),
        issuers=resolve_issuers(defined, trusted_ca, read_file, diagnostics),
        admin_port=None if defined.admin is None else defined.admin.value,
        shared_limits=_shared(defined.shared),
        apart=defined.apart,
        origin=defined.name.span,
    )


def check_targets(
    environments: Iterable[Environment], restricted: Iterable[Restricted], diagnostics: Diagnostics
) -> None:
    """Nothing is dropped in silence: a key that a selected target should use and cannot."""
    environments = tuple(environments)
    for found in restricted:
        for environment in environments:
            if found.environment not in (None, environment.name):
                continue
            for target in found.row.cannot:
                if target in environment.targets:
                    diagnostics.add(
                        TARGET_CANNOT,
                        found.span,
                        target=target,
                        key=found.row.path.rpartition(">.")[2],
                        environment=environment.name,
                    )


def _shared(service: Url | None) -> SharedLimits | None:
    if service is None:
        return None
    return SharedLimits(service.host, service.port, service.host_is_address)


def _targets(defined: EnvironmentDefinition) -> tuple[str, ...]:
    if defined.targets is None:
        return tuple(name for name in EVERY if name != MITMPROXY or defined.tls is None)
    chosen = [target.value for target in defined.targets]
    return tuple(name for name in EVERY if name in chosen)


def _listener(defined: EnvironmentDefinition, diagnostics: Diagnostics) -> Listener:
    url = defined.url.value
    port = url.port if defined.port is None else defined.port.value
    address = defined.address
    if address is None:
        loopback = "::1" if url.host == "::1" else "127.0.0.1"
        address = loopback if url.loopback else "0.0.0.0"  # noqa: S104 - the documented default
    tls = None if defined.tls is None else ListenerTls(*defined.tls.value)
    # On another port something in front may end or start TLS; on the clients' own port nothing can.
    if port == url.port and url.tls and tls is None:
        diagnostics.add(TLS_MISSING, defined.url.span, url=url, port=port)
    if port == url.port and not url.tls and defined.tls is not None:
        diagnostics.add(TLS_UNEXPECTED, defined.tls.span, url=url, port=port)
    return Listener(address, port, tls)


def _trusted_ca(
    written: Placed[str] | None, read_file: ReadFile, diagnostics: Diagnostics
) -> CaBundle:
    if written is None:
        return SystemCa(SYSTEM_CA)
    if written.value.startswith("/"):
        return SystemCa(written.value)
    content = read_file(PurePosixPath(written.value))
    if content is None:
        diagnostics.add(NO_SUCH_FILE, written.span, file=written.value)
        return SystemCa(SYSTEM_CA)
    if (reason := _not_certificates(content)) is not None:
        diagnostics.add(NOT_CERTIFICATES, written.span, file=written.value, reason=reason)
    return ProjectCa(PROJECT_CA_NAME, content)


def _not_certificates(content: bytes) -> str | None:
    """Why an engine would refuse this bundle or must not be given it; None where it is good."""
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        return "it is not PEM text"
    if "PRIVATE KEY-----" in text:
        return "a private key is in it"
    if "-----BEGIN CERTIFICATE-----" not in text:
        return "no certificate is in it"
    import ssl  # slow to load, and few projects have a bundle of their own

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except ssl.SSLError:
        return "a certificate in it is broken"
    return None
