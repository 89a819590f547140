"""What `validate_requests` cannot do: on which targets, and by which keywords of a description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from compiler import openapi
from compiler.codes import TARGET_CANNOT, UNCHECKED_KEYWORDS
from compiler.diagnostics import Diagnostics
from compiler.keys.table import setting
from compiler.model import Environment, Settings
from compiler.shapes import Shapes
from compiler.terms import Validation
from compiler.vendors import Vendor, VendorOperation

_KEY = "validate_requests"
_SHOWN = 4  # operations in one complaint

_Gaps = Mapping[str, tuple[str, ...]]
"""operationId -> keywords that are not checked."""


@dataclass(slots=True)
class Validating:
    """Looks at one API after another; what is not checked of a vendor is found once."""

    diagnostics: Diagnostics
    _known: dict[tuple[str, tuple[str, ...]], _Gaps] = field(default_factory=dict)

    def check(
        self,
        vendor: Vendor,
        environments: Iterable[Environment],
        settings: Mapping[str, Settings],
    ) -> None:
        """Complains where the setting stands that counts in an environment: once of `defaults`,
        however many APIs they are for."""
        for environment in environments:
            settled = settings[environment.name]
            chosen = settled.validation
            if chosen.value is Validation.OFF or chosen.span is None:
                continue
            for target in setting(_KEY).cannot:
                if target in environment.targets:
                    self.diagnostics.add(
                        TARGET_CANNOT,
                        chosen.span,
                        target=target,
                        key=_KEY,
                        environment=environment.name,
                    )
            gaps = self._gaps(vendor, settled.operations.value)
            if gaps:
                self.diagnostics.add(
                    UNCHECKED_KEYWORDS,
                    chosen.span,
                    vendor=vendor.id,
                    details=_shown(gaps),
                )

    def _gaps(self, vendor: Vendor, exposed: tuple[VendorOperation, ...]) -> _Gaps:
        key = (vendor.id, tuple(operation.id for operation in exposed))
        if key not in self._known:
            self._known[key] = dict(_found(vendor, frozenset(key[1])))
        return self._known[key]


def _found(vendor: Vendor, ids: frozenset[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    shapes = Shapes()
    described = [found for found in openapi.operations(vendor.document) if found.id in ids]
    for operation in described:
        shapes.add(vendor.document, operation)
    for operation, body in zip(described, shapes.table().bodies, strict=True):
        if operation.id is not None and body is not None and body.unchecked:
            yield operation.id, body.unchecked


def _shown(gaps: _Gaps) -> str:
    shown = [f"{id} ({', '.join(words)})" for id, words in list(gaps.items())[:_SHOWN]]
    more = len(gaps) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
