"""Holds what reaches the vendor against the bundled description of that vendor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml
from jsonschema import Draft202012Validator

from tests.conformance.vendor import Arrival

HERE = Path(__file__).parent
BUNDLED = HERE.parents[1] / "vendor_specs"
FOLDERS = {
    "mistral": BUNDLED / "mistral" / "v1",
    "openai": BUNDLED / "openai" / "v1",
    "azure-openai": BUNDLED / "azure-openai" / "2024-10-21",
    **{
        vendor: HERE / "project" / "vendors" / "lab" / version
        for vendor, version in (("lab", "v1"), ("lab/v2", "v2"), ("lab/v3", "v3"))
    },
}


class Description:
    """The vendor's OpenAPI description as a judge of requests."""

    def __init__(self, vendor: str) -> None:
        folder = FOLDERS[vendor] if vendor in FOLDERS else BUNDLED / vendor
        (path,) = folder.glob("openapi.*")
        load = json.loads if path.suffix == ".json" else _load_yaml
        self._data: dict[str, Any] = load(path.read_text())
        self._paths = [
            (re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path))), item)
            for path, item in sorted(self._data["paths"].items(), key=_most_literal)
        ]

    def violations(self, arrival: Arrival, base_path: str) -> Iterator[str]:
        """In what the request differs from the description; `base_path` is the endpoint's."""
        path, _, query = arrival.target.decode("latin-1").partition("?")
        if not path.startswith(base_path):
            yield f"the path {path} is not below {base_path}"
            return
        item = next((i for p, i in self._paths if p.fullmatch(path.removeprefix(base_path))), None)
        operation = (item or {}).get(arrival.method.lower())
        if item is None or operation is None:
            yield f"{arrival.method} {path} is not described"
            return
        yield from self._parameters(
            arrival, query, [*item.get("parameters", ()), *operation.get("parameters", ())]
        )
        yield from self._body(arrival, operation.get("requestBody"))

    def answer_violations(
        self, method: str, template: str, status: int, kind: str, answer: object
    ) -> Iterator[str]:
        """In what a JSON answer, or one event of a stream, differs from the description."""
        responses = self._data["paths"][template][method.lower()]["responses"]
        described = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if described is None:
            yield f"{status} is not described"
            return
        media = self._resolve(described)["content"].get(kind)
        if media is None:
            yield f"the media type {kind!r} is not described"
            return
        yield from self._check(answer, media["schema"])

    def _parameters(
        self, arrival: Arrival, query: str, parameters: list[dict[str, Any]]
    ) -> Iterator[str]:
        given = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
        for raw in parameters:
            one = self._resolve(raw)
            present = {
                "query": one["name"] in given,
                "header": bool(arrival.all(one["name"])),
            }
            if one.get("required") and not present.get(one["in"], True):
                yield f"{one['in']} parameter {one['name']} is missing"

    def _body(self, arrival: Arrival, described: dict[str, Any] | None) -> Iterator[str]:
        if described is None:
            if arrival.body:
                yield "a body where none is described"
            return
        described = self._resolve(described)
        kind = arrival.first("content-type").partition(";")[0].strip().lower()
        media = described["content"].get(kind)
        if media is None:
            yield f"the media type {kind!r} is not described"
        elif kind == "application/json":
            yield from self._json(bytes(arrival.body), media["schema"])
        elif kind == "multipart/form-data":
            yield from self._multipart(arrival, media["schema"])

    def _json(self, body: bytes, schema: dict[str, Any]) -> Iterator[str]:
        try:
            document = json.loads(body)
        except ValueError as error:
            yield f"the body is no JSON: {error}"
            return
        yield from self._check(document, schema)

    def _check(self, document: object, schema: dict[str, Any]) -> Iterator[str]:
        root = {**schema, "components": self._data.get("components", {})}
        for found in Draft202012Validator(root).iter_errors(document):
            yield f"body {found.json_path}: {found.message}"

    def _multipart(self, arrival: Arrival, schema: dict[str, Any]) -> Iterator[str]:
        boundary = re.search('boundary="?([^";]+)', arrival.first("content-type"))
        if boundary is None:
            yield "multipart without a boundary"
            return
        mark = b"--" + boundary.group(1).encode()
        if not bytes(arrival.body[-len(mark) - 6 :]).endswith(mark + b"--\r\n"):
            yield "the multipart body does not end with its boundary"
        names = {one.decode() for one in re.findall(rb'; name="([^"]+)"', bytes(arrival.body))}
        for name in self._resolve(schema).get("required", ()):
            if name not in names:
                yield f"the part {name} is missing"

    def _resolve(self, item: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in item:
            found: Any = self._data
            for token in item["$ref"].removeprefix("#/").split("/"):
                found = found[token]
            item = found
        return item


def _load_yaml(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _most_literal(path: tuple[str, object]) -> tuple[bool, int]:
    """Of two paths that fit, that without a parameter is meant, or that with the longer text."""
    return "{" in path[0], -len(re.sub(r"\{[^}]+\}", "", path[0]))
