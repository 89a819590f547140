"""Documents -> schema -> ProjectDefinition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from compiler.checking import check
from compiler.definition.granting import read_consumer, read_plan
from compiler.definition.issuing import read_issuers
from compiler.definition.pins import read_pins
from compiler.definition.place import Place, whole
from compiler.definition.settings import read_layer
from compiler.definition.written import (
    ApiDefinition,
    EndpointDefinition,
    EnvironmentDefinition,
    GatewayDefinition,
    Layer,
    LookDefinition,
    Placed,
    ProjectDefinition,
    Restricted,
)
from compiler.diagnostics import Diagnostics
from compiler.keys.row import Key
from compiler.keys.table import TABLE, FileKind, kind_of, row_at
from compiler.source import Document, Pointer
from compiler.terms import AwsKeys, EnvSecret, FileSecret, KeyRef, Pin


def build(documents: Iterable[Document], diagnostics: Diagnostics) -> ProjectDefinition:
    """The definition that the documents make. Those of APIs come after all others, and each is
    read, checked and let go of when its definition is asked for."""
    gateway: GatewayDefinition | None = None
    callers: list[Place] = []
    coming = iter(documents)
    for document in coming:
        kind = kind_of(document.path)
        if kind is FileKind.API:
            coming = chain((document,), coming)
            break
        if kind is None:
            raise AssertionError(f"{document.path} is no file of a definition")
        if (checked := check(document, kind, diagnostics)) is None:
            continue
        at = whole(checked, kind)
        if kind is FileKind.GATEWAY:
            gateway = _gateway(at)
        else:
            callers.append(at)
    return ProjectDefinition(
        gateway=gateway,
        apis=_apis(coming, diagnostics),
        plans=tuple(read_plan(*found) for at in callers for found in at.names("plans")),
        consumers=tuple(read_consumer(item) for at in callers for item in at.items("consumers")),
        restricted=tuple(found for at in callers for found in _restricted(at)),
    )


def _apis(documents: Iterable[Document], diagnostics: Diagnostics) -> Iterator[ApiDefinition]:
    for document in documents:
        kind = kind_of(document.path)
        if kind is not FileKind.API:
            raise AssertionError(f"{document.path} comes after the file of an API")
        checked = check(document, kind, diagnostics)
        if checked is not None:
            yield _api(whole(checked, kind))


def _values(items: Placed[Any] | None) -> tuple[Any, ...] | None:
    return None if items is None else tuple(item.value for item in items.value)


def _gateway(at: Place) -> GatewayDefinition:
    environments = [_environment(name, place) for name, place in at.names("environments")]
    environments.sort(key=lambda environment: environment.name.value)
    return GatewayDefinition(
        name=at.needed("name"),
        look=_look(at),
        environments=tuple(environments),
        defaults=_layer(at, "defaults"),
        restricted=_restricted(at),
    )


def _look(at: Place) -> LookDefinition:
    return LookDefinition(
        name=at.value("portal", "name"),
        logo=at.placed("portal", "logo"),
        accent=at.value("portal", "colours", "accent"),
        reference=at.value("portal", "reference"),
    )


def _layer(at: Place, step: str) -> Layer:
    return read_layer(at.below(step)) if step in at.data else {}


def _environment(name: Placed[str], at: Place) -> EnvironmentDefinition:
    tls = None
    if "tls" in at.data.get("listen", {}):
        files = (at.value("listen", "tls", "certificate"), at.value("listen", "tls", "key"))
        tls = Placed(files, at.document.key(*at.pointer, "listen", "tls"))
    targets = at.placed("targets")
    return EnvironmentDefinition(
        name=name,
        url=at.needed("url"),
        address=at.value("listen", "address"),
        port=at.placed("listen", "port"),
        tls=tls,
        resolvers=_values(at.placed("resolvers")) or (),
        trusted_ca=at.placed("trusted_ca"),
        portal_url=at.value("portal", "url"),
        origins=_values(at.placed("portal", "origins")),
        targets=None if targets is None else targets.value,
        issuers=read_issuers(at),
        admin=at.placed("admin", "port"),
        shared=at.value("limits", "shared", "service"),
        apart=at.data.get("limits", {}).get("shared") == "none",
    )


def _api(at: Place) -> ApiDefinition:
    return ApiDefinition(
        name=at.needed("name"),
        version=at.value("version"),
        context=at.needed("context"),
        vendor=at.needed("vendor"),
        endpoints=tuple(_endpoint(name, place) for name, place in at.names("endpoints")),
        settings=read_layer(at),
        overrides=tuple((name, read_layer(place)) for name, place in at.names("overrides")),
        restricted=_restricted(at),
    )


def _endpoint(environment: Placed[str], at: Place) -> EndpointDefinition:
    secret: Placed[KeyRef] | None = None
    if (variable := at.placed("key", "env")) is not None:
        secret = Placed(EnvSecret(variable.value), variable.span)
    elif (file := at.placed("key", "file")) is not None:
        secret = Placed(FileSecret(file.value), file.span)
    elif (region := at.placed("key", "sigv4")) is not None:
        secret = Placed(AwsKeys(region.value), region.span)
    variables = at.names("variables")
    return EndpointDefinition(
        environment=environment,
        url=at.placed("url"),
        secret=secret,
        query=_pins(at, "query"),
        headers=_pins(at, "headers"),
        variables=tuple((name, at.value("variables", name.value)) for name, _ in variables),
        variables_span=at.document.key(*at.pointer, "variables"),
    )


def _pins(at: Place, key: str) -> tuple[Placed[Pin], ...]:
    return tuple(sorted((pin for _, pin in read_pins(at, key)), key=lambda pin: pin.value.name))


def _restricted(at: Place) -> tuple[Restricted, ...]:
    """The written keys of this file that some target cannot do, whatever their value."""
    if not any(row.cannot and row.unless is None for row in TABLE[at.kind]):
        return ()
    found = []
    for pointer, span in at.document.every_key.items():
        row = row_at(at.kind, pointer)
        if row is not None and row.cannot and row.unless is None:
            found.append(Restricted(row, _environment_of(row, pointer), span))
    return tuple(found)


def _environment_of(row: Key, pointer: Pointer) -> str | None:
    """The environment in whose part of the file a key stands; None: it counts in all."""
    steps = row.path.replace("[]", ".[]").split(".")
    for step, name in zip(steps, pointer, strict=True):
        if step in ("<environment>", "<name>"):
            return str(name)
    return None
