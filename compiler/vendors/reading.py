"""The two files of a vendor -> Vendor. One way for bundled vendors and for a project's own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from compiler import source
from compiler.checking import check
from compiler.definition import read_vendor as read_definition
from compiler.definition.written_vendor import VendorDefinition
from compiler.diagnostics import Diagnostics
from compiler.keys.table import FileKind
from compiler.source import Document
from compiler.vendors import findings
from compiler.vendors.building import build
from compiler.vendors.cache import Cache
from compiler.vendors.clients import Clients
from compiler.vendors.describing import Description, describe, warn_of_changes
from compiler.vendors.files import VendorFiles, VendorFolder
from compiler.vendors.fitting import check_fit
from compiler.vendors.guiding import check_uses, guide_of
from compiler.vendors.validating import validate, validator
from compiler.vendors.vendor import Vendor

_KIND = "vendor"


def read_vendor(
    files: VendorFiles, clients: Clients, cache: Cache, diagnostics: Diagnostics, *, thorough: bool
) -> Vendor | None:
    """The vendor, or None after complaints. thorough: with warnings about what could be wrong,
    which for bundled vendors the tests look for."""
    folder = files.folder
    sha256 = hashlib.sha256(hashlib.sha256(files.facts).digest() + files.description).hexdigest()
    key = f"{folder.id} {folder.description.name} {sha256} {thorough} {validator()}"
    found = Diagnostics()
    description = describe(folder.description, files.description, cache, found)
    reading = _Reading(folder, sha256, clients)
    match cache.get(_KIND, key):
        case {"facts": dict(kept), "findings": list(said), "clients": dict(used)} if (
            description is not None and clients.digests(used) == used
        ):
            for each in findings.restored(said, folder.facts.parent):
                diagnostics.put(each)
            written = read_definition(Document(folder.facts, kept, {}, {}, {}))
            return reading.built(written, description, Diagnostics())
    document = source.parse(folder.facts, files.facts, found)
    checked = None if document is None else check(document, FileKind.VENDOR, found)
    vendor = None
    if checked is not None and description is not None:
        written = read_definition(checked)
        vendor = reading.built(written, description, found)
        if thorough:
            _look_closer(written, vendor, description, cache, found)
        if not found.failed:
            used = clients.digests(use.client.value for use in written.clients)
            said = findings.kept(found)
            cache.put(_KIND, key, {"facts": checked.data, "findings": said, "clients": used})
    diagnostics.take(found)
    return None if found.failed else vendor


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a vendor is made of beside its facts. sha256: of its two files, in hex."""

    folder: VendorFolder
    sha256: str
    clients: Clients

    def built(
        self, definition: VendorDefinition, description: Description, diagnostics: Diagnostics
    ) -> Vendor:
        """The vendor, to be used only where no complaint is an error. Its digest counts the
        clients that it names."""
        used = self.clients.digests(use.client.value for use in definition.clients)
        digest = self.sha256
        if used:
            digest = hashlib.sha256(json.dumps([digest, used]).encode()).hexdigest()
        guide = guide_of(definition, self.clients.used(definition.clients))
        vendor = build(definition, description, self.folder, guide, digest, diagnostics)
        check_uses(definition, self.clients, vendor, diagnostics)
        return vendor


def _look_closer(
    definition: VendorDefinition,
    vendor: Vendor,
    description: Description,
    cache: Cache,
    diagnostics: Diagnostics,
) -> None:
    warn_of_changes(description, diagnostics)
    validate(description, cache, diagnostics)
    if not diagnostics.failed:
        check_fit(definition, vendor, description, diagnostics)
