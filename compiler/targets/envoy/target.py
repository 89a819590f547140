"""The Envoy target: an environment's gateway as a bootstrap, file xDS and Lua."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath

from compiler import ir
from compiler.artifacts import Artifact
from compiler.diagnostics import Diagnostics
from compiler.targets.envoy import metering, metrics, shared_limits, tokens
from compiler.targets.envoy.bootstrap import bootstrap_text
from compiler.targets.envoy.clusters import ca_path, clusters
from compiler.targets.envoy.listeners import certificate, listener
from compiler.targets.envoy.lua_code import lua_files, revision
from compiler.targets.envoy.operation_sets import OperationSets
from compiler.targets.envoy.resource_files import listed_file, routes_file, single_file
from compiler.targets.envoy.routes import base_actions


class Envoy:
    """Envoy 1.40: what is emitted starts with `envoy -c envoy.yaml --disable-hot-restart`."""

    name = "envoy"

    def check(self, gateway: ir.Gateway, diagnostics: Diagnostics) -> None:
        """Nothing of the contract is beyond Envoy so far, but keys of some issuers."""
        tokens.check(gateway, diagnostics)

    def emit(self, gateway: ir.Gateway) -> Iterable[Artifact]:
        """In the order in which a running Envoy can take them: what is referred to comes first."""
        lua = lua_files(gateway)
        for name, content in lua:
            yield Artifact(PurePosixPath("lua") / name, content)
        sets = OperationSets(metering.of_tokens(gateway))
        for api in gateway.apis:
            sets.name(api)
        for name, content in sets.tables():
            yield Artifact(PurePosixPath("lua") / "shapes" / name, content)
        for name, content in sets.files():
            yield Artifact(PurePosixPath("lua") / "paths" / name, content)
        yield from _bundles(gateway)
        yield listed_file(
            "clusters",
            [
                *clusters(gateway),
                *tokens.clusters(gateway),
                *shared_limits.clusters(gateway),
                *metrics.clusters(gateway),
            ],
        )
        yield routes_file(partial(base_actions, gateway, sets), bool(gateway.origins))
        if gateway.listener.tls:
            yield single_file("secrets", certificate(gateway.listener.tls))
        of_metrics = revision(file for file in lua if metrics.owns(file[0]))
        others = metrics.listeners(gateway, of_metrics)
        yield single_file("listeners", listener(gateway, revision(lua)), *others)
        yield from shared_limits.artifacts(gateway)
        yield Artifact(PurePosixPath("envoy.yaml"), bootstrap_text(gateway).encode())


def _bundles(gateway: ir.Gateway) -> Iterator[Artifact]:
    """The project's CA bundles, each once."""
    found = {
        ca_path(upstream.tls.trusted_ca): upstream.tls.trusted_ca.content
        for upstream in gateway.upstreams
        if upstream.tls and isinstance(upstream.tls.trusted_ca, ir.ProjectCa)
    }
    for path in sorted(found):
        yield Artifact(PurePosixPath(path), found[path])


TARGET = Envoy()
