"""The keys of gateway.yaml that say how the developer portal looks, in every environment."""

from __future__ import annotations

from compiler.keys import guide_kinds, kinds
from compiler.keys.kinds import Mapping
from compiler.keys.row import DEVPORTAL, Key
from compiler.looks import ACCENT, MAX_LOGO, REFERENCES

_PORTAL = (DEVPORTAL,)

ROWS = (
    Key("portal", Mapping(), "how the developer portal looks, in every environment"),
    Key("portal.name", kinds.TITLE, "what the portal is called", default="the project's name",
        targets=_PORTAL),
    Key("portal.logo", guide_kinds.LOGO_PATH,
        f"a picture at the head of each page: a file of the project, at most {MAX_LOGO // 1024} "
        "KiB", default="no logo", targets=_PORTAL),
    Key("portal.colours", Mapping(), "the portal's colours"),
    Key("portal.colours.accent", guide_kinds.COLOUR,
        "the colour of what stands out; shades of it that can be read on light and on dark are "
        "made of it", default=ACCENT, targets=_PORTAL),
    Key("portal.reference", guide_kinds.REFERENCE,
        "what shows all operations and lets people try them; none: the portal has no such part",
        default=REFERENCES[0], targets=_PORTAL),
)  # fmt: skip
