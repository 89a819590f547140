"""What vendor.yaml says to people -> Guide, and whether it names clients that there are."""

from __future__ import annotations

from compiler.codes import CLIENT_WITHOUT_CODE, REPEATED, UNKNOWN_CLIENT
from compiler.definition.written import Placed
from compiler.definition.written_guide import ChatDefinition, Fields
from compiler.definition.written_vendor import VendorDefinition
from compiler.diagnostics import Diagnostics, Span
from compiler.guides import ROLES, Chat, Client, Guide, Value
from compiler.suggest import did_you_mean, listed
from compiler.terms import InBody, Pointer
from compiler.vendors.clients import Clients
from compiler.vendors.vendor import Vendor


def guide_of(definition: VendorDefinition, clients: tuple[Client, ...]) -> Guide:
    """What people get to know of a vendor. clients: those that it names."""
    groups = ((word.value, tuple(id.value for id in ids)) for word, ids in definition.groups)
    chat = None
    if definition.chat is not None:
        chat = _chat(definition.chat, model_at(definition, definition.chat.operation.value))
    return Guide(definition.title.value, chat, clients, tuple(groups))


def roles_of(chat: ChatDefinition) -> dict[str, str]:
    """The vendor's words for who speaks, by ours."""
    return {word: word for word in ROLES} | {word: own.value for word, own in chat.roles}


def model_at(definition: VendorDefinition, id: str) -> Pointer | None:
    """Where the body of a request to the operation names the model."""
    models = {own.value: model for own, model in definition.models_of}
    match models.get(id, definition.model):
        case Placed(InBody((pointer, *_))):
            return pointer
    return None


def _chat(written: ChatDefinition, model_at: Pointer | None) -> Chat:
    return Chat(
        operation=written.operation.value,
        streamed=written.streamed.value,
        model=written.model,
        messages=written.messages.value,
        role=written.role.value,
        text=written.text.value,
        roles=tuple(roles_of(written).items()),
        fields=_fields(written.fields),
        stream=_fields(written.stream),
        answer=written.answer.value,
        delta=written.delta.value,
        events=tuple(event.value for event in written.events),
        end=written.end,
        model_at=model_at,
    )


def _fields(written: Fields) -> tuple[tuple[Pointer, Value], ...]:
    return tuple((pointer.value, value) for pointer, value in written)


def check_uses(
    definition: VendorDefinition, clients: Clients, vendor: Vendor, diagnostics: Diagnostics
) -> None:
    """Complains of clients that there are not, that are named twice, and of those that have no
    code for anything that the vendor has."""
    first: dict[str, Span] = {}
    words = {*vendor.groups, *(operation.id for operation in vendor.operations)}
    for use in definition.clients:
        name, span = use.client.value, use.client.span
        if first.setdefault(name, span) is not span:
            where = ((first[name], "first written here"),)
            diagnostics.add(REPEATED, span, related=where, key="clients", value=name)
        if not clients.has(name):
            diagnostics.add(
                UNKNOWN_CLIENT,
                span,
                client=name,
                suggestion=did_you_mean(name, clients.names()),
                known=listed(clients.names()),
            )
        code = clients.code_of(name)
        if code and not words & code.keys():
            diagnostics.add(
                CLIENT_WITHOUT_CODE, span, client=name, words=listed(code), vendor=vendor.id
            )
