"""Projects as texts, and vendors written by hand: what the tests of the front end compile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from compiler import definition, ir, lower, reporting, resolve, review, source
from compiler.diagnostics import Diagnostics
from compiler.model import Model
from compiler.openapi import Document
from compiler.terms import Parameter, PathTemplate, Pin, PinMode
from compiler.vendors import Catalogue, Vendor, VendorOperation

DIGEST = hashlib.sha256(b"a key of the tests").hexdigest()

GATEWAY = """\
gatewright: 1
name: sample
environments:
  sandbox:
    url: http://127.0.0.1:8080
  production:
    url: https://ai.acme.example
    listen: {port: 8443, tls: {certificate: /etc/acme/tls.crt, key: /etc/acme/tls.key}}
    resolvers: [10.96.0.10]
"""
API = """\
name: Chat
version: 1.0.0
context: chat
vendor: plain/v1
"""
CONSUMERS = f"""\
consumers:
  - name: demo-app
    keys: [{{sha256: {DIGEST}, environments: [sandbox]}}]
"""
PROJECT: Mapping[str, str] = {
    "gateway.yaml": GATEWAY,
    "apis/chat.yaml": API,
    "consumers.yaml": CONSUMERS,
}


def operation(
    id: str, method: str, *path: str | Parameter, upload: bool = False, streaming: bool = False
) -> VendorOperation:
    return VendorOperation(id, method, PathTemplate(path), upload, streaming, None, None)


OPERATIONS = (
    operation("transcribe", "POST", "/v1/audio", upload=True),
    operation("createChat", "POST", "/v1/chat", streaming=True),
    operation("listChats", "GET", "/v1/chat"),
    operation("listModels", "GET", "/v1/models"),
    operation("getModel", "GET", "/v1/models/", Parameter("model_id")),
)


def vendor(
    name: str,
    *,
    server: str = "https://api.vendor.example",
    variable: str | None = "PLAIN_API_KEY",
    operations: tuple[VendorOperation, ...] = OPERATIONS,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    query: tuple[Pin, ...] = (),
) -> Vendor:
    """A vendor with five operations, three groups and `chat` and `models` by default."""
    known = groups or {
        "chat": ("createChat", "listChats"),
        "models": ("listModels", "getModel"),
        "audio": ("transcribe",),
    }
    return Vendor(
        name=name,
        version="v1",
        title=name.title(),
        server=server,
        variable=variable,
        header="" if variable is None else "Authorization",
        prefix="" if variable is None else "Bearer ",
        groups=known,
        default=("chat", "models"),
        operations=operations,
        query=query,
        headers=(),
        removed_response_headers=("x-inner",),
        document=Document({"openapi": "3.1.0", "paths": {}}, "0" * 64),
        sha256="0" * 64,
    )


class Handmade(Catalogue):
    """A catalogue of vendors that were built and not read."""

    def __init__(self, *vendors: Vendor) -> None:
        ids = sorted((vendor.name, vendor.version) for vendor in vendors)
        super().__init__(Path("nowhere"), tuple(ids))
        self._vendors = {(vendor.name, vendor.version): vendor for vendor in vendors}

    def get(self, name: str, version: str) -> Vendor | None:
        return self._vendors.get((name, version))


AMBIGUOUS = (*OPERATIONS, operation("getOther", "GET", "/v1/models/", Parameter("other")))
VENDORS = Handmade(
    vendor("plain"),
    vendor("placed", server="https://{resource}.vendor.example", variable="PLACED_API_KEY"),
    vendor("keyless", variable=None),
    vendor("ambiguous", operations=AMBIGUOUS),
    vendor("pinned", query=(Pin("api-version", "2024-10-21", PinMode.DEFAULT),)),
)


@dataclass(frozen=True)
class Outcome:
    """What the front end made of a project."""

    diagnostics: Diagnostics
    texts: Mapping[PurePosixPath, bytes]
    model: Model
    gateways: Mapping[str, ir.Gateway]

    @property
    def codes(self) -> list[str]:
        return [found.code.id for found in self.diagnostics]

    @property
    def report(self) -> str:
        return reporting.render(self.diagnostics, self.texts, "text")

    @property
    def gateway(self) -> ir.Gateway:
        """Of the environment `sandbox`, in a project without complaints."""
        assert not self.diagnostics.failed, self.report
        return self.gateways["sandbox"]


def compile_texts(
    changes: Mapping[str, str | bytes],
    *,
    catalogue: Catalogue = VENDORS,
    alone: bool = False,
    reviewed: bool = False,
) -> Outcome:
    """The good project with some files changed or added; alone: only these files. reviewed: with
    the warnings of a reviewer."""
    files: dict[str, str | bytes] = {} if alone else dict(PROJECT)
    files.update(changes)
    texts = {
        PurePosixPath(path): text if isinstance(text, bytes) else text.encode()
        for path, text in files.items()
    }
    diagnostics = Diagnostics()
    sources = [path for path in texts if path.suffix == ".yaml"]
    sources.sort(key=lambda path: (path.parts[0] == "apis", str(path)))  # as a project has them
    parsed = [source.parse(path, texts[path], diagnostics) for path in sources]
    documents = [document for document in parsed if document is not None]
    defined = definition.build(documents, diagnostics)
    model = resolve.resolve(defined, catalogue, texts.get, diagnostics)
    model = replace(model, apis=tuple(model.apis))  # to be read more than once
    seen = review.review(model, diagnostics) if reviewed else model
    gateways = {gateway.environment: gateway for gateway in lower.lower(seen)}
    return Outcome(diagnostics, texts, model, gateways)
