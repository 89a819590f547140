"""Path keys of a description -> paths that every engine can match."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"\{([^{}]*)\}")
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# RFC 3986 section 3.3: characters of a path segment that all engines pass on as they are; two
# parameters need something between them. One character at a time: a run of them, repeated, would be
# tried in all its divisions where a long segment fits but for its end.
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~:@-]|\{[A-Za-z_][A-Za-z0-9_.-]*\}(?!\{))+")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of `paths`. path: whole, with its base. plain: it was a path as it stood. names: of its
    parameters, as written -> as they are now."""

    path: str
    plain: bool
    names: dict[str, str]


def read(key: str, base: str) -> Key:
    """A key as it is written, behind the base path of its server."""
    path = re.split("[?#]", key, maxsplit=1)[0]
    plain = path == key
    if not path.startswith("/"):
        path = f"/{path}"
    names = {name: _sane(name) for name in _NAME.findall(path)}
    path = _NAME.sub(lambda one: "{" + names[one[1]] + "}", path)
    return Key(base + path, plain, names)


def has_reserved(key: str) -> bool:
    """Whether a parameter stands for more than a segment: with an operator of RFC 6570, section
    3.2.3, or the wildcards of google.api.http."""
    return any(name.startswith("+") or "*" in name for name in _NAME.findall(key))


def shape(path: str) -> str:
    """What two templates have in common that take the same requests."""
    return _NAME.sub("{}", path)


def names(path: str) -> list[str]:
    """Of the parameters, in their order."""
    return _NAME.findall(path)


def is_usable(path: str) -> bool:
    """Whether every engine can match the path, and it has no parameter twice."""
    segments = path[1:].split("/")
    if not segments[-1]:
        segments.pop()
    found = names(path)
    return len(set(found)) == len(found) and all(
        segment not in (".", "..") and _SEGMENT.fullmatch(segment) for segment in segments
    )


def _sane(name: str) -> str:
    """A parameter's name without what operators of RFC 6570 and others write around it."""
    if _PARAMETER.fullmatch(name):
        return name
    bare = re.sub(r"=.*|[+*#?]", "", name)
    made = re.sub(r"[^A-Za-z0-9_.-]+", "_", bare) or "_"
    return made if _PARAMETER.fullmatch(made) else f"_{made}"
