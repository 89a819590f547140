"""Who may call, where each key counts, and what each consumer may do."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from compiler.codes import (
    DIGEST_OF_NOTHING,
    DUPLICATE_CONSUMER,
    DUPLICATE_DIGEST,
    DUPLICATE_SUBJECT,
    NO_IDENTITY,
    UNKNOWN_ISSUER,
)
from compiler.definition.written import ConsumerDefinition, Layer, Placed, SubjectDefinition
from compiler.diagnostics import Diagnostics, Span
from compiler.ir import Plan, Subject
from compiler.model import Consumer, ConsumerKey, Grant
from compiler.resolve.budgets import budget_of, check_rates, check_reserve, check_shared
from compiler.resolve.plans import Plans
from compiler.resolve.precedence import layered
from compiler.resolve.references import check_environments
from compiler.suggest import did_you_mean, listed

# What `printf %s "$KEY" | sha256sum` prints where KEY is not set, and what `echo` makes of it.
_OF_NOTHING = tuple(hashlib.sha256(text).hexdigest() for text in (b"", b"\n"))


@dataclass(slots=True)
class Consumers:
    """Resolves consumers one by one. environments None: unknown, so references go unchecked.
    issuers: the names of all. shared: environments where a service counts. grants: those that are
    equal are one object."""

    environments: tuple[str, ...] | None
    issuers: frozenset[str]
    plans: Plans
    diagnostics: Diagnostics
    shared: frozenset[str] = frozenset()
    names: dict[str, Span] = field(default_factory=dict)
    digests: dict[str, Span] = field(default_factory=dict)
    subjects: dict[Subject, Span] = field(default_factory=dict)
    grants: dict[Grant, Grant] = field(default_factory=dict)
    known: dict[Hashable, tuple[Grant, ...]] = field(default_factory=dict)

    def resolved(self, defined: Iterable[ConsumerDefinition]) -> tuple[Consumer, ...]:
        """The consumers, sorted by name."""
        return tuple(sorted((self._consumer(each) for each in defined), key=lambda c: c.name))

    def _consumer(self, defined: ConsumerDefinition) -> Consumer:
        name = defined.name
        first = self.names.setdefault(name.value.lower(), name.span)
        if first != name.span:
            related = ((first, "the other one"),)
            self.diagnostics.add(
                DUPLICATE_CONSUMER, name.span, related=related, consumer=name.value
            )
        keys = []
        for key in defined.keys:
            self._check_digest(key.digest)
            places = self.environments or ()
            if key.environments is not None:
                check_environments(key.environments, self.environments, self.diagnostics)
                places = tuple(sorted(place.value for place in key.environments))
            expires = None if key.expires is None else key.expires.value
            chosen = key.environments is not None
            keys.append(ConsumerKey(key.digest.value, places, chosen, expires))
        if not keys and not defined.subjects:
            self.diagnostics.add(NO_IDENTITY, name.span, consumer=name.value)
        ordered = tuple(sorted(keys, key=lambda key: key.digest))
        subjects = tuple(sorted(self._subject(each) for each in defined.subjects))
        return Consumer(name.value, ordered, subjects, self._grants(defined), name.span)

    def _subject(self, defined: SubjectDefinition) -> Subject:
        issuer = defined.issuer
        if self.environments is not None and issuer.value not in self.issuers:
            self.diagnostics.add(
                UNKNOWN_ISSUER,
                issuer.span,
                issuer=issuer.value,
                suggestion=did_you_mean(issuer.value, self.issuers),
                known=listed(self.issuers),
            )
        subject = Subject(issuer.value, defined.subject)
        first = self.subjects.setdefault(subject, defined.span)
        if first != defined.span:
            related = ((first, "the other one"),)
            self.diagnostics.add(
                DUPLICATE_SUBJECT, defined.span, related=related, issuer=issuer.value
            )
        return subject

    def _grants(self, defined: ConsumerDefinition) -> tuple[Grant, ...]:
        overrides = defined.overrides
        # Of many thousands most may do the same; what was complained of is said of each.
        own = _signature(defined.grant)
        written = (own, *((name.value, _signature(layer)) for name, layer in overrides))
        if written not in self.known:
            said = len(self.diagnostics)
            found = self._granted(defined)
            if len(self.diagnostics) > said:
                return found
            self.known[written] = found
        return self.known[written]

    def _granted(self, defined: ConsumerDefinition) -> tuple[Grant, ...]:
        overrides = defined.overrides
        check_environments((name for name, _ in overrides), self.environments, self.diagnostics)
        plans: dict[str, Sequence[Plan] | None] = {}
        for layer in (defined.grant, *(layer for _, layer in overrides)):
            check_rates(layer, self.diagnostics)
            if (named := layer.get("plan")) is not None:
                plans[named.value] = self.plans.find(named, self.diagnostics)
        found = []
        for at, environment in enumerate(self.environments or ()):
            layers = layered(defined.grant, overrides, environment)
            if environment in self.shared:
                check_shared(layers, self.diagnostics)
            chosen = next((layer["plan"].value for layer in layers if "plan" in layer), None)
            plan = plans[chosen] if chosen is not None else None
            apis = next((layer["apis"].value for layer in layers if "apis" in layer), None)
            roles = next((layer["roles"].value for layer in layers if "roles" in layer), ())
            grant = Grant(
                plan=None if plan is None else plan[at],
                apis=None if apis is None else tuple(sorted(api.value for api in apis)),
                roles=tuple(sorted(roles)),
                budget=budget_of(layers),
            )
            found.append(self.grants.setdefault(grant, grant))
        self._check_reserves(defined, found)
        return tuple(found)

    def _check_reserves(self, defined: ConsumerDefinition, grants: Sequence[Grant]) -> None:
        budgets = [grant.budget for grant in grants]
        check_reserve(defined.grant, budgets, self.diagnostics)
        by_name = dict(zip(self.environments or (), budgets, strict=True))
        for name, layer in defined.overrides:
            own = [by_name[name.value]] if name.value in by_name else []
            check_reserve(layer, own, self.diagnostics)

    def _check_digest(self, digest: Placed[str]) -> None:
        if digest.value in _OF_NOTHING:
            self.diagnostics.add(DIGEST_OF_NOTHING, digest.span)
            return
        first = self.digests.setdefault(digest.value, digest.span)
        if first != digest.span:
            self.diagnostics.add(DUPLICATE_DIGEST, digest.span, related=((first, "the other one"),))


def _signature(layer: Layer) -> Hashable:
    return tuple((path, found.value) for path, found in layer.items())
