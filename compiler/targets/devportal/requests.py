"""An operation of a client's OpenAPI document -> a request of a Postman collection (v2.1.0)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from compiler.ir import Api
from compiler.openapi import Described, Document, dereferenced
from compiler.targets.devportal.curl import turn
from compiler.targets.devportal.models import models
from compiler.targets.devportal.samples import fit, keywords, placeholder, sample
from compiler.targets.devportal.snippets import model_of
from compiler.terms import InHeader, InPath, InQuery

_MODEL = "model"
_ANYTHING = "application/octet-stream"
_PARAMETER = re.compile(r"\{([^{}]+)\}")
_FORMS = {"multipart/form-data": "formdata", "application/x-www-form-urlencoded": "urlencoded"}

_Json = dict[str, Any]
_Parameters = dict[tuple[str, str], Mapping[str, Any]]


class Requests:
    """The requests of an API, one after the other. document: what its clients get."""

    def __init__(self, document: Document, api: Api) -> None:
        self._document = document
        self._chat = api.guide.chat
        self._model = model_of(api)
        self._operations = {each.id: each for path in api.paths for each in path.operations}
        self._variables: dict[str, _Json] = {}

    @property
    def variables(self) -> tuple[_Json, ...]:
        """Those of the collection that the paths so far need."""
        return tuple(self._variables.values())

    def item(self, operation: Described) -> _Json:
        """The request of one operation, under its name."""
        request: _Json = {"method": operation.method}
        if text := operation.data.get("description"):
            request["description"] = str(text)
        parameters = self._parameters(operation)
        said = self._said(operation)
        body, media_type = self._body(operation, said)
        headers = [] if media_type is None else [{"key": "Content-Type", "value": media_type}]
        headers += self._pairs("header", parameters, self._named(operation))
        query = self._query(operation, parameters, {} if said is None else said[1])
        request["header"] = headers
        request |= {} if body is None else {"body": body}
        request["url"] = self._url(operation, parameters, query)
        name = operation.data.get("summary") or f"{operation.method} {operation.path}"
        return {"name": str(name), "request": request, "response": []}

    def _parameters(self, operation: Described) -> _Parameters:
        """By place and name; those of the operation instead of the path's (OpenAPI 3.1, 4.8.10)."""
        written = (
            *(operation.shared.get("parameters") or ()),
            *(operation.data.get("parameters") or ()),
        )
        found = [dereferenced(self._document, each) for each in written]
        return {(str(each["in"]), str(each["name"])): each for each in found}

    def _said(self, operation: Described) -> tuple[_Json, dict[str, str]] | None:
        """The body and the query of a turn of a conversation; None: it is another operation, or
        its vendor's data has what is not to be sent."""
        chat = self._chat
        if chat is None or operation.id not in (chat.operation, chat.streamed):
            return None
        served = self._operations[operation.id]
        ways = () if operation.id == chat.operation else served.streams
        body, query = turn(chat, served, self._model, next(iter(ways), None))
        asked = dict(query)
        return (body, asked) if fit(body) and fit(asked) else None

    def _url(self, operation: Described, parameters: _Parameters, query: list[_Json]) -> _Json:
        path: list[str] = []
        variables: list[_Json] = []
        for segment in operation.path.removeprefix("/").split("/"):
            names = _PARAMETER.findall(segment)
            if [f"{{{name}}}" for name in names] == [segment]:
                path.append(f":{names[0]}")
                value = self._path_value(operation, names[0], parameters)
                variables.append({"key": names[0], "value": value})
                continue
            # Only a whole segment can be a variable of the path; a part is one of the collection.
            for name in names:
                value = self._path_value(operation, name, parameters)
                segment = segment.replace(f"{{{name}}}", self._variable(name, value))
            path.append(segment)
        sent = (f"{each['key']}={each['value']}" for each in query if "disabled" not in each)
        raw = "?".join(filter(None, ("/".join(("{{base_url}}", *path)), "&".join(sent))))
        url = {"raw": raw, "host": ["{{base_url}}"], "path": path}
        more = {"query": query, "variable": variables}
        return url | {key: value for key, value in more.items() if value}

    def _query(
        self, operation: Described, parameters: _Parameters, asked: dict[str, str]
    ) -> list[_Json]:
        """asked: what a stream needs, whether it is described or not."""
        known = self._named(operation) | asked
        found = list(self._pairs("query", parameters, known))
        described = {each["key"] for each in found}
        more = ({"key": key, "value": asked[key]} for key in asked if key not in described)
        return [*found, *more]

    def _named(self, operation: Described) -> dict[str, str]:
        """The parameter that names the model, where one of the query or a header does."""
        match self._operations[operation.id or ""].request_model:
            case InHeader(name) | InQuery(name):
                return {name: self._model}
            case _:
                return {}

    def _variable(self, name: str, value: str) -> str:
        key = f"path_{name}"
        self._variables.setdefault(key, {"key": key, "value": value, "type": "string"})
        return "{{" + key + "}}"

    def _path_value(self, operation: Described, name: str, parameters: _Parameters) -> str:
        served = self._operations[operation.id or ""]
        if served.request_model == InPath(name):
            return self._model
        return self._value(name, parameters.get(("path", name), {}))

    def _pairs(
        self, place: str, parameters: _Parameters, known: Mapping[str, str]
    ) -> Iterator[_Json]:
        """The parameters of a place; optional ones are there and not sent. known: values of those
        that are."""
        for (where, name), parameter in parameters.items():
            if where != place or not fit(name):
                continue
            value = known.get(name.lower() if place == "header" else name)
            found: _Json = {"key": name, "value": value or self._value(name, parameter)}
            if value is None and not parameter.get("required"):
                found["disabled"] = True
            if text := parameter.get("description"):
                found["description"] = str(text)
            yield found

    def _value(self, name: str, parameter: Mapping[str, Any]) -> str:
        if "example" in parameter and fit(parameter["example"]):
            return _as_text(parameter["example"])
        # Where any text will do, its own name says more than another text.
        text = _as_text(
            sample(self._document, keywords(self._document, parameter.get("schema")), "id")
        )
        return placeholder(name) if text == placeholder("id") else text

    def _body(
        self, operation: Described, said: tuple[_Json, dict[str, str]] | None
    ) -> tuple[_Json | None, str | None]:
        """The body, and its media type where the request has to name it."""
        described = dereferenced(self._document, operation.data.get("requestBody") or {})
        contents = {
            media_type if fit(media_type) else _ANYTHING: content
            for media_type, content in (described.get("content") or {}).items()
        }
        for media_type, content in contents.items():
            if _is_json(media_type):
                value = self._sample(operation, content) if said is None else said[0]
                text = json.dumps(value, ensure_ascii=False, indent=2)
                options = {"raw": {"language": "json"}}
                return {"mode": "raw", "raw": text, "options": options}, media_type
        for form, mode in _FORMS.items():
            if form in contents:
                return {"mode": mode, mode: list(self._fields(contents[form]))}, None
        if contents:
            return {"mode": "file", "file": {"src": None}}, next(iter(contents))
        return None, None

    def _sample(self, operation: Described, content: Mapping[str, Any]) -> Any:
        if "example" in content and fit(content["example"]):
            return content["example"]
        found = sample(self._document, content.get("schema") or {})
        if isinstance(found, dict) and found.get(_MODEL) == placeholder(_MODEL):
            known = filter(fit, models(self._document, (operation,)))
            return {**found, _MODEL: next(known, self._model)}
        return found

    def _fields(self, content: Mapping[str, Any]) -> Iterator[_Json]:
        """The fields of a form; optional ones are there and not sent."""
        schema = keywords(self._document, content.get("schema"))
        required = schema.get("required") or ()
        for name, each in (schema.get("properties") or {}).items():
            if not fit(name):
                continue
            field = keywords(self._document, each)
            optional = {} if name in required else {"disabled": True}
            if field.get("format") == "binary" or "contentMediaType" in field:
                yield {"key": name, "type": "file", "src": None, **optional}
            else:
                value = _as_text(sample(self._document, field, name))
                yield {"key": name, "type": "text", "value": value, **optional}


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_json(media_type: str) -> bool:
    plain = media_type.partition(";")[0].strip().lower()
    return plain == "application/json" or plain.endswith("+json")
