"""What an API does in each environment: the layers of its settings, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compiler.codes import (
    DEPRECATION_UNUSED,
    NO_OPERATIONS,
    NO_SINCE,
    PLANS_OF_NOBODY,
    ROLES_OF_NOBODY,
    SUNSET_TOO_EARLY,
)
from compiler.definition.settings import PROPERTIES
from compiler.definition.written import ApiDefinition, Layer
from compiler.diagnostics import Diagnostics
from compiler.ir import ApiDocument
from compiler.model import Settings, Source, Sourced
from compiler.resolve.budgets import (
    budget_of,
    check_rates,
    check_reserve,
    check_shared,
    check_tokens,
)
from compiler.resolve.documents import Library
from compiler.resolve.operations import Vocabulary, select
from compiler.resolve.precedence import BUILT_IN, SourcedLayer, choose, merged, of_vendor, written
from compiler.resolve.scopes import check_scopes, scopes_of
from compiler.terms import Lifecycle
from compiler.vendors import VendorOperation

_STRENGTH = tuple(Source)
_DEPRECATION = "deprecation."


@dataclass(slots=True)
class Settling:
    """Settles APIs one by one. defaults: of gateway.yaml. shared: environments where a service
    counts."""

    defaults: SourcedLayer
    library: Library
    diagnostics: Diagnostics
    shared: frozenset[str] = frozenset()

    def settle(
        self, api: ApiDefinition, words: Vocabulary, environments: Sequence[str]
    ) -> Mapping[str, Settings] | None:
        """The settings by environment, one object for all that override nothing; None after a
        complaint that leaves nothing to work with."""
        layers: tuple[SourcedLayer, ...] = (
            written(Source.API, api.settings),
            self.defaults,
            of_vendor(words.vendor, api.vendor.span),
            BUILT_IN,
        )
        for layer in (api.settings, *(layer for _, layer in api.overrides)):
            check_rates(layer, self.diagnostics)
        base = self._settings(api, words, layers)
        overrides = {name.value: layer for name, layer in api.overrides if layer}
        found: dict[str, Settings] = {}
        for environment in environments:
            settings, strongest = base, layers
            if environment in overrides:
                stronger = written(Source.OVERRIDE, overrides[environment])
                strongest = (stronger, *layers)
                settings = self._settings(api, words, strongest)
            if environment in self.shared:
                check_shared(strongest, self.diagnostics)
            if settings is not None:
                found[environment] = settings
        if base is None or len(found) < len(environments):
            return None
        self._check_deprecations(api, found or {"": base}, overrides)
        self._check_layers(api, words, base, found, overrides)
        return found

    def _check_layers(
        self,
        api: ApiDefinition,
        words: Vocabulary,
        base: Settings,
        found: Mapping[str, Settings],
        overrides: Mapping[str, Layer],
    ) -> None:
        own = [(api.settings, tuple(found.values()) or (base,))]
        own += [(layer, (found[name],)) for name, layer in overrides.items() if name in found]
        for layer, settings in own:
            check_reserve(layer, (each.budget for each in settings), self.diagnostics)
            check_tokens(api.name.value, layer, settings, self.diagnostics)
            check_scopes(api.name.value, layer, settings, words, self.diagnostics)
            plans = layer.get("plans")
            if plans is not None and not any(each.security.value for each in settings):
                self.diagnostics.add(PLANS_OF_NOBODY, plans.span, api=api.name.value)
            roles = layer.get("visibility")
            if roles is not None and any(
                each.roles.value and not each.security.value for each in settings
            ):
                self.diagnostics.add(ROLES_OF_NOBODY, roles.span, api=api.name.value)

    def _settings(
        self, api: ApiDefinition, words: Vocabulary, layers: Sequence[SourcedLayer]
    ) -> Settings | None:
        operations = self._operations(api, words, layers)
        if operations is None:
            return None
        return Settings(
            description=choose("description", layers),
            tags=choose("tags", layers),
            operations=operations,
            security=choose("security", layers),
            validation=choose("validate_requests", layers),
            plans=choose("plans", layers),
            scopes=scopes_of(words, operations.value, layers, self.diagnostics),
            budget=budget_of(layers),
            body_limit=choose("limits.body", layers),
            upload_limit=choose("limits.upload", layers),
            connect_ms=choose("timeouts.connect", layers),
            idle_ms=choose("timeouts.idle", layers),
            lifecycle=choose("lifecycle", layers),
            since=choose("deprecation.since", layers),
            sunset=choose("deprecation.sunset", layers),
            link=choose("deprecation.link", layers),
            roles=choose("visibility", layers),
            documents=self._documents(layers),
            properties=merged(PROPERTIES, layers),
        )

    def _operations(
        self, api: ApiDefinition, words: Vocabulary, layers: Sequence[SourcedLayer]
    ) -> Sourced[tuple[VendorOperation, ...]] | None:
        include = choose("operations.include", layers)
        exclude = choose("operations.exclude", layers)
        meant = _meant(include, exclude)
        selected = select(words, include.value, exclude.value, self.diagnostics, strict=meant)
        if not selected.operations:
            if selected.faultless:
                last, first = (exclude, include) if meant else (include, exclude)
                place = last.span or first.span or api.vendor.span
                self.diagnostics.add(NO_OPERATIONS, place, api=api.name.value)
            return None
        return Sourced(selected.operations, include.source, include.span)

    def _documents(self, layers: Sequence[SourcedLayer]) -> Sourced[tuple[ApiDocument, ...]]:
        found = choose("documents", layers)
        if found.span is None:
            return found
        documents = self.library.documents(found.value, found.span.path)
        return Sourced(documents, found.source, found.span)

    def _check_deprecations(
        self,
        api: ApiDefinition,
        found: Mapping[str, Settings],
        overrides: Mapping[str, Layer],
    ) -> None:
        for environment, settings in found.items():
            if settings.lifecycle.value is Lifecycle.DEPRECATED:
                self._check_dates(api, settings)
            elif environment in overrides:
                self._unused(overrides[environment], (settings,))
        if all(each.lifecycle.value is not Lifecycle.DEPRECATED for each in found.values()):
            self._unused(api.settings, found.values())

    def _check_dates(self, api: ApiDefinition, settings: Settings) -> None:
        since, sunset, place = settings.since, settings.sunset, settings.lifecycle.span
        if since.value is None:
            if place is not None:  # written somewhere: no API is deprecated by default
                self.diagnostics.add(NO_SINCE, place, api=api.name.value)
        elif sunset.value is not None and sunset.span and sunset.value <= since.value:
            related = ((since.span, "deprecated since"),) if since.span else ()
            self.diagnostics.add(
                SUNSET_TOO_EARLY,
                sunset.span,
                related=related,
                sunset=sunset.value,
                since=since.value,
            )

    def _unused(self, layer: Layer, found: Iterable[Settings]) -> None:
        """Complains of the first key below `deprecation` that this layer writes, if it does."""
        for path, value in layer.items():
            if path.startswith(_DEPRECATION):
                states = ", ".join(dict.fromkeys(each.lifecycle.value for each in found))
                self.diagnostics.add(DEPRECATION_UNUSED, value.span, key=path, lifecycle=states)
                return


def _meant(include: Sourced[object], exclude: Sourced[object]) -> bool:
    """Whether the excluded words were written with these included ones in mind, so that one which
    removes nothing is a mistake. `defaults` are for all APIs, and an override may include less."""
    if exclude.source is Source.DEFAULTS:
        return False
    return _STRENGTH.index(exclude.source) <= _STRENGTH.index(include.source)
