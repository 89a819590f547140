"""The xds/*.json files. What grows with the project stands on one line each: a difference shows
whose it is, and the JSON encoder does not fall back to its slow, indenting form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath

from compiler.artifacts import Artifact, joined
from compiler.targets.envoy.names import Json
from compiler.targets.envoy.routes import configuration

# No base of an API is this: bases begin with "/".
_BASES = "bases"


def single_file(name: str, *resources: Json) -> Artifact:
    """xds/NAME.json with one resource or few, indented."""
    text = json.dumps({"resources": resources}, indent=1, ensure_ascii=False)
    return _artifact(name, text.encode() + b"\n")


def listed_file(name: str, resources: Iterable[Json]) -> Artifact:
    """xds/NAME.json with one line for each resource."""
    text = '{"resources": [' + ",".join("\n" + _line(each) for each in resources) + "\n]}"
    return _artifact(name, text.encode() + b"\n")


def routes_file(bases: Callable[[], Iterable[tuple[str, Json]]], origins: bool) -> Artifact:
    """xds/routes.json: the configuration, indented, and in it one line for each API."""
    return _artifact("routes", partial(_routes, bases, origins))


def _routes(bases: Callable[[], Iterable[tuple[str, Json]]], origins: bool) -> Iterator[bytes]:
    around = {"resources": [configuration({_BASES: None}, origins)]}
    before, after = json.dumps(around, indent=1, ensure_ascii=False).split(f'"{_BASES}": null')
    lines = (f",\n{_line(base)}: {_line(action)}" for base, action in bases())
    return joined(before.rstrip().removesuffix(","), lines, f"{after}\n", between="")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _artifact(name: str, made: bytes | Callable[[], Iterator[bytes]]) -> Artifact:
    return Artifact(PurePosixPath("xds") / f"{name}.json", made)
