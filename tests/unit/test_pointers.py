"""compiler.pointers, and which of them can stand in one request."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler import pointers
from compiler.definition.written import Placed
from compiler.definition.written_guide import ChatDefinition
from compiler.diagnostics import Diagnostics, Span
from compiler.terms import Pointer
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


def chat(role: Pointer, text: Pointer, fields: list[Pointer]) -> ChatDefinition:
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
        stream=(),
        answer=placed(("text",)),
        delta=placed(("text",)),
        events=(),
        events_span=SPAN,
        end=None,
    )


@given(POINTERS, POINTERS, st.lists(POINTERS, max_size=5, unique=True))
def test_what_is_said_to_stand_together_does(
    role: Pointer, text: Pointer, fields: list[Pointer]
) -> None:
    """Each place has its value in the end exactly where there is no complaint."""
    diagnostics = Diagnostics()
    check_together(chat(role, text, fields), ("model",), (), diagnostics)
    whole = stand((role, text)) and stand((("model",), ("messages",), *fields))
    assert diagnostics.failed != whole
