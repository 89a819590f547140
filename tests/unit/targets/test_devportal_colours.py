"""The portal's colours: whatever a project's accent is, everything can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compiler import ir
from compiler.resources import tree
from compiler.targets.devportal.colours import (
    BACKGROUNDS,
    CONTROL,
    TEXT,
    WORDS,
    Mode,
    colour,
    contrast,
    palette,
    theme,
)

SOFT = tuple(f"{word}-soft" for word in WORDS)
# What stands on what, and how well it must be seen: all the pairs that the portal's styles use.
PAIRS = (
    *((text, on, TEXT) for text in ("text", "muted", "accent-text") for on in BACKGROUNDS + SOFT),
    *((word, on, TEXT) for word in WORDS for on in (*BACKGROUNDS, f"{word}-soft")),
    *(("on-accent", fill, TEXT) for fill in ("accent", "accent-hover")),
    *((line, on, CONTROL) for line in ("control", "focus") for on in BACKGROUNDS + SOFT),
    *((fill, on, CONTROL) for fill in ("accent", "accent-hover") for on in BACKGROUNDS),
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format), st.sampled_from(Mode))
@example("#ffffff", Mode.LIGHT)
@example("#000000", Mode.DARK)
@example("#ffff00", Mode.LIGHT)
@example("#0000ff", Mode.DARK)
@example("#777777", Mode.LIGHT)
def test_whatever_the_accent_is_everything_can_be_read(accent: str, mode: Mode) -> None:
    found = {name: colour(value) for name, value in palette(accent, mode).items()}
    for seen, on, least in PAIRS:
        assert contrast(found[seen], found[on]) >= least, f"{seen} on {on}"


@pytest.mark.parametrize("mode", Mode)
def test_an_accent_that_is_legible_stays_as_it_is(mode: Mode) -> None:
    fitting = {Mode.LIGHT: "#2f5bd7", Mode.DARK: "#7aa2ff"}[mode]
    found = palette(fitting, mode)
    assert (found["accent"], found["accent-text"]) == (fitting, fitting)


def test_contrast_is_that_of_the_standard() -> None:
    """Values that WCAG's own definition gives for well-known pairs."""
    black, white = colour("#000000"), colour("#ffffff")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == 1
    assert contrast(colour("#767676"), white) == pytest.approx(4.54, abs=0.005)


def test_the_style_sheet_has_both_forms() -> None:
    text = theme(ir.Look("Acme", None, "#0b5fff", reference=True))
    blocks = dict(re.findall(r"([^{}\n]+) \{\n((?:  [^\n]+\n)+)\}", text))
    assert list(blocks) == [":root", ':root[data-theme="dark"]', ':root:not([data-theme="light"])']
    light, dark, preferred = blocks.values()
    assert dark == preferred
    for block, mode in ((light, Mode.LIGHT), (dark, Mode.DARK)):
        names = re.findall("^  ([a-z-]+):", block, re.M)
        assert names == [
            "color-scheme",
            *(f"--{name}" for name in palette("#0b5fff", mode)),
            "--shadow",
        ]
        assert f"color-scheme: {mode};" in block
    assert text == theme(ir.Look("Other", None, "#0b5fff", reference=False))


@pytest.mark.parametrize("text", ["#FFFFFF", "#fff", "red", "#12345", "#1234567", "}*{color:red"])
def test_what_is_no_colour_never_becomes_css(text: str) -> None:
    with pytest.raises(AssertionError):
        theme(ir.Look("Acme", None, text, reference=True))


STYLES = tree("templates") / "devportal" / "site" / "assets"


@pytest.mark.parametrize("file", sorted(STYLES.glob("*.css")), ids=lambda file: file.name)
def test_styles_name_no_colour_of_their_own(file: Path) -> None:
    """Only so do the proofs above hold for the pages."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    known = {*palette("#0b5fff", Mode.LIGHT), "shadow"}
    assert set(re.findall(r"var\(--([a-z-]+)", text)) <= known
    # What others made, in the reference, stands on white.
    text = text.replace("background: white;", "", 1)
    assert (
        re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\b(?:rgb|hsl|oklch|color-mix)a?\(", text) == []
    )
    assert (
        re.findall(
            r"(?:color|background|border[a-z-]*|fill|stroke): *(?:black|white|gr[ae]y|red)", text
        )
        == []
    )
