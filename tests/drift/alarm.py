"""What the alarm says: which differences between a description and an SDK nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from tests.drift.oracle import Difference, Modelled, differences
from tests.drift.sdk import Sdk

KNOWN = Path(__file__).with_name("known.yaml")


@dataclass(frozen=True, slots=True)
class Known:
    """The reviewed list of one vendor. differences: schema and what the alarm says of it, with the
    reason. apart: schemas that are not compared, with the reason."""

    differences: Mapping[tuple[str, str], str]
    apart: Mapping[str, str]


def known(id: str) -> Known:
    """What people have looked at. AssertionError: something stands there twice or without why."""
    listed: dict[tuple[str, str], str] = {}
    apart: dict[str, str] = {}
    for entry in _list()[id]:
        assert entry["why"]
        for schema, lines in entry.get("differences", {}).items():
            for line in lines:
                assert (schema, line) not in listed, (schema, line)
                listed[schema, line] = entry["why"]
        for schema in entry.get("apart", ()):
            assert schema not in apart, schema
            apart[schema] = entry["why"]
    return Known(listed, apart)


def drift(sdk: Sdk, schemas: Mapping[str, Any]) -> str:
    """What has changed between a description's schemas and the SDK, for people; empty if nothing
    has."""
    found = {
        (name, str(each)): each
        for name in sdk.compared()
        for each in differences(schemas[name], schemas, models_of(sdk, name))
    }
    expected = known(sdk.id).differences
    new = tuple(_listed({key: found[key] for key in sorted(found.keys() - expected)}))
    gone = tuple(f"  {name}.{line}" for name, line in sorted(expected.keys() - found))
    if not new and not gone:
        return ""
    said = [f"{sdk.id} and {sdk.distribution} {version(sdk.distribution)} have drifted apart."]
    if new:
        said += [f"New: describe it in vendor_specs/{sdk.id}, or explain it in {KNOWN.name}.", *new]
    if gone:
        said += [f"No longer so: take it out of {KNOWN.name}.", *gone]
    return "\n".join(said)


def _listed(found: Mapping[tuple[str, str], Difference]) -> Iterator[str]:
    for name, several in groupby(found, key=lambda key: key[0]):
        yield f"  {name}"
        for key in several:
            yield f"    {found[key].field}"
            yield f"      ours    {found[key].ours}"
            yield f"      theirs  {found[key].theirs}"


@cache
def models_of(sdk: Sdk, schema: str) -> Modelled:
    """What the SDK says of a schema, asked once."""
    return sdk.of(schema)


@cache
def _list() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(KNOWN.read_bytes())
    return data
