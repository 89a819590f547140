"""Projects as texts, and vendors written by hand: what the tests of the front end compile."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from compiler import definition, ir, lower, reporting, resolve, review, source
from compiler.diagnostics import Diagnostics
from compiler.guides import Guide
from compiler.model import Model
from compiler.openapi import Document
from compiler.terms import (
    HeaderAuth,
    Parameter,
    PathTemplate,
    Pin,
    PinMode,
    Stream,
    StreamFormat,
)
from compiler.vendors import (
    Catalogue,
    ClientFile,
    Incomplete,
    Vendor,
    VendorFiles,
    VendorOperation,
    folders,
    is_client,
    load_clients,
)
from compiler.vendors.cache import Cache

ACME = "vendors/acme/v1/vendor.yaml"
ACME_DESCRIPTION = "vendors/acme/v1/openapi.yaml"
NOW = 1_790_000_000.0  # a day of 2026
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
    limits: {shared: none}
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

OWN_VENDOR: Mapping[str, str] = {
    "consumers.yaml": f"consumers: [{{name: demo-app, keys: [{{sha256: {DIGEST}}}]}}]\n",
    ACME: """\
vendor: acme
version: v1
title: Acme AI
server: https://api.acme.example
key: {env: ACME_API_KEY}
auth: {header: Authorization, prefix: "Bearer "}
groups: {chat: [createChat], models: [listModels, getModel]}
default: [chat]
query: {api-version: {default: "2026-01-01"}}
headers: {X-Acme-Beta: {fixed: "on"}}
response_headers: {remove: [X-Acme-Node]}
model: {body: /model, operations: {getModel: {path: model_id}}}
models: [acme-large, acme-small]
streaming: {format: sse, when: {body: /stream}, operations: [createChat]}
usage:
  input: /usage/in
  output: /usage/out
  total: none
  model: /model
  operations: {listModels: none, getModel: none, talk: none}
websockets: [talk]
chat:
  operation: createChat
  model: acme-large
  messages: /messages
  role: /role
  text: /content
  set: {/tokens: 100}
  answer: /text
  delta: /text
  events:
    - {data: '{"model": <<model>>, "text": <<text>>}'}
    - {data: '{"usage": {"in": <<input>>, "out": <<output>>}}'}
""",
    ACME_DESCRIPTION: """\
openapi: 3.1.0
info: {title: Acme AI, version: v1}
paths:
  /v1/chat:
    post:
      operationId: createChat
      parameters:
        - {name: api-version, in: query, schema: {enum: ["2026-01-01", "2026-06-01"]}}
        - {name: alt, in: query, schema: {type: string}}
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Ask"}}}}
      responses:
        "200":
          description: An answer, whole or in pieces.
          content:
            application/json: {schema: {$ref: "#/components/schemas/Answer"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Answer"}}
  /v1/models:
    get:
      operationId: listModels
      responses: {"200": {description: All models.}}
  /v1/models/{model_id}:
    get:
      operationId: getModel
      parameters: [{name: model_id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: One model.}}
  /v1/talk:
    get:
      operationId: talk
      responses: {"101": {description: A conversation.}}
components:
  schemas:
    Ask:
      type: object
      properties:
        model: {type: string}
        stream: {type: boolean}
        mode: {enum: [sse, whole]}
        tokens: {type: integer}
        messages:
          type: array
          items:
            type: object
            properties: {role: {enum: [user, assistant]}, content: {type: string}}
    Answer:
      type: object
      properties:
        model: {type: string}
        text: {type: string}
        usage:
          type: object
          properties:
            in: {type: integer}
            out: {type: integer}
            note: {type: string}
""",
    "apis/acme.yaml": """\
name: Acme
version: 1.0.0
context: acme
vendor: acme/v1
""",
}
"""A vendor of a project's own, an API of it, and somebody who can call it everywhere."""


def operation(
    id: str, method: str, *path: str | Parameter, upload: bool = False, streaming: bool = False
) -> VendorOperation:
    streams = (Stream(StreamFormat.SSE, None),) if streaming else ()
    return VendorOperation(id, method, PathTemplate(path), upload, streams)


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
    server: str | None = "https://api.vendor.example",
    variable: str | None = "PLAIN_API_KEY",
    operations: tuple[VendorOperation, ...] = OPERATIONS,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    query: tuple[Pin, ...] = (),
    sigv4: str | None = None,
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
        auth=None if variable is None else HeaderAuth("Authorization", "Bearer "),
        models=(),
        groups=known,
        default=("chat", "models"),
        operations=operations,
        query=query,
        headers=(),
        removed_response_headers=("x-inner",),
        guide=Guide(name.title(), None, (), tuple(known.items())),
        document=Document({"openapi": "3.1.0", "paths": {}}, "0" * 64),
        sha256="0" * 64,
        sigv4=sigv4,
    )


class Handmade(Catalogue):
    """A catalogue of bundled vendors that were built and not read."""

    def __init__(self, *vendors: Vendor) -> None:
        ids = sorted((vendor.name, vendor.version) for vendor in vendors)
        super().__init__(Path("nowhere"), tuple(ids), Cache(None))
        self._vendors = {(vendor.name, vendor.version): vendor for vendor in vendors}

    def _bundled(self, key: tuple[str, str]) -> Vendor | None:
        return self._vendors.get(key)


def of_no_project(catalogue: Catalogue) -> Catalogue:
    """The same bundled vendors."""
    found = copy.copy(catalogue)
    found._own, found._places, found._read = {}, {}, dict(catalogue._read)
    found._clients = load_clients(catalogue._root)
    return found


TALK = VendorOperation("talk", "GET", PathTemplate(("/v1/talk",)), websocket=True)
AMBIGUOUS = (*OPERATIONS, operation("getOther", "GET", "/v1/models/", Parameter("other")))
VENDORS = Handmade(
    vendor("plain"),
    vendor("placed", server="https://{resource}.vendor.example", variable="PLACED_API_KEY"),
    vendor("keyless", variable=None),
    vendor("serverless", server=None),
    vendor("ambiguous", operations=AMBIGUOUS),
    vendor("signed", operations=(*OPERATIONS, TALK), sigv4="acme"),
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
    below = [path for path in texts if path.parts[0] == "vendors"]
    catalogue = of_no_project(catalogue) if below else catalogue
    for path in sorted(filter(is_client, below)):
        catalogue.add(ClientFile(path.stem, path, texts[path]), diagnostics)
    for folder in folders(below, diagnostics):
        if isinstance(folder, Incomplete):
            catalogue.add(folder, diagnostics)
        else:
            pair = VendorFiles(folder, texts[folder.facts], texts[folder.description])
            catalogue.add(pair, diagnostics)
    sources = [path for path in texts if path.suffix == ".yaml" and path not in below]
    sources.sort(key=lambda path: (path.parts[0] == "apis", str(path)))  # as a project has them
    parsed = [source.parse(path, texts[path], diagnostics) for path in sources]
    documents = [document for document in parsed if document is not None]
    defined = definition.build(documents, diagnostics)
    model = resolve.resolve(defined, catalogue, texts.get, diagnostics)
    model = replace(model, apis=tuple(model.apis))  # to be read more than once
    seen = review.review(model, diagnostics, NOW) if reviewed else model
    gateways = {gateway.environment: gateway for gateway in lower.lower(seen)}
    return Outcome(diagnostics, texts, model, gateways)
