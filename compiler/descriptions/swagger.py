"""Swagger 2.0 -> the structure of OpenAPI 3.0; what is odd in it is for the next stage to find.

Source: the OpenAPI Specification 2.0, and what its successor says instead (3.0.0, appendix A).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compiler.descriptions.shapes import METHODS
from compiler.terms import Pointer

_JSON = ["application/json"]
_FORM = "application/x-www-form-urlencoded"
_UPLOAD = "multipart/form-data"
# Fields of a parameter that its schema has in OpenAPI 3.
_OF_SCHEMA = (
    "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum",
    "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems",
    "enum", "multipleOf", "x-nullable",
)  # fmt: skip
_STYLES = {
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
}
_PLACES = {
    "schemas": "definitions",
    "parameters": "parameters",
    "responses": "responses",
    "requestBodies": "parameters",
    "securitySchemes": "securityDefinitions",
}
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def converted(root: dict[str, Any]) -> dict[str, Any]:
    """The document as one of OpenAPI 3.0 that shares parts with `root`; references as they were."""
    made = {
        key: value
        for key, value in root.items()
        if key in ("info", "tags", "security", "externalDocs")
    }
    consumes, produces = _types(root, "consumes", _JSON), _types(root, "produces", _JSON)
    shared = _mapping(root.get("parameters"))
    converting = _Converting(shared, consumes, produces)
    paths = _mapping(root.get("paths"))
    return {
        "openapi": "3.0.3",
        **made,
        "servers": _servers(root),
        "paths": {path: converting.item(item) for path, item in paths.items()},
        "components": {
            "schemas": _mapping(root.get("definitions")),
            "parameters": {
                name: _parameter(each)
                for name, each in shared.items()
                if _mapping(each).get("in") not in ("body", "formData")
            },
            "responses": {
                name: converting.response(each, produces)
                for name, each in _mapping(root.get("responses")).items()
            },
            "securitySchemes": {
                name: _scheme(each)
                for name, each in _mapping(root.get("securityDefinitions")).items()
            },
        },
    }


def written(pointer: Pointer) -> Pointer:
    """Where in a file of Swagger 2.0 that stands which the converted one has at `pointer`."""
    if len(pointer) > 1 and pointer[0] == "components" and pointer[1] in _PLACES:
        return (_PLACES[pointer[1]], *pointer[2:])
    return pointer


class _Converting:
    """Operations, with what the document says for all of them."""

    def __init__(self, shared: dict[str, Any], consumes: list[str], produces: list[str]) -> None:
        self._shared = shared
        self._consumes = consumes
        self._produces = produces

    def item(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        common = self._parameters(item)
        made = {key: value for key, value in item.items() if key not in METHODS}
        made.pop("parameters", None)
        for method in METHODS:
            if method in item:
                made[method] = self._operation(item[method], common)
        return made

    def _operation(self, operation: Any, common: list[Any]) -> Any:
        if not isinstance(operation, dict):
            return operation
        own = self._parameters(operation)
        names = {_identity(each) for each in own}
        parameters = [each for each in common if _identity(each) not in names] + own
        made = {
            key: value
            for key, value in operation.items()
            if key not in ("parameters", "consumes", "produces", "schemes", "responses")
        }
        consumes = _types(operation, "consumes", self._consumes)
        produces = _types(operation, "produces", self._produces)
        made["parameters"] = [
            _parameter(each) for each in parameters if _in(each) not in ("body", "formData")
        ]
        body = _body([each for each in parameters if _in(each) in ("body", "formData")], consumes)
        if body is not None:
            made["requestBody"] = body
        made["responses"] = {
            status: self.response(each, produces)
            for status, each in _mapping(operation.get("responses")).items()
        }
        return made

    def _parameters(self, holder: dict[str, Any]) -> list[Any]:
        """Those of a path or an operation; a body that is referred to as what it refers to."""
        found = []
        written = holder.get("parameters")
        for each in written if isinstance(written, list) else []:
            name = str(_mapping(each).get("$ref", "")).removeprefix("#/parameters/")
            known = self._shared.get(name)
            found.append(known if _in(known) in ("body", "formData") else each)
        return found

    def response(self, response: Any, produces: list[str]) -> Any:
        if not isinstance(response, dict) or "$ref" in response:
            return response
        made = {
            key: value
            for key, value in response.items()
            if key not in ("schema", "examples", "headers")
        }
        if "schema" in response:
            schema = response["schema"]
            made["content"] = {each: {"schema": schema} for each in produces}
        for media_type, example in _mapping(response.get("examples")).items():
            if media_type in made.get("content", {}):
                made["content"][media_type] = {**made["content"][media_type], "example": example}
        headers = _mapping(response.get("headers"))
        if headers:
            made["headers"] = {name: _parameter(each) for name, each in headers.items()}
        return made


def _body(parameters: list[Any], consumes: list[str]) -> dict[str, Any] | None:
    for each in parameters:
        if each["in"] == "body":
            schema = each.get("schema", {})
            body = {"content": {media_type: {"schema": schema} for media_type in consumes}}
            return {**_kept(each, ("description", "required")), **body}
    if not parameters:
        return None
    schemas = {str(each.get("name")): _form_field(each) for each in parameters}
    required = [str(each.get("name")) for each in parameters if each.get("required") is True]
    schema = {
        "type": "object",
        "properties": schemas,
        **({"required": required} if required else {}),
    }
    upload = _UPLOAD in consumes or any(each.get("type") == "file" for each in parameters)
    return {
        "required": bool(required),
        "content": {_UPLOAD if upload else _FORM: {"schema": schema}},
    }


def _form_field(parameter: dict[str, Any]) -> dict[str, Any]:
    return {**_kept(parameter, (*_OF_SCHEMA, "description"))}


def _parameter(parameter: Any) -> Any:
    """A parameter or header, its type as a schema."""
    if not isinstance(parameter, dict) or "$ref" in parameter:
        return parameter
    moved = (*_OF_SCHEMA, "collectionFormat")
    made = {key: value for key, value in parameter.items() if key not in moved}
    made["schema"] = _kept(parameter, _OF_SCHEMA)
    format = parameter.get("collectionFormat", "csv")
    if made["schema"].get("type") == "array" and made.get("in") == "query":
        made |= _STYLES.get(str(format), {"style": "form", "explode": False})
    return made


def _scheme(scheme: Any) -> Any:
    if not isinstance(scheme, dict):
        return scheme
    kept = _kept(scheme, ("description",))
    match scheme.get("type"):
        case "basic":
            return {"type": "http", "scheme": "basic", **kept}
        case "oauth2":
            flow = _kept(scheme, ("authorizationUrl", "tokenUrl", "scopes"))
            name = _FLOWS.get(str(scheme.get("flow")), "implicit")
            return {"type": "oauth2", "flows": {name: {"scopes": {}, **flow}}, **kept}
    return scheme


def _servers(root: Mapping[str, Any]) -> list[Any]:
    host, base = root.get("host"), root.get("basePath", "")
    path = base if isinstance(base, str) else ""
    if not isinstance(host, str):
        return [{"url": path}] if path else []
    schemes = root.get("schemes")
    known = schemes if isinstance(schemes, list) else []
    scheme = "http" if known and "https" not in known else "https"
    return [{"url": f"{scheme}://{host}/{path.removeprefix('/')}"}]


def _identity(parameter: Any) -> tuple[Any, ...]:
    each = _mapping(parameter)
    return (str(each.get("$ref")), str(each.get("name")), str(each.get("in")))


def _in(parameter: Any) -> Any:
    return _mapping(parameter).get("in")


def _kept(mapping: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: mapping[key] for key in keys if key in mapping}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _types(holder: Mapping[str, Any], key: str, otherwise: list[str]) -> list[str]:
    found = holder.get(key)
    if not isinstance(found, list):
        return otherwise
    return [each for each in found if isinstance(each, str)] or otherwise
