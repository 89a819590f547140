"""Who may call the gateway of one environment, from the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compiler import ir
from compiler.model import Environment, Grant, Model


def callers(
    model: Model, environment: Environment, served: Iterable[ir.Words]
) -> Iterator[ir.Consumer]:
    """Those with a key that counts in the environment. served: the words of its APIs."""
    ids: dict[str, list[str]] = {}
    for words in served:
        ids.setdefault(words.name, []).append(f"{words.name}@{words.version}")
    at = model.environments.index(environment)
    grants: dict[int, ir.Grant] = {}  # by the identity of the model's, which are shared
    for consumer in model.consumers:
        keys = {
            key.digest: ir.ConsumerKey(key.digest, key.expires)
            for key in consumer.keys
            if environment.name in key.environments
        }
        if keys:
            grant = consumer.grants[at]
            if id(grant) not in grants:
                grants[id(grant)] = ir.Grant(grant.plan, _called(grant, ids), grant.budget)
            ordered = tuple(keys[digest] for digest in sorted(keys))
            yield ir.Consumer(consumer.name, ordered, grants[id(grant)])


def _called(grant: Grant, ids: Mapping[str, Iterable[str]]) -> tuple[str, ...] | None:
    """The ids of the APIs, without those that the environment does not serve."""
    if grant.apis is None:
        return None
    found: set[str] = set()
    for word in grant.apis:
        name, _, version = word.partition("@")
        known = ids.get(name, ())
        found.update(id for id in known if not version or id == word)
    return tuple(sorted(found))
