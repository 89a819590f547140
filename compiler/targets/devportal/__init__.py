"""The developer portal: what a client may know of each API. Today that is its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from compiler.artifacts import Artifact
from compiler.diagnostics import Diagnostics
from compiler.ir import Gateway
from compiler.targets.devportal.document import Closures, document


@dataclass(frozen=True, slots=True)
class DevPortal:
    """Writes apis/<name>/<version>/openapi.json for every API of the gateway."""

    name: str = "devportal"

    def check(self, gateway: Gateway, diagnostics: Diagnostics) -> None:
        """The portal can show whatever a gateway can do."""

    def emit(self, gateway: Gateway) -> Iterator[Artifact]:
        closures = Closures()
        for api in gateway.apis:
            path = PurePosixPath("apis", api.name, api.version, "openapi.json")
            yield Artifact(path, document(gateway, api, closures))


TARGET = DevPortal()
