"""Who may call the gateway of one environment, from the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from compiler import ir
from compiler.model import Environment, Grant, Model


def callers(
    model: Model,
    environment: Environment,
    served: Iterable[ir.Words],
    issuers: frozenset[str],
    restricted: Mapping[str, frozenset[str]],
) -> Iterator[ir.Consumer]:
    """Those with a key or a subject that counts in the environment. served: the words of its APIs;
    issuers: the names of those whose tokens some API takes; restricted: roles by the id of an API,
    of which its callers have one."""
    at = model.environments.index(environment)
    grants = _Grants(_by_name(served), restricted)
    for consumer in model.consumers:
        keys = {
            key.digest: ir.ConsumerKey(key.digest, key.expires)
            for key in consumer.keys
            if environment.name in key.environments
        }
        subjects = consumer.subjects
        if subjects:
            subjects = tuple(subject for subject in subjects if subject.issuer in issuers)
        if keys or subjects:
            ordered = tuple(keys[digest] for digest in sorted(keys))
            grant = grants.lowered(consumer.grants[at])
            yield ir.Consumer(consumer.name, ordered, grant, subjects)


def _by_name(served: Iterable[ir.Words]) -> Mapping[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for words in served:
        ids.setdefault(words.name, []).append(f"{words.name}@{words.version}")
    return ids


_Called = tuple[str, ...] | None


@dataclass(slots=True)
class _Grants:
    """Lowers grants: those that are equal are one object, and so are their lists of APIs, since
    there may be thousands of both. ids: of the served APIs, by name. known: by the identity of the
    model's grants, which are shared."""

    ids: Mapping[str, list[str]]
    restricted: Mapping[str, frozenset[str]]
    known: dict[int, ir.Grant] = field(default_factory=dict)
    equal: dict[ir.Grant, ir.Grant] = field(default_factory=dict)
    lists: dict[tuple[_Called, tuple[str, ...]], _Called] = field(default_factory=dict)

    def lowered(self, grant: Grant) -> ir.Grant:
        """The same of the IR."""
        if id(grant) not in self.known:
            key = (grant.apis, grant.roles if self.restricted else ())
            if key not in self.lists:
                self.lists[key] = self._called(grant)
            found = ir.Grant(grant.plan, self.lists[key], grant.budget)
            self.known[id(grant)] = self.equal.setdefault(found, found)
        return self.known[id(grant)]

    def _called(self, grant: Grant) -> _Called:
        """The ids of the APIs, without those that the environment does not serve, and without those
        that are for other roles."""
        denied = {id for id, own in self.restricted.items() if own.isdisjoint(grant.roles)}
        if grant.apis is None and not denied:
            return None
        found: set[str] = set()
        for word in self.ids if grant.apis is None else grant.apis:
            name, _, version = word.partition("@")
            known = self.ids.get(name, ())
            found.update(id for id in known if not version or id == word)
        return tuple(sorted(found - denied))
