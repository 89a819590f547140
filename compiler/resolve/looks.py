"""How the portal looks: the picture at its head is read here, and must be one."""

from __future__ import annotations

import posixpath
import re
import xml.parsers.expat
from pathlib import PurePosixPath
from typing import Any

from compiler.codes import (
    ACTIVE_PICTURE,
    LOGO_TOO_LARGE,
    NO_SUCH_FILE,
    NOT_A_PICTURE,
    PRIVATE_KEY,
)
from compiler.definition.written import GatewayDefinition, Placed
from compiler.diagnostics import Diagnostics
from compiler.looks import ACCENT, MAX_LOGO, Logo, Look
from compiler.resolve.files import ReadFile

_SVG = "http://www.w3.org/2000/svg"
_HTML = "http://www.w3.org/1999/xhtml"
# Elements that run code, or hold what is not SVG. Inside <img> nothing of them runs, but whoever
# opens the picture itself has it at the portal's own address.
_ACTIVE = ("script", "foreignObject", "handler", "listener")
# Attributes by which an element loads or tells something, or moves where its links lead.
_LEADING = ("href", "ping", "src", "base")
_WITHIN = re.compile("#|data:image/(?:png|jpeg|gif|webp)[;,]")
# What styles load with (CSS Values 4, sections 4.5 and 6.1; CSS Images 4, section 2.5), but for
# parts of the drawing, and for pictures and fonts that are in it and are no drawings themselves.
_LOADING = re.compile(
    r"@import|(?<!\w)(?:src|image-set)\("
    r"|(?<!\w)url\((?!\s*(?:[\"']\s*)?(?:#|data:(?:font/|image/(?:png|jpeg|gif|webp)[;,])))"
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})(?:\r\n|\s)?|(.))", re.DOTALL)
# Many programs name the W3C's document type, which browsers have no need to load.
_KNOWN_TYPE = re.compile("https?://www[.]w3[.]org/[A-Za-z0-9./-]+[.]dtd")
_FORMS = {".svg": "SVG", ".png": "PNG", ".webp": "WebP"}


def resolve_look(
    gateway: GatewayDefinition | None, read_file: ReadFile, diagnostics: Diagnostics
) -> Look:
    """The looks of the portal of every environment; a logo that cannot be shown is left out after a
    complaint. read_file: the bytes of a file of the project, None where there is none."""
    if gateway is None:
        return Look("", None, ACCENT, reference=True)
    look = gateway.look
    return Look(
        name=look.name or gateway.name.value,
        logo=None if look.logo is None else _logo(look.logo, read_file, diagnostics),
        accent=look.accent or ACCENT,
        reference=look.reference != "none",
    )


def _logo(file: Placed[str], read_file: ReadFile, diagnostics: Diagnostics) -> Logo | None:
    content = read_file(PurePosixPath(posixpath.normpath(file.value)))
    suffix = PurePosixPath(file.value).suffix.lower()
    if content is None:
        diagnostics.add(NO_SUCH_FILE, file.span, file=file.value)
    elif len(content) > MAX_LOGO:
        size, most = -(-len(content) // 1024), f"{MAX_LOGO // 1024} KiB"
        diagnostics.add(LOGO_TOO_LARGE, file.span, file=file.value, size=size, most=most)
    elif b"PRIVATE KEY-----" in content:
        diagnostics.add(PRIVATE_KEY, file.span, file=file.value)
    elif (reason := _unlike(content, suffix)) is not None:
        form = _FORMS[suffix]
        diagnostics.add(NOT_A_PICTURE, file.span, file=file.value, form=form, reason=reason)
    elif suffix == ".svg" and (active := _Drawing(content).active) is not None:
        diagnostics.add(ACTIVE_PICTURE, file.span, file=file.value, what=active)
    else:
        return Logo(f"logo{suffix}", content)
    return None


def _unlike(content: bytes, suffix: str) -> str | None:
    """What tells the content from a picture of its suffix; None: nothing does."""
    match suffix:
        case ".png":  # PNG, section 5.2
            like = content.startswith(b"\x89PNG\r\n\x1a\n")
        case ".webp":  # RFC 9649, section 2.4
            like = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
        case _:
            return _Drawing(content).fault
    return None if like else "it does not begin as one"


class _Drawing:
    """An SVG file. fault: why it is none. active: what in it does more than show something."""

    def __init__(self, content: bytes) -> None:
        self.fault: str | None = None
        self.active: str | None = None
        self._root = ""
        self._styles: list[str] = []  # what is in the elements 'style' that are open
        self._open_styles = 0
        reader = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        reader.StartElementHandler = self._element
        reader.EndElementHandler = self._end
        reader.CharacterDataHandler = self._text
        reader.StartDoctypeDeclHandler = self._type
        reader.EntityDeclHandler = self._entity
        reader.ProcessingInstructionHandler = self._instruction
        try:
            reader.Parse(content, True)
        except xml.parsers.expat.ExpatError as error:
            self.fault = f"line {error.lineno} is no XML"
        except (LookupError, ValueError):  # one that nobody knows, or of many bytes
            self.fault = "its encoding is not UTF-8"
        if self.fault is None and self._root != f"{_SVG} svg":
            self.fault = "its outermost element is not 'svg' of the namespace of SVG"

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self._root = self._root or name
        space, _, plain = name.rpartition(" ")
        self._open_styles += plain == "style"
        if plain in _ACTIVE or space == _HTML:
            self._found(f"the element '{plain}'")
        for attribute, value in attributes.items():
            self._attribute(attribute.rpartition(" ")[2], value)

    def _attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            self._found(f"the attribute '{name}'")
        elif "javascript:" in value.lower():
            self._found("a link that runs code")
        elif name in _LEADING and not _WITHIN.match(value.strip()):
            self._found("a link to something outside of it")
        elif name == "attributeName" and "href" in value.lower():
            self._found("a link that changes")
        elif _loads(value):
            self._found("a style that loads something")

    def _end(self, name: str) -> None:
        self._open_styles -= name.rpartition(" ")[2] == "style"
        if self._styles and not self._open_styles:
            if _loads("".join(self._styles)):
                self._found("a style that loads something")
            self._styles.clear()

    def _text(self, text: str) -> None:
        if self._open_styles:
            self._styles.append(text)

    def _type(self, _: str, system: str | None, *__: Any) -> None:
        if system is not None and _KNOWN_TYPE.fullmatch(system) is None:
            self._found("a document type from elsewhere")

    def _entity(self, name: str, *_: Any) -> None:
        self._found(f"the entity '{name}'")

    def _instruction(self, target: str, _: str) -> None:
        if target != "xml":
            self._found(f"the instruction '{target}'")

    def _found(self, what: str) -> None:
        self.active = self.active or what


def _loads(style: str) -> bool:
    """Whether a style, or an attribute that may be one, loads something. Its letters may be written
    by their numbers (CSS Syntax 3, section 4.3.7)."""
    written = style.lower()
    return any(map(_LOADING.search, (written, _ESCAPE.sub(_letter, written))))


def _letter(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[2]
    number = int(escape[1], 16)
    return chr(number).lower() if number < 0x110000 else ""
