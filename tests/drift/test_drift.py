"""The vendors' official SDKs as oracles for the bundled descriptions: a field, a type, a listed
value or a requirement that one has and the other lacks fails here, unless a person has looked at it
(`known.yaml`)."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.bundled import CATALOGUE, bundled
from tests.drift import (
    anthropic_models,
    mistral_models,
    model_names,
    openai_models,
    openai_responses,
)
from tests.drift.alarm import drift, known, models_of
from tests.drift.oracle import Modelled, accepted, differences, kinds, members
from tests.drift.sdk import Sdk

SDKS = (anthropic_models.SDK, mistral_models.SDK, openai_models.SDK)
PROJECT = Path(__file__).parents[2] / "pyproject.toml"


@pytest.fixture(params=SDKS, ids=lambda sdk: sdk.id)
def sdk(request: pytest.FixtureRequest) -> Sdk:
    """Each vendor's SDK in turn."""
    found = request.param
    assert isinstance(found, Sdk)
    return found


def test_nothing_has_drifted(sdk: Sdk) -> None:
    assert drift(sdk, sdk.schemas()) == ""


def test_everything_that_is_exchanged_is_compared(sdk: Sdk) -> None:
    """What has fields and no model of the SDK's has a reason."""
    assert set(sdk.reached()) - set(sdk.compared()) == set(known(sdk.id).apart)


def test_the_sdk_is_the_one_that_was_looked_at(sdk: Sdk) -> None:
    """A newer one is for a commit of its own, with what it brings."""
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    named = extras["optional-dependencies"]["test"]
    wanted = [re.sub(r"\[.*\]", "", one) for one in named]  # without extras of its own
    assert f"{sdk.distribution}=={version(sdk.distribution)}" in wanted


def test_the_alarm_reads_well() -> None:
    sdk = anthropic_models.SDK
    schemas = copy.deepcopy(dict(sdk.schemas()))
    message, count = schemas["Message"], schemas["TokenCount"]
    del message["properties"]["stop_reason"]
    message["properties"] |= {"colour": {"type": "string"}, "id": {"type": "integer"}}
    message["required"].remove("usage")
    schemas["ToolChoice"]["properties"]["type"]["enum"].remove("none")
    count["properties"]["input_tokens"] = {"type": ["integer", "string"]}
    assert drift(sdk, schemas).partition("\n")[2] == (
        "New: describe it in vendor_specs/anthropic/v1, or explain it in known.yaml.\n"
        "  Message\n"
        "    colour\n"
        "      ours    has it\n"
        "      theirs  lacks it\n"
        "    id\n"
        "      ours    integer\n"
        "      theirs  string\n"
        "    stop_reason\n"
        "      ours    lacks it\n"
        "      theirs  has it\n"
        "    usage\n"
        "      ours    optional\n"
        "      theirs  required\n"
        "  TokenCount\n"
        "    input_tokens\n"
        "      ours    integer or string\n"
        "      theirs  integer\n"
        "  ToolChoice\n"
        "    type\n"
        "      ours    lists no more\n"
        "      theirs  lists none\n"
        "No longer so: take it out of known.yaml.\n"
        "  Message.stop_reason: ours required, theirs optional"
    )


def test_no_field_changes_unnoticed(sdk: Sdk) -> None:
    """Each field of each schema is taken away, made optional or required, and loses a value."""
    schemas = sdk.schemas()
    for name in sdk.compared():
        theirs = models_of(sdk, name)
        found = differences(schemas[name], schemas, theirs)
        for what, changed in _changes(schemas[name], theirs):
            assert differences(changed, schemas, theirs) != found, f"{name}: {what}"


def _changes(
    schema: Mapping[str, Any], theirs: Modelled
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    properties, required = schema["properties"], schema.get("required", [])
    for field, body in properties.items():
        if field not in theirs.properties:
            continue
        fewer = {each: properties[each] for each in properties if each != field}
        yield f"without {field}", {**schema, "properties": fewer}
        others = [each for each in required if each != field]
        other = others if field in required else [*required, field]
        yield f"{field} required or not", {**schema, "required": other}
        models = [accepted(form, theirs.named) for form in theirs.properties[field]]
        if "enum" in body and any(each.kinds for each in models) and len(body["enum"]) > 1:
            strings = [value for value in body["enum"] if isinstance(value, str)]
            less = {**body, "enum": strings[1:]}
            yield f"{field} without a value", {**schema, "properties": {**properties, field: less}}


def test_every_event_of_a_response_is_described() -> None:
    assert set(openai_responses.described_events()) == set(openai_responses.modelled_events())


@pytest.mark.parametrize(
    ("open_end", "unions", "lists"), openai_responses.OPEN_ENDS, ids=("items", "tools")
)
def test_every_kind_is_described_and_other_kinds_pass(
    open_end: str, unions: tuple[Any, ...], lists: tuple[str, ...]
) -> None:
    schemas = openai_models.SDK.schemas()
    theirs = {kind for union in unions for each in members(union) for kind in kinds(each)}
    assert set(schemas[open_end]["properties"]["type"]["not"]["enum"]) == theirs
    described: set[str] = set()
    for name in lists:
        for form in schemas[name]["anyOf"]:
            own = schemas[form["$ref"].rsplit("/", 1)[1]]
            described |= accepted(own.get("properties", {}).get("type", {}), {}).values
    assert described == theirs


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_models_are_those_that_the_sdk_lists(id: str) -> None:
    """Without an SDK that lists any, there are none."""
    ours, theirs = bundled(id).models, model_names.listed(id)
    assert sorted(set(theirs) - set(ours)) == [], f"new: add them to vendor_specs/{id}/vendor.yaml"
    assert sorted(set(ours) - set(theirs)) == [], f"gone: take them out of vendor_specs/{id}"
    assert ours == theirs
