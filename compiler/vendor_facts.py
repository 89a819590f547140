"""The text of vendor.yaml and openapi.yaml -> checked values that know their place in the file."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from compiler.terms import Parameter, PathTemplate, Pointer

try:  # libyaml reads ten times as fast, and not every build of PyYAML has it
    from yaml import CSafeLoader as _SafeLoader
except ImportError:
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]  # stands in for the C one

# RFC 3986 section 3.3: characters of a path segment that all engines pass on as they are.
_LITERAL = re.compile(r"[A-Za-z0-9._~:@-]+")
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_PIECE = re.compile(r"\{([^{}]*)\}|([^{}/]+)")


class VendorSpecError(AssertionError):
    """A vendor's description is defective. `file` and `pointer` say where, `problem` what."""

    def __init__(self, file: str, pointer: Pointer, problem: str) -> None:
        super().__init__(f"{file}: /{'/'.join(pointer)}: {problem}")
        self.file = file
        self.pointer = pointer
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file with its place. Each method returns the value as a type, or fails."""

    file: str
    pointer: Pointer
    value: Any

    def fail(self, problem: str) -> NoReturn:
        raise VendorSpecError(self.file, self.pointer, problem)

    def entries(self) -> tuple[tuple[str, Node], ...]:
        """A mapping's keys and values, in the author's order."""
        if not isinstance(self.value, dict):
            self.fail("must be a mapping")
        for key in self.value:
            if not isinstance(key, str):
                self.fail(f"the key {key!r} must be a string: quote it")
        return tuple((k, Node(self.file, (*self.pointer, k), v)) for k, v in self.value.items())

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
        """A mapping with exactly these keys."""
        found = dict(self.entries())
        for key in required:
            if key not in found:
                self.fail(f"'{key}' is missing")
        for key, node in found.items():
            if key not in required and key not in optional:
                node.fail("is not a key here")
        return found

    def items(self) -> tuple[Node, ...]:
        """A list's values."""
        if not isinstance(self.value, list):
            self.fail("must be a list")
        return tuple(Node(self.file, (*self.pointer, str(i)), v) for i, v in enumerate(self.value))

    def text(self, pattern: str = r"[^\x00-\x1f\x7f]+") -> str:
        """A string that matches `pattern` whole."""
        if not isinstance(self.value, str):
            self.fail(f"must be a string, not {self.value!r}: quote it")
        if re.fullmatch(pattern, self.value) is None:
            self.fail(f"{self.value!r} does not match {pattern}")
        return self.value

    def json_pointer(self) -> Pointer:
        """A JSON pointer (RFC 6901) to something inside a document, so never the empty one."""
        text = self.text()
        if not text.startswith("/") or re.search(r"~(?![01])", text):
            self.fail(f"{text!r} is not a JSON pointer")
        return tuple(t.replace("~1", "/").replace("~0", "~") for t in text[1:].split("/"))

    @property
    def is_none(self) -> bool:
        """Whether the author wrote `none`: there is no such thing, and that is known."""
        return isinstance(self.value, str) and self.value == "none"


def read_yaml(file: str, content: bytes) -> Node:
    """The file's one document as data. VendorSpecError: not YAML, or not a mapping."""
    try:
        data = yaml.load(content, Loader=_CoreLoader)  # noqa: S506 - derives from a safe loader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise VendorSpecError(file, (), f"is not YAML: {error}") from error
    root = Node(file, (), data)
    root.entries()
    return root


def parse_template(node: Node) -> PathTemplate:
    """A path like /v1/models/{model_id}, with the characters that every engine can match."""
    text = node.text()
    if not text.startswith("/"):
        node.fail("a path starts with '/'")
    segments = text[1:].split("/")
    parts: list[str | Parameter] = []
    literal = ""
    for index, segment in enumerate(segments):
        if segment in (".", "..") or (not segment and index < len(segments) - 1):
            node.fail("a path has no empty or dot segment")
        literal += "/"
        for piece in _pieces(node, segment):
            if isinstance(piece, str):
                literal += piece
                continue
            if not literal:
                node.fail("two parameters need something between them")
            parts += [literal, piece]
            literal = ""
    names = [part.name for part in parts if isinstance(part, Parameter)]
    if len(set(names)) < len(names):
        node.fail("a parameter stands in a path once")
    return PathTemplate((*parts, literal) if literal else tuple(parts))


def _pieces(node: Node, segment: str) -> tuple[str | Parameter, ...]:
    pieces: list[str | Parameter] = []
    end = 0
    for match in _PIECE.finditer(segment):
        name, literal = match.groups()
        allowed = _PARAMETER if literal is None else _LITERAL
        text = name if literal is None else literal
        if match.start() != end or allowed.fullmatch(text) is None:
            node.fail(f"{segment!r} has characters that a path cannot have")
        pieces.append(Parameter(name) if literal is None else literal)
        end = match.end()
    if end != len(segment):
        node.fail(f"{segment!r} has characters that a path cannot have")
    return tuple(pieces)


class _CoreLoader(_SafeLoader):
    """A safe loader with the core schema of YAML 1.2 (section 10.3.2): `on`, `yes`, dates and
    `010` stay what the author wrote. Duplicate keys are refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(
                None, None, "a key is set twice", node.start_mark
            )
        return mapping

    def construct_core_int(self, node: yaml.ScalarNode) -> int:
        text = str(self.construct_scalar(node))
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text, 10)


_CoreLoader.yaml_implicit_resolvers = {}  # without those of YAML 1.1
_CoreLoader.add_constructor("tag:yaml.org,2002:int", _CoreLoader.construct_core_int)
for _tag, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+0123456789."),
    ),
):
    _CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first
    )
