"""VendorDefinition and description -> Vendor, with complaints about what does not fit together."""

from __future__ import annotations

from collections.abc import Iterable

from compiler import contract
from compiler.codes import (
    CREDENTIAL_PINNED,
    GROUP_IS_ID,
    KEY_FOR_NOBODY,
    OTHER_FOLDER,
    REPEATED,
    RESERVED_HEADER,
    UNKNOWN_ID,
)
from compiler.definition.written import Placed
from compiler.definition.written_vendor import VendorDefinition
from compiler.diagnostics import Diagnostics
from compiler.suggest import did_you_mean, listed
from compiler.terms import HeaderAuth, InHeader, InQuery, Pin, QueryAuth, RequestModel
from compiler.vendors.describing import Description
from compiler.vendors.files import VendorFolder
from compiler.vendors.operations import read_operations
from compiler.vendors.vendor import Vendor

_FRAMING = ("content-encoding", "content-length", "content-type")


def build(
    definition: VendorDefinition,
    description: Description,
    folder: VendorFolder,
    sha256: str,
    diagnostics: Diagnostics,
) -> Vendor:
    """The vendor; to be used only where no complaint is an error."""
    operations = read_operations(definition, description.document, diagnostics)
    ids = tuple(sorted(operation.id for operation in operations))
    _check_names(definition, folder, diagnostics)
    _check_groups(definition, ids, diagnostics)
    _check_credential(definition, folder, diagnostics)
    _check_headers(definition, diagnostics)
    groups = {word.value: tuple(id.value for id in found) for word, found in definition.groups}
    default = definition.default
    return Vendor(
        name=folder.name,
        version=folder.version,
        title=definition.title.value,
        server=definition.server,
        variable=None if definition.variable is None else definition.variable.value,
        auth=None if definition.auth is None else definition.auth.value,
        models=definition.models,
        groups=groups,
        default=ids if default is None else tuple(word.value for word in default),
        operations=operations,
        query=_pins(definition.query),
        headers=_pins(definition.headers),
        removed_response_headers=tuple(
            sorted(name.value.lower() for name in definition.removed_response_headers)
        ),
        document=description.document,
        sha256=sha256,
        sigv4=definition.sigv4,
    )


def _pins(pins: Iterable[Placed[Pin]]) -> tuple[Pin, ...]:
    return tuple(sorted((pin.value for pin in pins), key=lambda pin: pin.name))


def _check_names(
    definition: VendorDefinition, folder: VendorFolder, diagnostics: Diagnostics
) -> None:
    for key, written, called in (
        ("vendor", definition.name, folder.name),
        ("version", definition.version, folder.version),
    ):
        if written.value != called:
            value = written.value
            diagnostics.add(OTHER_FOLDER, written.span, key=key, value=value, folder=called)


def _check_groups(
    definition: VendorDefinition, ids: tuple[str, ...], diagnostics: Diagnostics
) -> None:
    for word, _ in definition.groups:
        if word.value in ids:
            diagnostics.add(GROUP_IS_ID, word.span, word=word.value)
    words = (*(word.value for word, _ in definition.groups), *ids)
    for chosen in definition.default or ():
        if chosen.value not in words:
            diagnostics.add(
                UNKNOWN_ID,
                chosen.span,
                noun="group or operation",
                word=chosen.value,
                suggestion=did_you_mean(chosen.value, words),
                known=listed(words),
            )


def _check_credential(
    definition: VendorDefinition, folder: VendorFolder, diagnostics: Diagnostics
) -> None:
    """What holds the key holds nothing else, and is neither pinned nor logged."""
    variable, auth = definition.variable, definition.auth
    if auth is None:
        if variable is not None:
            diagnostics.add(KEY_FOR_NOBODY, variable.span)
        return
    match auth.value:
        case HeaderAuth(header, _):
            name, pins = header.lower(), definition.headers
        case QueryAuth(parameter, _):
            name, pins = parameter, definition.query
    taken = [(pin.span, pin.value.name, "pinned") for pin in pins]
    for model in _models(definition):
        match auth.value, model.value:
            case (HeaderAuth(), InHeader(place)) | (QueryAuth(), InQuery(place)):
                taken.append((model.span, place, "the model's place"))
    for span, found, use in taken:
        if name == (found.lower() if isinstance(auth.value, HeaderAuth) else found):
            diagnostics.add(CREDENTIAL_PINNED, span, name=found, vendor=folder.id, use=use)


def _models(definition: VendorDefinition) -> list[Placed[RequestModel]]:
    models = (definition.model, *(model for _, model in definition.models_of))
    return [model for model in models if model is not None]


def _check_headers(definition: VendorDefinition, diagnostics: Diagnostics) -> None:
    """Headers that the gateway sets or removes itself cannot be a vendor's."""
    auth = definition.auth
    if auth is not None and isinstance(auth.value, HeaderAuth):
        _check(Placed(auth.value.header, auth.span), "the key's header", {}, diagnostics)
    secret = dict.fromkeys(contract.CREDENTIAL_HEADERS, "takes it for a client's key")
    for pin in definition.headers:
        _check(Placed(pin.value.name, pin.span), "pinned", secret, diagnostics)
    for model in _models(definition):
        if isinstance(model.value, InHeader):
            _check(Placed(model.value.name, model.span), "the model's place", secret, diagnostics)
    for name in definition.removed_response_headers:
        if name.value.lower() in (*_FRAMING, "transfer-encoding", "connection"):
            reason = "needs it to send an answer on"
            diagnostics.add(
                RESERVED_HEADER, name.span, header=name.value, use="removed", reason=reason
            )
    _check_twice(definition.headers, diagnostics)


def _check(name: Placed[str], use: str, more: dict[str, str], diagnostics: Diagnostics) -> None:
    header = name.value.lower()
    own = dict.fromkeys((*_FRAMING, *contract.HOP_HEADERS), "sets it for each connection")
    own |= dict.fromkeys(contract.REPLACED_REQUEST_HEADERS, "sets it itself")
    own |= dict.fromkeys((*contract.ROUTE_HEADERS, *contract.FACT_HEADERS), "removes it")
    reason = (own | {"cookie": "removes it"} | more).get(header)
    if reason is None and header.startswith(contract.ROUTE_HEADER_PREFIXES):
        reason = "removes it"
    if reason is not None:
        diagnostics.add(RESERVED_HEADER, name.span, header=name.value, use=use, reason=reason)


def _check_twice(pins: Iterable[Placed[Pin]], diagnostics: Diagnostics) -> None:
    """Names of headers that differ in case only."""
    first: dict[str, Placed[Pin]] = {}
    for pin in pins:
        other = first.setdefault(pin.value.name.lower(), pin)
        if other is not pin:
            where = ((other.span, "first written here"),)
            diagnostics.add(REPEATED, pin.span, related=where, key="headers", value=pin.value.name)
