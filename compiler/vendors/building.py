"""VendorDefinition and description -> Vendor, with complaints about what does not fit together."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.codes import (
    CREDENTIAL_PINNED,
    GROUP_IS_ID,
    KEY_FOR_NOBODY,
    OTHER_FOLDER,
    RESERVED_HEADER,
)
from compiler.definition.written import Placed
from compiler.definition.written_vendor import VendorDefinition
from compiler.diagnostics import Diagnostics
from compiler.guides import Guide
from compiler.terms import HeaderAuth, InHeader, InQuery, Pin, QueryAuth, RequestModel
from compiler.vendors.describing import Description
from compiler.vendors.files import VendorFolder
from compiler.vendors.operations import check_known, read_operations
from compiler.vendors.pinning import FRAMING, check_header, check_pinned_headers
from compiler.vendors.vendor import Vendor


def build(
    definition: VendorDefinition,
    description: Description,
    folder: VendorFolder,
    guide: Guide,
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
        guide=guide,
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
    check_known(definition.default or (), words, "group or operation", diagnostics)


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
        header = Placed(auth.value.header, auth.span)
        check_header(header, "the key's header", diagnostics, of_key=True)
    check_pinned_headers(definition.headers, diagnostics)
    for model in _models(definition):
        if isinstance(model.value, InHeader):
            check_header(Placed(model.value.name, model.span), "the model's place", diagnostics)
    for name in definition.removed_response_headers:
        if name.value.lower() in (*FRAMING, "transfer-encoding", "connection"):
            reason = "needs it to send an answer on"
            diagnostics.add(
                RESERVED_HEADER, name.span, header=name.value, use="removed", reason=reason
            )
