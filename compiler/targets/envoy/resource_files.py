"""The xds/*.json files. What grows with the project stands on one line each: a difference shows
whose it is, and the JSON encoder does not fall back to its slow, indenting form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePosixPath

from compiler.artifacts import Artifact
from compiler.targets.envoy.names import Json
from compiler.targets.envoy.routes import configuration

# No base of an API is this: bases begin with "/".
_BASES = "bases"


def single_file(name: str, resource: Json) -> Artifact:
    """xds/NAME.json with one resource, indented."""
    text = json.dumps({"resources": [resource]}, indent=1, ensure_ascii=False)
    return _artifact(name, text.encode() + b"\n")


def listed_file(name: str, resources: Iterable[Json]) -> Artifact:
    """xds/NAME.json with one line for each resource."""
    text = '{"resources": [' + ",".join("\n" + _line(each) for each in resources) + "\n]}"
    return _artifact(name, text.encode() + b"\n")


def routes_file(bases: Iterable[tuple[str, Json]]) -> Artifact:
    """xds/routes.json: the configuration, indented, and in it one line for each API."""
    lines = [f",\n{_line(base)}: {_line(action)}".encode() for base, action in bases]
    around = {"resources": [configuration({_BASES: None})]}
    before, after = json.dumps(around, indent=1, ensure_ascii=False).split(f'"{_BASES}": null')
    head = before.rstrip().removesuffix(",")
    return _artifact("routes", b"".join([head.encode(), *lines, after.encode(), b"\n"]))


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _artifact(name: str, content: bytes) -> Artifact:
    return Artifact(PurePosixPath("xds") / f"{name}.json", content)
