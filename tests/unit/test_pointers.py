"""compiler.pointers, and which of them can stand in one request."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from compiler import pointers
from compiler.definition.written import Placed
from compiler.definition.written_guide import ChatDefinition
from compiler.diagnostics import Diagnostics, Span
from compiler.terms import BodyFlag, PathTemplate, Pointer, Stream, StreamFormat
from compiler.vendors import VendorOperation
from compiler.vendors.together import check_together
from tests.bodies import stand

SPAN = Span(PurePosixPath("vendor.yaml"))
TOKENS = st.sampled_from(["a", "b", "0", "1", "2", "01", "\u00b2", "99999999", "__proto__", ""])
POINTERS = st.lists(TOKENS, min_size=1, max_size=4).map(lambda tokens: tuple(tokens))
DOCUMENT = {"type": [{"kind": "b"}], "0": {"00": 1}, "n": None, "a/b": 2}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        (("type", "0", "kind"), "b"),
        (("type", "1"), None),
        (("type", "00"), None),
        (("type", "-"), None),
        (("type", "\u00b2"), None),
        (("type", "9" * 5000), None),
        (("type", "kind"), None),
        (("0", "00"), 1),
        (("n", "n"), None),
        (("a/b",), 2),
        (("a/b", "0"), None),
        ((), DOCUMENT),
    ],
)
def test_what_a_pointer_leads_to(pointer: Pointer, found: object) -> None:
    assert pointers.get(DOCUMENT, pointer) == found


def test_what_a_pointer_makes_on_its_way() -> None:
    document: dict[str, Any] = {}
    pointers.put(document, ("parts", "0", "text"), "a")
    pointers.put(document, ("parts", "0", "kind"), "b")
    pointers.put(document, ("options", "usage"), True)
    pointers.put(document, ("options", "usage"), False)
    pointers.put(document, ("list", "0"), 1)
    pointers.put(document, ("list", "0"), 2)
    assert document == {
        "parts": [{"text": "a", "kind": "b"}],
        "options": {"usage": False},
        "list": [2],
    }


def chat(
    role: Pointer, text: Pointer, fields: list[Pointer], stream: list[Pointer] | None = None
) -> ChatDefinition:
    def placed(value: Any) -> Placed[Any]:
        return Placed(value, SPAN)

    return ChatDefinition(
        operation=placed("talk"),
        streamed=placed("talk"),
        model="m",
        messages=placed(("messages",)),
        role=placed(role),
        text=placed(text),
        roles=(),
        fields=tuple((placed(pointer), at) for at, pointer in enumerate(fields)),
        stream=tuple((placed(pointer), True) for pointer in stream or ()),
        answer=placed(("text",)),
        delta=placed(("text",)),
        events=(),
        events_span=SPAN,
        end=None,
    )


def talk(flag: Pointer) -> VendorOperation:
    """Asked for a stream by a field of the body."""
    stream = Stream(StreamFormat.SSE, BodyFlag(flag, None, default=False))
    return VendorOperation("talk", "POST", PathTemplate(("/talk",)), streams=(stream,))


FIELDS = st.lists(POINTERS, max_size=3, unique=True)


@example(("role",), ("text",), [("a", "0")], [], ("a", "b"))  # a list in the snippets
@example(("role",), ("text",), [("a", "1")], [("a", "0")], ("a", "2"))
@example(("role",), ("text",), [], [("a", "b")], ("a", "0"))  # an object in the panel
@given(POINTERS, POINTERS, FIELDS, FIELDS, POINTERS)
def test_what_is_said_to_stand_together_does(
    role: Pointer, text: Pointer, fields: list[Pointer], stream: list[Pointer], flag: Pointer
) -> None:
    """Each place has its value in the end exactly where there is no complaint, in whatever order
    requests are made."""
    assume(len({*fields, *stream, flag}) == len(fields) + len(stream) + 1)
    diagnostics = Diagnostics()
    check_together(chat(role, text, fields, stream), ("model",), (talk(flag),), diagnostics)
    model, messages = ("model",), ("messages",)
    orders = (
        (model, flag, messages, *fields, *stream),
        (model, messages, *fields, flag, *stream),
        (messages, *fields, *stream, flag, model),
    )
    whole = stand((role, text)) and all(map(stand, orders))
    assert diagnostics.failed != whole


def test_a_place_is_complained_of_once() -> None:
    diagnostics = Diagnostics()
    written = chat(("role",), ("text",), [("model", "x")], [("model", "y")])
    check_together(written, ("model",), (talk(("stream",)),), diagnostics)
    places = [each.message.split("'")[1] for each in diagnostics]
    assert places == ["/model/x", "/model/y"]
