"""The paths of a description -> templates that every engine can match."""

from __future__ import annotations

import re

from compiler.terms import Parameter, PathTemplate

# RFC 3986 section 3.3: characters of a path segment that all engines pass on as they are.
_LITERAL = re.compile(r"[A-Za-z0-9._~:@-]+")
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_PIECE = re.compile(r"\{([^{}]*)\}|([^{}/]+)")


def parse_template(text: str) -> PathTemplate:
    """A path like /v1/models/{model_id}. ValueError: no engine can match it."""
    if not text.startswith("/"):
        raise ValueError("does not start with '/'")
    segments = text[1:].split("/")
    parts: list[str | Parameter] = []
    literal = ""
    for index, segment in enumerate(segments):
        if segment in (".", "..") or (not segment and index < len(segments) - 1):
            raise ValueError("has an empty or dot segment")
        literal += "/"
        for piece in _pieces(segment):
            if isinstance(piece, str):
                literal += piece
                continue
            if not literal:
                raise ValueError("has two parameters with nothing between them")
            parts += [literal, piece]
            literal = ""
    names = [part.name for part in parts if isinstance(part, Parameter)]
    if len(set(names)) < len(names):
        raise ValueError("has a parameter twice")
    return PathTemplate((*parts, literal) if literal else tuple(parts))


def _pieces(segment: str) -> tuple[str | Parameter, ...]:
    pieces: list[str | Parameter] = []
    end = 0
    for match in _PIECE.finditer(segment):
        name, literal = match.groups()
        allowed = _PARAMETER if literal is None else _LITERAL
        text = name if literal is None else literal
        if match.start() != end or allowed.fullmatch(text) is None:
            raise ValueError(f"has characters in '{segment}' that not every engine can match")
        pieces.append(Parameter(name) if literal is None else literal)
        end = match.end()
    if end != len(segment):
        raise ValueError(f"has characters in '{segment}' that not every engine can match")
    return tuple(pieces)
