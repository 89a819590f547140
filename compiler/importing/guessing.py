"""What vendor.yaml needs beyond the description, concluded from it: credential, model, groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compiler import openapi
from compiler.importing.guess import Guess
from compiler.importing.selecting import tags
from compiler.importing.shapes import Bodies, types
from compiler.openapi import Described, Document

_SERVER = re.compile(r"https?://[A-Za-z0-9.{}_-]+(:[0-9]+)?")
_KEY_HEADERS = ("x-api-key", "api-key", "x-goog-api-key", "authorization")
_MODEL_PARAMETERS = re.compile(r"(?:model|deployment)(?:[_-]?(?:id|name))?", re.IGNORECASE)
_VERSION = re.compile(r"v[0-9][a-z0-9.]*|api|[0-9.-]+")
_LISTED_MODELS = 300
_LONGEST_WORD = 40  # letters of a group
BEARER = {"header": "Authorization", "prefix": "Bearer "}


def server(document: Document) -> Guess:
    """The section `server`."""
    servers = document.data.get("servers", ())
    url = servers[0]["url"] if servers else ""
    if _SERVER.fullmatch(url):
        return Guess(url, "the first server of the description")
    return Guess("none", "the description has no server with a host; every endpoint gives its url")


def auth(document: Document, operations: Sequence[Described]) -> Guess:
    """The section `auth`: of the schemes that the operations name, the one that most do."""
    schemes: Mapping[str, Any] = document.data.get("components", {}).get("securitySchemes", {})
    general = document.data.get("security")
    named: Counter[str] = Counter()
    for each in operations:
        for requirement in each.data.get("security", general) or ():
            named.update(requirement.keys())
    names = sorted(schemes, key=lambda name: -named[name])
    for name in names:
        found = _credential(openapi.dereferenced(document, schemes[name]))
        if found is not None and (named[name] or not named):
            return Guess(found, f"the security scheme '{name}' of the description")
    header = _key_header(document, operations)
    if header is not None:
        prefix = "Bearer " if header.lower() == "authorization" else ""
        return Guess({"header": header, "prefix": prefix}, "operations have it as a parameter")
    if general == []:
        return Guess("none", "the description says that no credential is needed")
    return Guess(BEARER, "the description says nothing of credentials; most vendors take this")


def _credential(scheme: Mapping[str, Any]) -> dict[str, str] | None:
    match scheme:
        case {"type": "apiKey", "in": "header", "name": name}:
            prefix = "Bearer " if name.lower() == "authorization" else ""
            return {"header": name, "prefix": prefix}
        case {"type": "apiKey", "in": "query", "name": name}:
            return {"query": name, "prefix": ""}
        case {"type": "http", "scheme": word}:
            return {"header": "Authorization", "prefix": f"{word.capitalize()} "}
        case {"type": "oauth2" | "openIdConnect"}:
            return dict(BEARER)
    return None


def _key_header(document: Document, operations: Sequence[Described]) -> str | None:
    found = [
        parameter["name"]
        for each in operations
        for parameter in parameters(document, each)
        if parameter["in"] == "header" and parameter["name"].lower() in _KEY_HEADERS
    ]
    return Counter(found).most_common(1)[0][0] if found else None


def parameters(document: Document, operation: Described) -> Iterator[Mapping[str, Any]]:
    """The parameters of an operation, their references followed."""
    for each in operation.data.get("parameters", ()):
        yield openapi.dereferenced(document, each)


def model(document: Document, operations: Sequence[Described], bodies: Bodies) -> Guess | None:
    """The section `model`; None where no operation names one."""
    found = {str(each.id): _model_of(document, each, bodies) for each in operations}
    named = [each for each in found.values() if each is not None]
    if not named:
        return None
    most = Counter(tuple(each.items()) for each in named).most_common(1)[0][0]
    others = {id: each for id, each in found.items() if each and tuple(each.items()) != most}
    value: dict[str, Any] = dict(most)
    if others:
        value["operations"] = others
    return Guess(value, f"{len(named)} of {len(found)} operations name a model")


def _model_of(document: Document, operation: Described, bodies: Bodies) -> dict[str, str] | None:
    if operation.method != "POST":
        return None
    # A path is what vendors go by, whatever the body repeats.
    for each in parameters(document, operation):
        if each["in"] in ("path", "query") and _MODEL_PARAMETERS.fullmatch(each["name"]):
            return {each["in"]: each["name"]}
    for schema in bodies.request(operation, ("model",)):
        if not types(schema) or "string" in types(schema):
            return {"body": "/model"}
    return None


def models(operations: Sequence[Described], bodies: Bodies) -> Guess | None:
    """The section `models`: those that request bodies enumerate; None where none does."""
    found: dict[str, None] = {}
    for each in operations:
        for schema in bodies.request(each, ("model",)):
            values = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
            found.update(dict.fromkeys(one for one in values if isinstance(one, str)))
    known = [name for name in found if re.fullmatch(r"[\x21-\x7e]{1,200}", name)]
    if not known:
        return None
    return Guess(known[:_LISTED_MODELS], "enumerated in request bodies; vendors have others too")


def pins(document: Document, operations: Sequence[Described], place: str) -> Guess | None:
    """The section `query` or `headers`: versions that most requests must name and that the
    description has a value for; None where there are none."""
    values: dict[str, dict[str, str]] = {}
    uses: Counter[str] = Counter()
    for operation in operations:
        for each in parameters(document, operation):
            value = _one_value(each)
            if each["in"] == place and each["name"].lower().endswith("version") and value:
                uses[each["name"]] += 1
                values.setdefault(each["name"], {"default": value})
    kept = {name: pin for name, pin in values.items() if uses[name] * 2 > len(operations)}
    return Guess(kept, "most operations take it, and this is the value described") if kept else None


def _one_value(parameter: Mapping[str, Any]) -> str | None:
    schema = parameter.get("schema")
    if not isinstance(schema, dict):
        return None
    values = schema.get("enum", ())
    value = schema.get("default", schema.get("const", values[0] if len(values) == 1 else None))
    return value if isinstance(value, str) and re.fullmatch(r"[\x21-\x7e]+", value) else None


def groups(operations: Sequence[Described]) -> Guess:
    """The section `groups`: by tag, or by the first segment of the path that says something."""
    found: dict[str, list[str]] = {}
    ids = {str(each.id) for each in operations}
    for each in operations:
        for word in dict.fromkeys(_word(text) for text in tags(each) or (_segment(each.path),)):
            word = f"{word}-operations" if word in ids else word
            found.setdefault(word, []).append(str(each.id))
    tagged = sum(bool(tags(each)) for each in operations)
    why = "the tags of the operations" if tagged else "the first words of the paths"
    return Guess(dict(sorted(found.items())), why)


def _segment(path: str) -> str:
    segments = [part for part in re.split("[/:]", path) if part and "{" not in part]
    return next((part for part in segments if not _VERSION.fullmatch(part)), "other")


def _word(text: str) -> str:
    word = re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST_WORD].rstrip("-")
    return word if re.match("[a-z]", word) else f"group-{word}".strip("-")
