"""The order in which a project is resolved, and the APIs with their deployments."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compiler.codes import NO_API, NO_ISSUER, UNKNOWN_VENDOR
from compiler.definition.written import ApiDefinition, ProjectDefinition
from compiler.diagnostics import Diagnostics
from compiler.model import Api, Deployment, Environment, Model, Settings, Source
from compiler.resolve.bases import Standings, base_of
from compiler.resolve.budgets import check_rates
from compiler.resolve.consumers import Consumers
from compiler.resolve.documents import Library
from compiler.resolve.endpoints import resolve_endpoint
from compiler.resolve.environments import check_targets, resolve_environment
from compiler.resolve.files import ReadFile
from compiler.resolve.looks import resolve_look
from compiler.resolve.operations import Vocabulary, vocabulary
from compiler.resolve.plans import resolve_plans
from compiler.resolve.precedence import written
from compiler.resolve.references import check_environments
from compiler.resolve.settings import Settling
from compiler.resolve.signing import check_signing
from compiler.resolve.subscriptions import Subscriptions
from compiler.resolve.validation import Validating
from compiler.suggest import did_you_mean, listed
from compiler.terms import Security
from compiler.vendors import Catalogue, Vendor


def resolve(
    defined: ProjectDefinition,
    catalogue: Catalogue,
    read_file: ReadFile,
    diagnostics: Diagnostics,
) -> Model:
    """The model of a project. What cannot be resolved is left out of it after a complaint, which
    for APIs comes when they are read. read_file: the bytes of a file of the project, None where
    there is none."""
    gateway = defined.gateway
    definitions = () if gateway is None else gateway.environments
    environments = tuple(resolve_environment(e, read_file, diagnostics) for e in definitions)
    names = None if gateway is None else tuple(e.name for e in environments)
    defaults = written(Source.DEFAULTS, {} if gateway is None else gateway.defaults)
    shared = frozenset(each.name for each in environments if each.shared_limits is not None)
    settling = Settling(defaults, Library(read_file, diagnostics), diagnostics, shared)
    if gateway is not None:
        check_targets(environments, (*gateway.restricted, *defined.restricted), diagnostics)
        check_rates(gateway.defaults, diagnostics)
    plans = resolve_plans(defined.plans, names, diagnostics, shared)
    issuers = frozenset(issuer.name.value for each in definitions for issuer in each.issuers)
    consumers = Consumers(names, issuers, plans, diagnostics, shared).resolved(defined.consumers)
    subscriptions = Subscriptions(names or (), plans, diagnostics)
    validating = Validating(diagnostics)
    apis = _Apis(catalogue, environments, settling, diagnostics, validating, subscriptions)
    return Model(
        project="" if gateway is None else gateway.name.value,
        environments=environments,
        apis=apis.resolved(defined, names),
        consumers=consumers,
        plans=tuple(
            tuple(plans.known[name][at] for name in sorted(plans.known))
            for at in range(len(environments))
        ),
        look=resolve_look(gateway, read_file, diagnostics),
    )


@dataclass(slots=True)
class _Apis:
    """Resolves the APIs one by one; vendors' vocabularies are made once."""

    catalogue: Catalogue
    environments: tuple[Environment, ...]
    settling: Settling
    diagnostics: Diagnostics
    validating: Validating
    subscriptions: Subscriptions
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)

    def resolved(self, defined: ProjectDefinition, names: tuple[str, ...] | None) -> Iterator[Api]:
        """The APIs that have a name of their own and no mistakes. names: of the environments; None:
        unknown."""
        url = self.environments[0].url.origin if self.environments else "https://gateway.example"
        standings = Standings(url, self.diagnostics)
        empty = True
        for api in defined.apis:
            empty = False
            base = base_of(api.context.value, api.version)
            # One that shares its name is looked into as well, so that one run shows all mistakes.
            found = self._resolve(api, base, names)
            check_targets(self.environments, api.restricted, self.diagnostics)
            if standings.add(api, base, _example(found)) and found is not None:
                yield found
        standings.check()
        if names is not None:
            self.subscriptions.check(defined.consumers)
        if not self.diagnostics.failed:
            self.catalogue.check_unused(self.diagnostics)
            self.subscriptions.plans.check_unused(self.diagnostics)
            self.subscriptions.check_plans()
            if empty and defined.gateway is not None:
                self.diagnostics.add(NO_API, defined.gateway.name.span)

    def _resolve(self, api: ApiDefinition, base: str, names: tuple[str, ...] | None) -> Api | None:
        check_environments((e.environment for e in api.endpoints), names, self.diagnostics)
        check_environments((name for name, _ in api.overrides), names, self.diagnostics)
        words = self._vocabulary(api)
        if words is None:
            return None
        settings = self.settling.settle(api, words, [each.name for each in self.environments])
        if settings is not None:
            self.validating.check(words.vendor, self.environments, settings)
            self._check_issuers(api, settings)
            self.subscriptions.add(api.name.value, api.version, settings)
        deployments = []
        for environment in self.environments:
            endpoint = resolve_endpoint(api, words.vendor, environment.name, self.diagnostics)
            if endpoint is not None and settings is not None:
                name = environment.name
                check_signing(endpoint, settings[name], self.diagnostics)
                deployments.append(Deployment(name, endpoint, settings[name]))
        if settings is None or len(deployments) < len(self.environments):
            return None
        return Api(
            name=api.name.value,
            version=api.version,
            base=base,
            vendor=words.vendor,
            deployments=tuple(deployments),
            origin=api.name.span,
        )

    def _check_issuers(self, api: ApiDefinition, settings: Mapping[str, Settings]) -> None:
        for environment in self.environments:
            ways = settings[environment.name].security
            if Security.JWT in ways.value and not environment.issuers:
                place = ways.span or api.name.span
                self.diagnostics.add(NO_ISSUER, place, environment=environment.name)

    def _vocabulary(self, api: ApiDefinition) -> Vocabulary | None:
        id = api.vendor.value
        if id not in self.vocabularies:
            vendor: Vendor | None = self.catalogue.get(*id.split("/", 1))
            if vendor is None:
                known = self.catalogue.ids()
                if id in known:  # what is wrong with it was said where it stands
                    return None
                self.diagnostics.add(
                    UNKNOWN_VENDOR,
                    api.vendor.span,
                    vendor=id,
                    suggestion=did_you_mean(id, known),
                    known=listed(known),
                )
                return None
            self.vocabularies[id] = vocabulary(vendor)
        return self.vocabularies[id]


def _example(api: Api | None) -> str:
    """A path below its base that it serves, if one is known."""
    if api is None or not api.deployments:
        return ""
    return sys.intern(api.deployments[0].settings.operations.value[0].template.text)
