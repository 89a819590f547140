"""The target itself: what it refuses, and its files in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compiler import codes
from compiler.artifacts import Artifact
from compiler.diagnostics import Diagnostics
from compiler.ir import Gateway
from compiler.targets.devportal.assets import PACKAGE, NoReference, assets, reference_files
from compiler.targets.devportal.bundle import Bundle
from compiler.targets.devportal.calling import calling
from compiler.targets.devportal.sites import alike, sites


@dataclass(frozen=True, slots=True)
class DevPortal:
    """Writes a site of plain files for everybody and one for each role: pages, what scripts read
    (search.json, catalog.json), and of each API its OpenAPI document, its Postman collection and
    the documents of its author."""

    name: str = "devportal"

    def check(self, gateway: Gateway, diagnostics: Diagnostics) -> None:
        """The portal can show whatever a gateway can do; what it is made of must be there."""
        if (pair := alike(gateway)) is not None:
            one, other = pair
            diagnostics.add(codes.ROLES_ALIKE, gateway.origin, one=one, other=other)
        if gateway.look.reference:
            try:
                reference_files()
            except NoReference:
                diagnostics.add(codes.NO_REFERENCE, gateway.origin, package=PACKAGE)

    def emit(self, gateway: Gateway) -> Iterator[Artifact]:
        """The assets, which all sites share, then the sites, the public one first."""
        yield from assets(gateway)
        bundle = Bundle(calling(gateway))
        for site in sites(gateway):
            yield from bundle.files(site)


TARGET = DevPortal()
