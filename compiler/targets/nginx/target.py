"""The target itself: what nginx cannot do, and the files of its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from compiler import codes, ir, rendering, resources
from compiler.artifacts import Artifact
from compiler.diagnostics import Diagnostics
from compiler.targets.nginx import data, quoting
from compiler.targets.nginx.plan import plan
from compiler.targets.nginx.server import main

# What the templates make; nginx.conf includes the others.
PARTS = (
    "conf/errors.conf",
    "conf/headers.conf",
    "conf/locations.conf",
    "conf/proxy.conf",
    "conf/server.conf",
    "conf/upstreams.conf",
    "conf/variables.conf",
    "nginx.conf",
)


class Nginx:
    """nginx 1.31 with njs 0.9.9."""

    name = "nginx"

    def check(self, gateway: ir.Gateway, diagnostics: Diagnostics) -> None:
        """Complains of endpoints with a name where no resolver is given, and of certificates for
        addresses: nginx compares only names (X509_check_host(3)), and would answer 502 for ever."""
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
        for name, table in data.tables(gateway, shared):
            names.append(name)
            yield _artifact(f"data/{name}.json", _json(table))
        view = main(gateway, shared, tuple(names))
        templates = rendering.environment("nginx", quoting.FILTERS)
        for part in PARTS:
            text = templates.get_template(f"{part}.j2").render(main=view)
            yield _artifact(part, text.encode())
        folder = resources.tree("templates") / "nginx" / "njs"
        for code in sorted(folder.glob("*.js")):
            yield _artifact(f"njs/{code.name}", code.read_bytes())
        for bundle in _bundles(gateway):
            yield _artifact(f"ca/{bundle.name}", bundle.content)


def _bundles(gateway: ir.Gateway) -> list[ir.ProjectCa]:
    """Each CA bundle of the project once, in the order of the upstreams."""
    found: dict[str, ir.ProjectCa] = {}
    for upstream in gateway.upstreams:
        if upstream.tls and isinstance(upstream.tls.trusted_ca, ir.ProjectCa):
            found.setdefault(upstream.tls.trusted_ca.name, upstream.tls.trusted_ca)
    return list(found.values())


def _artifact(path: str, content: bytes) -> Artifact:
    return Artifact(PurePosixPath(path), content)


def _json(table: data.Table) -> bytes:
    """One entry a line, so that a difference shows which entry it is about."""
    return (json.dumps(table, indent=1) + "\n").encode()


TARGET = Nginx()
