"""What gateway.json says of the bodies of APIs that validate requests; see `compiler.shapes`."""

from __future__ import annotations

from dataclasses import dataclass, field

from compiler import ir, openapi
from compiler.shapes import RULES, Body, Shapes
from compiler.terms import Validation

_Key = tuple[str, str, str]
"""SHA-256 of a description, path and method."""


@dataclass(slots=True)
class Bodies:
    """All APIs are added before anything is asked for."""

    _shapes: Shapes = field(default_factory=Shapes)
    _places: dict[_Key, int] = field(default_factory=dict)
    _bodies: tuple[Body | None, ...] = ()

    def add(self, api: ir.Api) -> None:
        """Collects the exposed operations of an API that validates requests."""
        if api.validation is Validation.OFF:
            return
        wanted = {(path.template.text, method) for path in api.paths for method in path.methods}
        if all((api.document.sha256, *each) in self._places for each in wanted):
            return
        for found in openapi.operations(api.document):
            key = (api.document.sha256, found.path, found.method)
            if (found.path, found.method) in wanted and key not in self._places:
                self._places[key] = len(self._places)
                self._shapes.add(api.document, found)

    @property
    def rules(self) -> dict[str, object] | None:
        """What all bodies are checked by; None where no API asks for it."""
        if not self._places:
            return None
        table = self._shapes.table()
        self._bodies = table.bodies
        return {**RULES, "nodes": list(table.nodes)}

    def of(self, api: ir.Api, path: ir.Path) -> dict[str, object]:
        """The bodies of a path's operations, by method; nothing where none is checked."""
        if api.validation is Validation.OFF:
            return {}
        found = (
            (method, self._bodies[self._places[api.document.sha256, path.template.text, method]])
            for method in path.methods
        )
        return {"bodies": {method: body.as_data for method, body in found if body is not None}}
