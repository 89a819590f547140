"""The target itself: what nginx cannot do, and the files of its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import PurePosixPath

import jinja2

from compiler import codes, ir, rendering, resources
from compiler.artifacts import Artifact
from compiler.diagnostics import Diagnostics
from compiler.targets.nginx import data, metrics, quoting
from compiler.targets.nginx.code import joined
from compiler.targets.nginx.plan import plan
from compiler.targets.nginx.server import Main, main
from compiler.targets.nginx.tokens import unsupported

# What the templates make; nginx.conf includes the others.
PARTS = (
    "conf/errors.conf",
    "conf/headers.conf",
    "conf/locations.conf",
    "conf/log.conf",
    "conf/proxy.conf",
    "conf/server.conf",
    "conf/upstreams.conf",
    "conf/variables.conf",
    "nginx.conf",
)
METRICS_PART = "conf/metrics.conf"
TOKENS_PART = "conf/tokens.conf"


class Nginx:
    """nginx 1.31 with njs 0.9.9."""

    name = "nginx"

    def check(self, gateway: ir.Gateway, diagnostics: Diagnostics) -> None:
        """Complains of endpoints with a name where no resolver is given, of certificates for
        addresses: nginx compares only names (X509_check_host(3)), and would answer 502 for ever;
        and of signatures that njs cannot check."""
        for issuer, algorithm in unsupported(gateway):
            diagnostics.add(
                codes.ALGORITHM_UNSUPPORTED,
                issuer.origin,
                target=self.name,
                algorithm=algorithm.value,
                issuer=issuer.name,
            )
        for upstream in gateway.upstreams:
            if upstream.tls and upstream.host_is_address:
                diagnostics.add(
                    codes.NO_ADDRESS_IN_CERTIFICATE, upstream.origin, host=upstream.host
                )
            if not gateway.resolvers and not upstream.host_is_address:
                diagnostics.add(
                    codes.NEEDS_RESOLVER,
                    upstream.origin,
                    related=((gateway.origin, "the environment"),),
                    host=upstream.host,
                    environment=gateway.environment,
                )

    def emit(self, gateway: ir.Gateway) -> Iterator[Artifact]:
        """nginx.conf with its parts, the njs code, its data, and the CA bundles of the project."""
        shared = plan(gateway)
        names = []
        for name, entries in data.tables(gateway, shared):
            names.append(name)
            yield Artifact(PurePosixPath(f"data/{name}.json"), partial(_json, entries))
        view = main(gateway, shared, tuple(names))
        for part in _parts(view):
            text = _templates().get_template(f"{part}.j2").render(main=view)
            yield _artifact(part, text.encode())
        yield _artifact("njs/gateway.js", _code())
        if view.metrics:
            yield _artifact("njs/metrics.js", metrics.code())
        for bundle in _bundles(gateway):
            yield _artifact(f"ca/{bundle.name}", bundle.content)


def _parts(view: Main) -> Iterator[str]:
    yield from PARTS
    if view.metrics:
        yield METRICS_PART
    if view.tokens:
        yield TOKENS_PART


@cache
def _templates() -> jinja2.Environment:
    """Once, however many environments a project has: reading templates costs more than printing."""
    return rendering.environment("nginx", quoting.FILTERS)


@cache
def _code() -> bytes:
    return joined(resources.tree("templates") / "nginx" / "njs")


def _bundles(gateway: ir.Gateway) -> list[ir.ProjectCa]:
    """Each CA bundle of the project once, in the order of the upstreams."""
    found: dict[str, ir.ProjectCa] = {}
    for upstream in gateway.upstreams:
        if upstream.tls and isinstance(upstream.tls.trusted_ca, ir.ProjectCa):
            found.setdefault(upstream.tls.trusted_ca.name, upstream.tls.trusted_ca)
    return list(found.values())


def _artifact(path: str, content: bytes) -> Artifact:
    return Artifact(PurePosixPath(path), content)


def _json(entries: data.Entries) -> Iterator[bytes]:
    """One entry a line, so that a difference shows which entry it is about."""
    before = "{"
    for name, value in entries():
        # Without an indent it is quick, and consumers are many strings.
        text = isinstance(value, str)
        shown = json.dumps(value, indent=None if text else 1).replace("\n", "\n ")
        yield f"{before}\n {json.dumps(name)}: {shown}".encode()
        before = ","
    yield b"{}\n" if before == "{" else b"\n}\n"


TARGET = Nginx()
