"""What is written of a parameter or a header by name -> Pin."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.definition.place import Place
from compiler.definition.written import Placed
from compiler.terms import Pin, PinMode


def read_pins(at: Place, key: str) -> Iterator[tuple[Placed[str], Placed[Pin]]]:
    """The names below a key, each with what becomes of it, which stands at the value or, where
    there is none, at the name."""
    for name, place in at.names(key):
        if place.data == PinMode.REMOVED:
            yield name, Placed(Pin(name.value, "", PinMode.REMOVED), name.span)
            continue
        ((word, _),) = place.data.items()
        value = place.needed(word)
        yield name, Placed(Pin(name.value, value.value, PinMode(word)), value.span)
