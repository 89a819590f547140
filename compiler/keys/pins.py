"""The keys below which parameters of the query and headers are set or removed by name."""

from __future__ import annotations

from compiler.keys import kinds
from compiler.keys.kinds import Mapping, Names
from compiler.keys.row import ENGINES, Key


def pins(path: str, names: kinds.Scalar, noun: str) -> tuple[Key, ...]:
    """The rows of such a key."""
    each, value = f"{path}.<name>", kinds.PIN_VALUE
    pin = Mapping("{default: TEXT}, {fixed: TEXT} or removed", exactly_one=True, or_word="removed")
    return (
        Key(path, Names(names, f"{noun}s by name"), f"{noun}s that the gateway sets or removes"),
        Key(each, pin, f"what becomes of one {noun}", targets=ENGINES),
        Key(f"{each}.default", value, "sent where the client sends none", targets=ENGINES),
        Key(f"{each}.fixed", value, "always sent, in place of the client's", targets=ENGINES),
    )
