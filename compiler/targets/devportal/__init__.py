"""The developer portal: what a client may know of each API, as files for any static server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from compiler.artifacts import Artifact
from compiler.diagnostics import Diagnostics
from compiler.ir import Gateway
from compiler.targets.devportal import api_catalog
from compiler.targets.devportal.calling import calling
from compiler.targets.devportal.catalog import catalog
from compiler.targets.devportal.document import Closures, document
from compiler.targets.devportal.places import document_file, listed, openapi_file


@dataclass(frozen=True, slots=True)
class DevPortal:
    """Writes catalog.json, the catalogue of RFC 9727, and of every API that is listed the OpenAPI
    document and the documents of its author."""

    name: str = "devportal"

    def check(self, gateway: Gateway, diagnostics: Diagnostics) -> None:
        """The portal can show whatever a gateway can do."""

    def emit(self, gateway: Gateway) -> Iterator[Artifact]:
        yield Artifact(api_catalog.PATH, partial(api_catalog.api_catalog, gateway))
        closures = Closures(calling(gateway))
        for api in listed(gateway):
            for found in api.listing.documents:
                yield Artifact(document_file(api, found), found.content)
            yield Artifact(openapi_file(api), document(gateway, api, closures))
        yield Artifact(PurePosixPath("catalog.json"), partial(catalog, gateway))


TARGET = DevPortal()
