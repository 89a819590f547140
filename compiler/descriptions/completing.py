"""What an object of OpenAPI 3.1 must have, put in where it is missing, or a reason to drop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Fields = dict[str, Any]

NAMELESS = "has no name or no place: dropped"
UNUSABLE_SCHEME = "says too little of how to log in: dropped"
UNUSABLE_SERVER = "has no URL: dropped"
UNUSABLE_VARIABLE = "has no default: dropped"
# OpenAPI 3.1.1, sections 4.8.12 (styles by place), 4.8.27 and 4.8.29.
_STYLES = {
    "path": ("simple", "matrix", "label"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_OF_SCHEME: Mapping[str, tuple[str, ...]] = {
    "apiKey": ("name", "in"),
    "http": ("scheme",),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
    "mutualTLS": (),
}
_FLOWS: Mapping[str, tuple[str, ...]] = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "clientCredentials": ("tokenUrl",),
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
}


def completed(kind: str, made: Fields) -> Fields | str:
    """The object, made whole, or why it cannot be."""
    match kind:
        case "parameter":
            if not made.get("name") or "in" not in made:
                return NAMELESS
            if made["in"] == "path":
                made["required"] = True
            if made.get("style") not in _STYLES[made["in"]]:
                made.pop("style", None)
            if made["in"] != "query":
                made.pop("allowEmptyValue", None)
            return _described(made)
        case "header":
            return _described(made)
        case "operation" if not made.get("responses", True):
            del made["responses"]
        case "response":
            made.setdefault("description", "")
        case "requestBody":
            made.setdefault("content", {})
        case "mediaType" if "example" in made and "examples" in made:
            del made["example"]
        case "encoding" if made.get("style") not in _STYLES["query"]:
            made.pop("style", None)
        case "securityScheme":
            return _scheme(made)
        case "server":
            return made if "url" in made else UNUSABLE_SERVER
        case "serverVariable":
            return _variable(made)
        case "document":
            _document(made)
    return made


def _described(made: Fields) -> Fields:
    if "schema" in made:
        made.pop("content", None)
    elif len(made.get("content", {})) != 1:
        made.pop("content", None)
        made["schema"] = {}
    if "example" in made and "examples" in made:
        del made["example"]
    return made


def _scheme(written: Fields) -> Fields | str:
    """The scheme with the fields of its type; those of others mean nothing."""
    needed = _OF_SCHEME.get(written.get("type", ""))
    if needed is None or not written.keys() >= {*needed}:
        return UNUSABLE_SCHEME
    if "in" in needed and written["in"] not in ("query", "header", "cookie"):
        return UNUSABLE_SCHEME
    if "flows" in needed and not _are_flows(written["flows"]):
        return UNUSABLE_SCHEME
    fields = ("type", "description", *needed, *(["bearerFormat"] if "scheme" in needed else []))
    made = {key: written[key] for key in fields if key in written}
    if "bearerFormat" in made and made["scheme"].lower() != "bearer":
        del made["bearerFormat"]
    return made


def _are_flows(flows: Mapping[str, Any]) -> bool:
    return bool(flows) and all(
        name in _FLOWS
        and isinstance(flow, dict)
        and all(_is_text(flow.get(field)) for field in _FLOWS[name])
        and all(_is_text(scope) for scope in _fields(flow.get("scopes")).values())
        and isinstance(flow.get("scopes"), dict)
        and flow.keys() <= {*_FLOWS[name], "scopes", "refreshUrl"}
        and _is_text(flow.get("refreshUrl", ""))
        for name, flow in flows.items()
    )


def _variable(made: Fields) -> Fields | str:
    values = made.get("enum")
    if values == []:
        del made["enum"]
    if "default" not in made:
        if not values:
            return UNUSABLE_VARIABLE
        made["default"] = values[0]
    return made


def _document(made: Fields) -> None:
    info = made.setdefault("info", {})
    made["info"] = {
        **{key: value for key, value in info.items() if key in _INFO and _is_text(value)},
        **{key: info[key] for key in ("license",) if _is_text(_fields(info.get(key)).get("name"))},
        "title": _text(info.get("title"), "Untitled"),
        "version": _text(info.get("version"), "0"),
    }
    tags: dict[str, Fields] = {}
    for tag in made.get("tags", ()):
        if isinstance(tag, dict) and isinstance(tag.get("name"), str):
            kept = {key: tag[key] for key in ("name", "description") if _is_text(tag.get(key))}
            tags.setdefault(tag["name"], kept)
    if tags:
        made["tags"] = list(tags.values())
    else:
        made.pop("tags", None)


_INFO = ("summary", "description", "termsOfService")


def _fields(value: Any) -> Fields:
    return value if isinstance(value, dict) else {}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _text(value: Any, otherwise: str) -> str:
    if isinstance(value, str) and value:
        return value
    return str(value) if isinstance(value, int | float) else otherwise
