"""Which layer a setting comes from: override > API > defaults > vendor > built-in.

A layer is flat, one entry for each leaf of the table of keys, so that mappings merge by key while
lists and scalars replace: the first layer that has the leaf decides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from compiler.definition.written import Layer, Placed
from compiler.diagnostics import Span
from compiler.keys.kinds import Scalar
from compiler.keys.table import setting, setting_paths
from compiler.model import Source, Sourced
from compiler.terms import Security
from compiler.vendors import Vendor

SourcedLayer = Mapping[str, Sourced[Any]]

# What the table's words "[api_key]", "none", "nothing", "everybody's" and "public" mean; its
# scalars are read by their kind, and one without a default is None.
_BUILT_IN_LISTS: Mapping[str, tuple[Any, ...]] = {
    "documents": (),
    "limits.completion_tokens": (),
    "limits.prompt_tokens": (),
    "limits.requests": (),
    "limits.tokens": (),
    "operations.exclude": (),
    "plans": (),
    "scopes": (),
    "security": (Security.API_KEY,),
    "tags": (),
    "visibility": (),
}


def written(source: Source, layer: Layer) -> SourcedLayer:
    """A layer of the project, each value marked with the layer and its place."""
    return {path: Sourced(found.value, source, found.span) for path, found in layer.items()}


def of_vendor(vendor: Vendor, span: Span) -> SourcedLayer:
    """What the vendor's description decides. span: where the API names the vendor."""
    words = tuple(Placed(word, span) for word in vendor.default)
    return {"operations.include": Sourced(words, Source.VENDOR)}


def _built_in() -> SourcedLayer:
    layer: dict[str, Sourced[Any]] = {
        path: Sourced(value, Source.BUILT_IN) for path, value in _BUILT_IN_LISTS.items()
    }
    for path in setting_paths():
        row = setting(path)
        if isinstance(row.kind, Scalar):
            value = None if row.default is None else row.kind.parse(row.default)
            layer[path] = Sourced(value, Source.BUILT_IN)
    return layer


BUILT_IN = _built_in()


def layered(
    layer: Layer, overrides: Iterable[tuple[Placed[str], Layer]], environment: str
) -> Sequence[SourcedLayer]:
    """The layers of a plan or a consumer in one environment, the strongest first."""
    stronger = (
        written(Source.OVERRIDE, found) for name, found in overrides if name.value == environment
    )
    return (*stronger, written(Source.API, layer), BUILT_IN)


def choose(path: str, layers: Sequence[SourcedLayer]) -> Sourced[Any]:
    """The value of the first layer that has it; layers: the strongest first, BUILT_IN or the
    vendor's among them. KeyError: a setting without any default, a defect of the table."""
    for layer in layers:
        if path in layer:
            return layer[path]
    raise KeyError(path)


def merged(prefix: str, layers: Sequence[SourcedLayer]) -> tuple[tuple[str, Sourced[Any]], ...]:
    """Keys that the author named, from all layers, each from the strongest that has it; sorted."""
    found: dict[str, Sourced[Any]] = {}
    for layer in reversed(layers):
        for path, value in layer.items():
            if path.startswith(prefix):
                found[path.removeprefix(prefix)] = value
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))
