"""Whose tokens count in an environment, as written."""

from __future__ import annotations

from compiler.definition.place import Place
from compiler.definition.written import IntrospectionDefinition, IssuerDefinition, Placed
from compiler.keys.issuers import DEFAULT_LEEWAY
from compiler.terms import EnvSecret, FileSecret, SecretRef
from compiler.urls import ServiceUrl
from compiler.values import parse_leeway


def read_issuers(at: Place) -> tuple[IssuerDefinition, ...]:
    """The issuers of an environment, by name."""
    found = [_issuer(name, place) for name, place in at.names("issuers")]
    return tuple(sorted(found, key=lambda issuer: issuer.name.value))


def _issuer(name: Placed[str], at: Place) -> IssuerDefinition:
    audiences = at.placed("audiences")
    return IssuerDefinition(
        name=name,
        issuer=at.needed("issuer"),
        audiences=() if audiences is None else tuple(each.value for each in audiences.value),
        proof=_proof(at),
        algorithms=at.placed("algorithms"),
        claim=at.value("claim") or ("sub",),
        leeway=at.value("leeway") or parse_leeway(DEFAULT_LEEWAY),
        keep=at.placed("keep"),
    )


def _proof(at: Place) -> Placed[str] | Placed[ServiceUrl] | IntrospectionDefinition:
    if "jwks" in at.data:
        keys = at.below("jwks")
        found = keys.placed("file") or keys.placed("url")
        if found is None:
            raise AssertionError("the schema lets keys be nowhere")
        return found
    asked = at.below("introspection")
    return IntrospectionDefinition(asked.needed("url"), asked.value("client"), _secret(asked))


def _secret(at: Place) -> SecretRef:
    variable = at.value("secret", "env")
    return FileSecret(at.value("secret", "file")) if variable is None else EnvSecret(variable)
