"""The tables by which the njs code checks request bodies; see `compiler.shapes`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compiler import ir, openapi
from compiler.shapes import RULES, Shapes
from compiler.targets.nginx.records import text
from compiler.terms import Validation

# Letters of the stages in which njs looks at a node (next.js), with the keys of each, in the order
# of the table. Apart: those of every value, and those of arrays and objects alone.
_REFERENCE = ("r", ("$ref",))
_OWN = (
    "o",
    (
        *("never", "type", "enum", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
        *("multipleOf", "minLength", "maxLength", "minItems", "maxItems"),
    ),
)
_ITEMS = (("i", ("prefixItems", "items")),)
_MEMBERS = (
    ("p", ("properties",)),
    ("m", ("required", "minProperties", "maxProperties")),
    ("x", ("additionalProperties",)),
)
_COMBINED = (("l", ("allOf",)), ("y", ("anyOf",)), ("n", ("oneOf",)), ("t", ("not",)))
_KINDS = (
    (_REFERENCE, _OWN, *_COMBINED),
    (_REFERENCE, _OWN, *_ITEMS, *_COMBINED),
    (_REFERENCE, _OWN, *_MEMBERS, *_COMBINED),
)


@dataclass(slots=True)
class Checks:
    """The operations whose bodies are checked. All APIs are added before anything is asked for."""

    _shapes: Shapes = field(default_factory=Shapes)
    _documents: dict[str, str] = field(default_factory=dict)
    _names: dict[str, None] = field(default_factory=dict)

    def add(self, api: ir.Api) -> None:
        """Collects the exposed operations of an API that validates requests."""
        if api.validation is Validation.OFF:
            return
        document = self._documents.setdefault(api.document.sha256, f"d{len(self._documents)}")
        wanted = {
            _name(document, method, path.template.text)
            for path in api.paths
            for method in path.methods
        }
        if wanted <= self._names.keys():
            return
        for operation in openapi.operations(api.document):
            name = _name(document, operation.method, operation.path)
            if name in wanted and name not in self._names:
                self._names[name] = None
                self._shapes.add(api.document, operation)

    def of(self, api: ir.Api) -> dict[str, str] | None:
        """What an API's record says of its bodies; None where none is checked."""
        if api.validation is Validation.OFF:
            return None
        return {"mode": api.validation.value, "document": self._documents[api.document.sha256]}

    @property
    def warns(self) -> str | None:
        """The header of warnings, where there can be any."""
        header = RULES["header"]
        if not isinstance(header, list):
            raise AssertionError("a header is a name and the beginning of its value")
        return str(header[0]) if self._documents else None

    def rules(self) -> Iterator[tuple[str, object]]:
        """What stands around a complaint, and limits."""
        yield from RULES.items() if self._documents else ()

    def bodies(self) -> Iterator[tuple[str, str]]:
        """By description, method and path, of each operation."""
        for name, body in zip(self._names, self._shapes.table().bodies, strict=True):
            yield name, text(body.as_data if body is not None else None)

    def nodes(self) -> Iterator[tuple[str, str]]:
        """By number, each with the stages of the three kinds of values."""
        for number, node in enumerate(self._shapes.table().nodes):
            yield str(number), staged(node)


def staged(node: Mapping[str, object]) -> str:
    """A node of the table, with the letters of its stages."""
    stages = [
        "".join(letter for letter, keys in kind if not node.keys().isdisjoint(keys))
        for kind in _KINDS
    ]
    return text({**node, "stages": stages})


def _name(document: str, method: str, path: str) -> str:
    return f"{document} {method} {text(path)[1:-1]}"
