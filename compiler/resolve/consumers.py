"""Who may call, and where each key counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from compiler.codes import (
    DIGEST_OF_NOTHING,
    DUPLICATE_CONSUMER,
    DUPLICATE_DIGEST,
    UNKNOWN_ENVIRONMENT,
)
from compiler.definition.written import ConsumerDefinition, Placed
from compiler.diagnostics import Diagnostics, Span
from compiler.model import Consumer, ConsumerKey
from compiler.suggest import did_you_mean, listed

# What `printf %s "$KEY" | sha256sum` prints where KEY is not set, and what `echo` makes of it.
_OF_NOTHING = tuple(hashlib.sha256(text).hexdigest() for text in (b"", b"\n"))


def resolve_consumers(
    defined: Iterable[ConsumerDefinition],
    environments: tuple[str, ...] | None,
    diagnostics: Diagnostics,
) -> tuple[Consumer, ...]:
    """The consumers, sorted by name. environments None: unknown, so references go unchecked."""
    names: dict[str, Span] = {}
    digests: dict[str, Span] = {}
    consumers = []
    for consumer in defined:
        name = consumer.name
        first = names.setdefault(name.value.lower(), name.span)
        if first != name.span:
            where = ((first, "the other one"),)
            diagnostics.add(DUPLICATE_CONSUMER, name.span, related=where, consumer=name.value)
        keys = []
        for key in consumer.keys:
            _check_digest(key.digest, digests, diagnostics)
            if key.environments is not None:
                check_environments(key.environments, environments, diagnostics)
            places = environments or ()
            if key.environments is not None:
                places = tuple(sorted(place.value for place in key.environments))
            keys.append(ConsumerKey(key.digest.value, places))
        ordered = tuple(sorted(keys, key=lambda key: key.digest))
        consumers.append(Consumer(name.value, ordered, name.span))
    return tuple(sorted(consumers, key=lambda consumer: consumer.name))


def check_environments(
    names: Iterable[Placed[str]], known: tuple[str, ...] | None, diagnostics: Diagnostics
) -> None:
    """Complains of names that no environment has."""
    for name in names:
        if known is not None and name.value not in known:
            diagnostics.add(
                UNKNOWN_ENVIRONMENT,
                name.span,
                environment=name.value,
                suggestion=did_you_mean(name.value, known),
                known=listed(known),
            )


def _check_digest(digest: Placed[str], digests: dict[str, Span], diagnostics: Diagnostics) -> None:
    if digest.value in _OF_NOTHING:
        diagnostics.add(DIGEST_OF_NOTHING, digest.span)
        return
    first = digests.setdefault(digest.value, digest.span)
    if first != digest.span:
        diagnostics.add(DUPLICATE_DIGEST, digest.span, related=((first, "the other one"),))
