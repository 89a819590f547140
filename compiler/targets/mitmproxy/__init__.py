"""mitmproxy: fixed code (templates/mitmproxy) beside gateway.json, for local work without TLS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from compiler import resources
from compiler.artifacts import Artifact
from compiler.diagnostics import Diagnostics
from compiler.ir import Gateway, ProjectCa
from compiler.targets.mitmproxy import data

_PACKAGE = "gatewright_gateway"


@dataclass(frozen=True, slots=True)
class Mitmproxy:
    """Gateway mode and forward-proxy mode are the same artifacts, started differently."""

    name: str = "mitmproxy"

    def check(self, gateway: Gateway, diagnostics: Diagnostics) -> None:
        """Nothing to add: the table of keys keeps a listener with TLS away from this target."""

    def emit(self, gateway: Gateway) -> Iterable[Artifact]:
        """gateway.py, its package, the project's CA bundles, gateway.json."""
        folder = resources.tree("templates") / "mitmproxy"
        yield Artifact(PurePosixPath("gateway.py"), (folder / "gateway.py").read_bytes())
        for file in sorted((folder / _PACKAGE).glob("*.py")):
            yield Artifact(PurePosixPath(_PACKAGE, file.name), file.read_bytes())
        written: dict[str, bytes] = {}
        for upstream in gateway.upstreams:
            ca = None if upstream.tls is None else upstream.tls.trusted_ca
            if isinstance(ca, ProjectCa) and ca.name not in written:
                written[ca.name] = ca.content
                yield Artifact(data.ca_path(ca), ca.content)
        yield Artifact(PurePosixPath("gateway.json"), partial(data.render, gateway))


TARGET = Mitmproxy()
