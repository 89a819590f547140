"""The keys of a client's file: a program or library that can be pointed at an API."""

from __future__ import annotations

from compiler.guides import BEARER, CODE_MARKERS
from compiler.keys import guide_kinds as guide
from compiler.keys import kinds
from compiler.keys import vendor_kinds as own
from compiler.keys.kinds import Names
from compiler.keys.row import DEVPORTAL, Key

_PORTAL = (DEVPORTAL,)
_MARKERS = ", ".join(f"<<{name}>>" for name in CODE_MARKERS)

ROWS = (
    Key("client", guide.CLIENT_NAME, "what vendors call it: its file's name", required=True),
    Key("title", kinds.TITLE, "what people call it", required=True, targets=_PORTAL),
    Key("language", guide.LANGUAGE, "what its code is written in", required=True, targets=_PORTAL),
    Key("install", guide.INSTALL, "the command that installs it", default="", targets=_PORTAL),
    Key("sends", guide.SENDS,
        "the header in which it shows the key, authorization meaning Authorization: Bearer KEY; it "
        "is shown for APIs that take the key or token there", default=BEARER, targets=_PORTAL),
    Key("code", Names(own.GROUP_OR_ID, "code by group of operations", filled=True),
        "how it is used; of these, the first that an API has operations for is shown",
        required=True),
    Key("code.<group>", guide.CODE,
        f"code in which {_MARKERS} stand for literals; the key is the variable GATEWAY_KEY of the "
        "environment", targets=_PORTAL),
)  # fmt: skip
