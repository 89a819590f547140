"""assets/theme.css: a project's accent -> every colour of the portal, in a light and a dark form.

Nothing else in the portal names a colour. Which of them can be told apart is what WCAG 2.2 asks:
1.4.3 (text, 4.5:1) and 1.4.11 (controls and what shows where the focus is, 3:1). The neutral
colours are fixed; those made of the accent move towards black or white until they are legible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from compiler.ir import Look

TEXT = 4.5
"""The least contrast between text and what it stands on."""
CONTROL = 3.0
"""The least contrast between a control, or the mark of the focus, and what is around it."""

_STEPS = 64  # from a colour to black or white

Colour = tuple[int, int, int]
"""Red, green and blue of sRGB, 0 to 255."""


class Mode(StrEnum):
    """The two forms of the portal, as `data-theme` of its root says them."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class _Base:
    """What does not depend on the accent. far: where a colour moves to be seen on the surfaces.
    tint: how much of a word's colour there is in its soft background, of 64."""

    colours: Mapping[str, str]
    words: Mapping[str, str]
    far: Colour
    tint: int
    shadow: str


BACKGROUNDS = ("surface", "surface-raised", "surface-sunken", "accent-soft")
"""What text and controls stand on; each word has a soft one of its own besides."""
WORDS = ("danger", "warning", "good")

_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_BASES = {
    Mode.LIGHT: _Base(
        {
            "surface": "#f6f7f9",
            "surface-raised": "#ffffff",
            "surface-sunken": "#eceef2",
            "text": "#171a21",
            "muted": "#525968",
            "border": "#d9dde4",
            "control": "#7a8190",
        },
        {"danger": "#b3202c", "warning": "#7d5200", "good": "#1c6b3c"},
        _BLACK,
        6,
        "0 1px 2px rgb(23 26 33 / 0.06), 0 4px 16px rgb(23 26 33 / 0.06)",
    ),
    Mode.DARK: _Base(
        {
            "surface": "#0f1217",
            "surface-raised": "#171b22",
            "surface-sunken": "#0a0c10",
            "text": "#e8eaef",
            "muted": "#a8afbd",
            "border": "#2b313c",
            "control": "#808999",
        },
        {"danger": "#ff8f8f", "warning": "#e8b45a", "good": "#6fce93"},
        _WHITE,
        9,
        "0 1px 2px rgb(0 0 0 / 0.4), 0 4px 16px rgb(0 0 0 / 0.3)",
    ),
}


def theme(look: Look) -> str:
    """The style sheet: custom properties of the root. `data-theme` of the root chooses a form;
    without it the reader's system does."""
    light, dark = (_declarations(look.accent, mode) for mode in Mode)
    return (
        f":root {{\n{light}}}\n"
        f':root[data-theme="dark"] {{\n{dark}}}\n'
        "@media (prefers-color-scheme: dark) {\n"
        f':root:not([data-theme="light"]) {{\n{dark}}}\n'
        "}\n"
    )


def palette(accent: str, mode: Mode) -> dict[str, str]:
    """The colours of one form, `#` and six hex digits, by the names of their properties. accent:
    of the same form; AssertionError: it is not."""
    base = _BASES[mode]
    given = colour(accent)
    found = {name: colour(text) for name, text in base.colours.items()}
    raised = found["surface-raised"]
    found["accent-soft"] = _mixed(raised, given, base.tint)
    for name in WORDS:
        found[name] = colour(base.words[name])
        found[f"{name}-soft"] = _mixed(raised, found[name], base.tint)
    under = [found[name] for name in BACKGROUNDS]
    every = [*under, *(found[f"{word}-soft"] for word in WORDS)]
    found["accent"] = _seen(given, base.far, under, CONTROL)
    # Where white is too little, black is enough: the two contrasts make 21 together, multiplied.
    found["on-accent"] = _WHITE if contrast(_WHITE, found["accent"]) >= TEXT else _BLACK
    found["accent-hover"] = _hovered(found["accent"], found["on-accent"], under, base.far)
    found["accent-text"] = _seen(given, base.far, every, TEXT)
    found["focus"] = _seen(given, base.far, every, CONTROL)
    return {name: _hex(rgb) for name, rgb in found.items()}


def contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black and white (WCAG 2.2, "contrast ratio")."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def colour(text: str) -> Colour:
    """`#0b5fff` as a colour. AssertionError: it is written in another way."""
    digits = text.removeprefix("#")
    if len(text) != 7 or len(digits) != 6 or any(c not in "0123456789abcdef" for c in digits):
        raise AssertionError(f"not six hex digits: {text!r}")
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _declarations(accent: str, mode: Mode) -> str:
    found = {f"--{name}": value for name, value in palette(accent, mode).items()}
    lines = {"color-scheme": str(mode), **found, "--shadow": _BASES[mode].shadow}
    return "".join(f"  {name}: {value};\n" for name, value in lines.items())


def _seen(given: Colour, far: Colour, around: Sequence[Colour], least: float) -> Colour:
    """The nearest one to the colour, on the way to black or white, that is seen on all of them."""
    mixtures = (_mixed(given, far, step) for step in range(_STEPS + 1))
    return next(
        found for found in mixtures if all(contrast(found, each) >= least for each in around)
    )


def _hovered(fill: Colour, on: Colour, around: Sequence[Colour], far: Colour) -> Colour:
    """The fill as the pointer finds it: a little further, with the same text on it and as well
    seen; where that is too far for its text, the fill stays as it is."""
    further = _mixed(fill, far, 8)
    legible = contrast(further, on) >= TEXT
    seen = all(contrast(further, each) >= CONTROL for each in around)
    return further if legible and seen else fill


def _mixed(one: Colour, other: Colour, share: int) -> Colour:
    """share: of the other, of 64."""
    red, green, blue = (
        (a * (_STEPS - share) + b * share + _STEPS // 2) // _STEPS
        for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def _luminance(of: Colour) -> float:
    """WCAG 2.2, "relative luminance", of sRGB (IEC 61966-2-1)."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in of)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(of: Colour) -> str:
    return "#" + bytes(of).hex()
