"""The two files of a vendor -> Vendor. One way for bundled vendors and for a project's own."""

from __future__ import annotations

import hashlib

from compiler import source
from compiler.checking import check
from compiler.definition import read_vendor as read_definition
from compiler.diagnostics import Diagnostics
from compiler.keys.table import FileKind
from compiler.source import Document
from compiler.vendors import findings
from compiler.vendors.building import build
from compiler.vendors.cache import Cache
from compiler.vendors.describing import Description, describe, warn_of_changes
from compiler.vendors.files import VendorFiles
from compiler.vendors.fitting import check_fit
from compiler.vendors.validating import validate, validator
from compiler.vendors.vendor import Vendor

_KIND = "vendor"


def read_vendor(
    files: VendorFiles, cache: Cache, diagnostics: Diagnostics, *, thorough: bool
) -> Vendor | None:
    """The vendor, or None after complaints. thorough: with warnings about what could be wrong,
    which for bundled vendors the tests look for."""
    facts, described = files.facts, files.description
    sha256 = hashlib.sha256(hashlib.sha256(facts).digest() + described).hexdigest()
    key = f"{files.folder.id} {files.folder.description.name} {sha256} {thorough} {validator()}"
    found = Diagnostics()
    description = describe(files.folder.description, described, cache, found)
    match cache.get(_KIND, key):
        case {"facts": dict(kept), "findings": list(said)} if description is not None:
            for each in findings.restored(said, files.folder.facts.parent):
                diagnostics.put(each)
            written = read_definition(Document(files.folder.facts, kept, {}, {}, {}))
            return build(written, description, files.folder, sha256, Diagnostics())
    document = source.parse(files.folder.facts, facts, found)
    checked = None if document is None else check(document, FileKind.VENDOR, found)
    vendor = None
    if checked is not None and description is not None:
        vendor = _built(checked, description, files, sha256, cache, found, thorough=thorough)
        if not found.failed:
            cache.put(_KIND, key, {"facts": checked.data, "findings": findings.kept(found)})
    diagnostics.take(found)
    return None if found.failed else vendor


def _built(
    checked: Document,
    description: Description,
    files: VendorFiles,
    sha256: str,
    cache: Cache,
    diagnostics: Diagnostics,
    *,
    thorough: bool,
) -> Vendor:
    definition = read_definition(checked)
    vendor = build(definition, description, files.folder, sha256, diagnostics)
    if thorough:
        warn_of_changes(description, diagnostics)
        validate(description, cache, diagnostics)
        if not diagnostics.failed:
            check_fit(definition, vendor, description, diagnostics)
    return vendor
