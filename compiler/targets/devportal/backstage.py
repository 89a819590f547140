"""catalog-info.yaml: the APIs of the portal for the software catalogue of Backstage.

Its descriptor format: one System for the environment's gateway, and an entity of the kind API for
each API, whose definition is the OpenAPI document beside it. Environments are namespaces, so that a
catalogue can hold several; owners are groups of the namespace `default` unless they say more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from compiler.ir import Api, Gateway
from compiler.targets.devportal.flow import flow
from compiler.targets.devportal.places import (
    listed,
    openapi_file,
    page_file,
    readable_file,
    reference,
)
from compiler.terms import Lifecycle

PATH = PurePosixPath("catalog-info.yaml")

_VERSION = "backstage.io/v1alpha1"
_LONGEST = 63  # of names, namespaces and tags
_DIGITS = 8  # of a digest that tells names apart
_OWNER = "owner"  # the property that says whose an API is
_UNKNOWN = "unknown"
_REFERENCE = re.compile(
    r"(?:(group|user):)?(?:([a-z0-9]+(?:-[a-z0-9]+)*)/)?([a-z0-9._-]+)", re.IGNORECASE
)

_SEPARATORS = re.compile("[^A-Za-z0-9]+")
_NO_TAG = re.compile("[^a-z0-9+#]+")
_BETWEEN_VERSIONS = "-v"

_Entity = dict[str, Any]


def catalog_info(gateway: Gateway, role: str | None = None) -> Iterator[bytes]:
    """The file, one document for each entity. role: whose portal it is; None: everybody's."""
    yield b"# Compiled by gatewright, for the software catalogue of Backstage.\n"
    yield _document("System", *_system(gateway, role))
    for api in listed(gateway):
        yield _document("API", *_api(gateway, api, role))


def _document(kind: str, metadata: _Entity, spec: _Entity) -> bytes:
    lines = {"apiVersion": _VERSION, "kind": kind, "metadata": metadata, "spec": spec}
    return ("---\n" + "".join(f"{key}: {flow(value)}\n" for key, value in lines.items())).encode()


def _system(gateway: Gateway, role: str | None) -> tuple[_Entity, _Entity]:
    metadata: _Entity = {
        "name": _system_name(gateway, role),
        "namespace": _namespace(gateway),
        "title": gateway.look.name,
        "description": f"The AI APIs of {gateway.project}, environment {gateway.environment}",
    }
    if gateway.portal_url is not None:
        metadata["links"] = [_link(f"{gateway.portal_url}/", "Developer portal")]
    return metadata, {"owner": _owner(_UNKNOWN)}


def _api(gateway: Gateway, api: Api, role: str | None) -> tuple[_Entity, _Entity]:
    metadata: _Entity = {
        "name": _name(api.name, api.version, role),
        "namespace": _namespace(gateway),
        "title": f"{api.name} {api.version}",
    }
    if api.description:
        metadata["description"] = api.description
    metadata["annotations"] = dict(_annotations(gateway, api))
    if tags := _tags(api):
        metadata["tags"] = tags
    if links := list(_links(gateway, api)):
        metadata["links"] = links
    deprecated = api.lifecycle is Lifecycle.DEPRECATED
    return metadata, {
        "type": "openapi",
        "lifecycle": "deprecated" if deprecated else "production",
        "owner": _owner(dict(api.listing.properties).get(_OWNER, _UNKNOWN)),
        "system": _system_name(gateway, role),
        "definition": {"$text": f"./{reference(openapi_file(api))}"},
    }


def _annotations(gateway: Gateway, api: Api) -> Iterator[tuple[str, str]]:
    yield "gatewright/base-url", gateway.url + api.base
    yield "gatewright/environment", gateway.environment
    yield "gatewright/vendor", f"{api.vendor}/{api.vendor_version}"
    if api.lifecycle is Lifecycle.DEPRECATED:
        if api.listing.since is not None:
            yield "gatewright/deprecated-since", api.listing.since
        if api.listing.sunset is not None:
            yield "gatewright/sunset", api.listing.sunset
    # As their author wrote them; tags and owners of Backstage have fewer letters.
    if api.tags:
        yield "gatewright/tags", flow(list(api.tags))
    if api.listing.properties:
        yield "gatewright/properties", flow(dict(api.listing.properties))


def _links(gateway: Gateway, api: Api) -> Iterator[_Entity]:
    if gateway.portal_url is not None:
        yield _link(f"{gateway.portal_url}/{reference(page_file(api))}", "Developer portal")
        for document in api.listing.documents:
            href = f"{gateway.portal_url}/{reference(readable_file(api, document))}"
            yield _link(href, document.title)
    if api.lifecycle is Lifecycle.DEPRECATED and api.listing.link is not None:
        yield _link(api.listing.link, "What to use instead")


def _link(url: str, title: str) -> _Entity:
    return {"url": url, "title": title}


def _tags(api: Api) -> list[str]:
    """Lower case; one of which nothing is left, such as one in another script, is not there."""
    plain = (_NO_TAG.sub("-", tag.lower())[:_LONGEST].strip("-") for tag in api.tags)
    return list(dict.fromkeys(tag for tag in plain if tag))


def _name(name: str, version: str, role: str | None) -> str:
    """A name that no other API has, in whatever case: it can be taken apart at its last `-v`, or
    has a digest at its end. A catalogue takes no entity from two files, and an API can be in those
    of several roles."""
    wanted = f"{name}{_BETWEEN_VERSIONS}{version}"
    if role is None and _BETWEEN_VERSIONS not in version.lower() and _plain(wanted) == wanted:
        return wanted
    whole = f"{name}@{version}" if role is None else f"{name}@{version}@{role}"
    return _told_apart(wanted, whole)


def _system_name(gateway: Gateway, role: str | None) -> str:
    project = gateway.project
    if role is None:
        return project if _plain(project) == project else _told_apart(project, project)
    return _told_apart(f"{project}-{role}", f"{project}@{role}")


def _told_apart(wanted: str, whole: str) -> str:
    """A name like the one that is wanted, with a digest of what it is the whole name of."""
    return f"{_plain(wanted)[: _LONGEST - _DIGITS - 1].rstrip('-_.')}-{_digest(whole)}"


def _digest(whole: str) -> str:
    return hashlib.sha256(whole.lower().encode()).hexdigest()[:_DIGITS]


def _namespace(gateway: Gateway) -> str:
    """As the environment is called; namespaces have fewer letters than names."""
    whole = gateway.environment
    plain = _SEPARATORS.sub("-", whole).strip("-")
    return plain if plain == whole else f"{plain}-{_digest(whole)}"


def _owner(text: str) -> str:
    """`chat`, `user:jane`, `group:staff/chat` or just words, as a whole reference to an entity."""
    found = _REFERENCE.fullmatch(text)
    kind, namespace, name = found.groups() if found else (None, None, text)
    whose = _plain(name) or _UNKNOWN
    return f"{(kind or 'group').lower()}:{namespace or 'default'}/{whose}"


def _plain(text: str) -> str:
    """Letters and digits with one '-', '_' or '.' between them, at most 63."""
    runs = re.sub("[^A-Za-z0-9._-]+", "-", text)
    return re.sub("([._-])[._-]+", r"\1", runs)[:_LONGEST].strip("._-")
