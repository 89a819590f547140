"""An imported vendor, read as the compiler reads those of a project."""

from __future__ import annotations

from pathlib import PurePosixPath

from compiler import reporting
from compiler.diagnostics import Diagnostics
from compiler.importing.importer import Imported
from compiler.vendors import Vendor, VendorFiles, VendorFolder, load_clients
from compiler.vendors.cache import Cache
from compiler.vendors.reading import read_vendor
from tests.bundled import ROOT

CLIENTS = load_clients(ROOT)


def read(found: Imported, name: str, version: str, *, thorough: bool = False) -> Vendor:
    """The vendor. AssertionError: there are complaints other than of costs that nobody knows."""
    at = PurePosixPath("vendors", name, version)
    facts, description = at / "vendor.yaml", at / "openapi.json"
    texts = {
        facts: found.files["vendor.yaml"].encode(),
        description: found.files["openapi.json"].encode(),
    }
    diagnostics = Diagnostics()
    folder = VendorFolder(name, version, facts, description)
    files = VendorFiles(folder, texts[facts], texts[description])
    vendor = read_vendor(files, CLIENTS, Cache(None), diagnostics, thorough=thorough)
    report = reporting.render(diagnostics, texts, "text")
    assert vendor is not None, report
    assert len(diagnostics) == 0, report
    return vendor
