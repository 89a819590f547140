"""Vendors are data: vendor.yaml beside openapi.yaml -> Vendor; the catalogue of a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from compiler import openapi
from compiler.openapi import Document
from compiler.terms import Parameter, PathTemplate, Pin, PinMode, Pointer, Reported, Usage
from compiler.vendor_facts import Node, parse_template, read_yaml

_WORD = r"[a-z][a-z0-9_-]*"
_OPERATION_ID = r"[A-Za-z_][A-Za-z0-9_.-]*"
_VARIABLE = r"[A-Z_][A-Z0-9_]*"
_HEADER = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # RFC 9110 section 5.6.2
_HEADER_VALUE = r"[\x20-\x7e]+"
_SERVER = r"https?://[A-Za-z0-9.{}_-]+(:[0-9]+)?"

# How a vendor frames a stream -> the media type of such an answer.
_STREAM_FORMATS = {
    "sse": "text/event-stream",
    "ndjson": "application/x-ndjson",
    "aws-eventstream": "application/vnd.amazon.eventstream",
}
_KEYS = (
    "vendor",
    "version",
    "title",
    "server",
    "key",
    "auth",
    "groups",
    "default",
    "query",
    "headers",
    "response_headers",
    "model",
    "streaming",
    "usage",
)
_EVERY = ""
_MEASURES = ("input", "output", "total", "model")


@dataclass(frozen=True, slots=True)
class VendorOperation:
    """One operation of the vendor's description, with the facts that we author beside it."""

    id: str
    method: str
    template: PathTemplate
    upload: bool
    streaming: bool
    usage: Usage | None
    model_parameter: str | None


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor and one version of its API.

    server: an origin, perhaps with "{name}" placeholders. variable: the environment variable of the
    vendor's key by default; None where it takes no credential. groups: word -> operationIds.
    default: words (groups or operationIds) exposed where an API does not choose. operations: sorted
    by path, then method. sha256: of vendor.yaml and openapi.yaml together.
    """

    name: str
    version: str
    title: str
    server: str
    variable: str | None
    header: str
    prefix: str
    groups: Mapping[str, tuple[str, ...]]
    default: tuple[str, ...]
    operations: tuple[VendorOperation, ...]
    query: tuple[Pin, ...]
    headers: tuple[Pin, ...]
    removed_response_headers: tuple[str, ...]
    document: Document = field(compare=False, repr=False)
    sha256: str

    @property
    def id(self) -> str:
        return f"{self.name}/{self.version}"


class Catalogue:
    """The vendors below a folder, as `<vendor>/<version>/`. Each is read once, when asked for."""

    def __init__(self, root: Path, known: tuple[tuple[str, str], ...]) -> None:
        self._root = root
        self._known = known
        self._read: dict[tuple[str, str], Vendor] = {}

    def ids(self) -> tuple[str, ...]:
        """`name/version` of every vendor, sorted."""
        return tuple(f"{name}/{version}" for name, version in self._known)

    def digests(self) -> dict[str, str]:
        """The SHA-256 in hex of each vendor that was asked for, by `name/version`."""
        return {vendor.id: vendor.sha256 for vendor in self._read.values()}

    def get(self, name: str, version: str) -> Vendor | None:
        """The vendor, or None if there is none of that name and version.
        VendorSpecError: its description is defective."""
        key = (name, version)
        if key not in self._known:
            return None
        if key not in self._read:
            folder = self._root / name / version
            facts, description = folder / "vendor.yaml", folder / "openapi.yaml"
            self._read[key] = read_vendor(
                name, version, facts.read_bytes(), description.read_bytes()
            )
        return self._read[key]


def load_catalogue(root: Path) -> Catalogue:
    """The catalogue of the vendors below `root`; lists folders and reads nothing."""
    files = root.glob("*/*/vendor.yaml")
    return Catalogue(root, tuple(sorted((file.parts[-3], file.parts[-2]) for file in files)))


def read_vendor(name: str, version: str, facts: bytes, description: bytes) -> Vendor:
    """A vendor from the bytes of its vendor.yaml and openapi.yaml.
    VendorSpecError: a file is defective, or is not of this name and version."""
    root = read_yaml(f"{name}/{version}/vendor.yaml", facts)
    described = read_yaml(f"{name}/{version}/openapi.yaml", description)
    keys = root.fields(_KEYS)
    for key, expected in (("vendor", name), ("version", version)):
        if keys[key].text() != expected:
            keys[key].fail(f"is not its folder's name, {expected!r}")
    document = Document(described.value, hashlib.sha256(description).hexdigest())
    variable, header, prefix = _credential(keys["key"], keys["auth"])
    operations = _operations(described, document, keys)
    ids = tuple(sorted(operation.id for operation in operations))
    groups = _groups(keys["groups"], ids)
    removed = keys["response_headers"].fields(("remove",))["remove"].items()
    return Vendor(
        name=name,
        version=version,
        title=keys["title"].text(),
        server=keys["server"].text(_SERVER),
        variable=variable,
        header=header,
        prefix=prefix,
        groups=groups,
        default=_one_of(keys["default"], (*groups, *ids)),
        operations=operations,
        query=_pins(keys["query"], _HEADER),
        headers=_pins(keys["headers"], _HEADER),
        removed_response_headers=tuple(sorted(node.text(_HEADER).lower() for node in removed)),
        document=document,
        sha256=hashlib.sha256(hashlib.sha256(facts).digest() + description).hexdigest(),
    )


def _credential(key: Node, auth: Node) -> tuple[str | None, str, str]:
    # A vendor that takes no key says so in both places.
    if key.is_none or auth.is_none:
        if key.value != auth.value:
            auth.fail("'key' and 'auth' are both 'none', or neither is")
        return None, "", ""
    parts = auth.fields(("header", "prefix"))
    variable = key.fields(("env",))["env"].text(_VARIABLE)
    return variable, parts["header"].text(_HEADER), parts["prefix"].text(r"[\x20-\x7e]*")


def _groups(node: Node, ids: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for word, members in node.entries():
        Node(node.file, members.pointer, word).text(_WORD)
        if word in ids:
            members.fail("is an operationId too: a word means one thing")
        groups[word] = _one_of(members, ids)
    return groups


def _one_of(node: Node, known: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(item.text() for item in node.items())
    for item in node.items():
        if item.value not in known:
            item.fail(f"{item.value!r} is not known; one of: {', '.join(known)}")
    if not found or len(set(found)) < len(found):
        node.fail("must have at least one word, and none twice")
    return found


def _pins(node: Node, pattern: str) -> tuple[Pin, ...]:
    pins = []
    for name, value in node.entries():
        Node(node.file, value.pointer, name).text(pattern)
        modes = value.fields((), tuple(PinMode))
        if len(modes) != 1:
            value.fail("has 'default' or 'fixed'")
        ((mode, text),) = modes.items()
        pins.append(Pin(name, text.text(_HEADER_VALUE), PinMode(mode)))
    return tuple(sorted(pins, key=lambda pin: pin.name))


def _operations(
    described: Node, document: Document, keys: Mapping[str, Node]
) -> tuple[VendorOperation, ...]:
    media_type, streaming = _streaming(keys["streaming"])
    usage = _usage(keys["usage"])
    in_path = keys["model"].fields((), ("body", "path")).get("path")
    model = None if in_path is None else in_path.text()
    found: dict[str, VendorOperation] = {}
    for operation in openapi.operations(document):
        place = Node(described.file, ("paths", operation.path), operation.path)
        id = Node(place.file, place.pointer, operation.id).text(_OPERATION_ID)
        if id in found:
            place.fail(f"the operationId {id!r} stands here a second time")
        if id in streaming and media_type not in openapi.answer_media_types(document, operation):
            place.fail(f"{id!r} streams, but has no answer of type {media_type}")
        template = parse_template(place)
        bodies = openapi.request_media_types(document, operation)
        found[id] = VendorOperation(
            id=id,
            method=operation.method,
            template=template,
            upload=any(each.startswith("multipart/") for each in bodies),
            streaming=id in streaming,
            usage=usage[id if id in usage else _EVERY],
            model_parameter=model if Parameter(model or "") in template.parts else None,
        )
    for key, ids in (("streaming", streaming), ("usage", (id for id in usage if id != _EVERY))):
        for unknown in (id for id in ids if id not in found):
            keys[key].fail(f"there is no operation {unknown!r}")
    return tuple(found.values())


def _streaming(node: Node) -> tuple[str, tuple[str, ...]]:
    if node.is_none:
        return "", ()
    keys = node.fields(("format", "when", "operations"))
    format = keys["format"].text("|".join(_STREAM_FORMATS))
    when = keys["when"].fields((), ("body", "query"))
    if len(when) != 1:
        keys["when"].fail("has 'body' or 'query'")
    if "body" in when:
        when["body"].json_pointer()
    return _STREAM_FORMATS[format], tuple(item.text() for item in keys["operations"].items())


def _usage(node: Node) -> dict[str, Usage | None]:
    """By operationId; _EVERY stands for those that are not named."""
    if node.is_none:
        return {_EVERY: None}
    general = dict(node.entries())
    exceptions = general.pop("operations", None)
    usage: dict[str, Usage | None] = {_EVERY: _one_usage(node, general)}
    for id, own in exceptions.entries() if exceptions is not None else ():
        usage[id] = None if own.is_none else _one_usage(own, dict(own.entries()))
    return usage


def _one_usage(node: Node, keys: dict[str, Node]) -> Usage:
    # Most vendors report at the same place in a stream's event; where not, `stream` has it.
    stream = keys.pop("stream", None)
    answer = _reported(node, keys)
    return Usage(answer, answer if stream is None else _reported(stream, dict(stream.entries())))


def _reported(node: Node, keys: Mapping[str, Node]) -> Reported:
    if tuple(keys) != _MEASURES:
        node.fail(f"has exactly {', '.join(_MEASURES)}, in this order; 'none' where not reported")
    pointers: list[Pointer | None] = [
        None if keys[key].is_none else keys[key].json_pointer() for key in _MEASURES
    ]
    return Reported(*pointers)
