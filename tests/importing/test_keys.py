"""A key that was pasted into a description is nowhere in what is made of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest

from compiler.descriptions import keys
from compiler.diagnostics import Diagnostics
from compiler.vendors.cache import Cache
from compiler.vendors.describing import describe, warn_of_changes
from tests.importing.documents import OK, document, good, refused
from tests.projects import ACME_DESCRIPTION
from tests.proofs.searching import Search
from tests.proofs.test_pasted_secrets import SECRETS

SEARCH = Search(SECRETS)
Paste = Callable[[dict[str, Any], str], object]


def operation(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["paths"]["/a"]["get"]
    return found


FOR_PEOPLE: tuple[Paste, ...] = (
    lambda data, key: data["info"].update(description=f"Call it\nwith {key}\nor not."),
    lambda data, key: data["info"].update(title=key, summary=key, termsOfService=key),
    lambda data, key: operation(data).update(summary=key),
    lambda data, key: operation(data).update(
        parameters=[{"name": "b", "in": "query", "schema": {"default": key}, "example": key}]
    ),
    lambda data, key: data["components"]["schemas"]["A"].update(
        examples=[{"key": [key], key: 1}], default={key: {"of": key}}
    ),
    lambda data, key: data["components"]["schemas"]["A"]["properties"].update(
        default={"description": key}
    ),
)
FOR_ENGINES: tuple[Paste, ...] = (
    lambda data, key: data.update(servers=[{"url": f"https://user:{key}@a.example"}]),
    lambda data, key: operation(data).update(
        parameters=[{"name": key, "in": "query", "schema": {}}]
    ),
    lambda data, key: operation(data).update(tags=[key]),
    lambda data, key: data["components"]["schemas"]["A"].update(enum=[key]),
    lambda data, key: data["components"]["schemas"]["A"].update(const={"a": key}),
    lambda data, key: data["components"]["schemas"]["A"]["properties"].update({key: {}}),
    lambda data, key: data["components"]["schemas"]["A"]["properties"].update(
        default={"enum": [key]}
    ),
    lambda data, key: data["components"]["schemas"]["A"].update(required=[key]),
)


def pasted(paste: Paste, key: str) -> dict[str, Any]:
    data = document({"/a": {"get": {"operationId": "a", **OK}}})
    data["components"] = {"schemas": {"A": {"type": "object", "properties": {}}}}
    paste(data, key)
    return data


@pytest.mark.parametrize("key", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("paste", FOR_PEOPLE)
def test_it_is_covered_where_people_read(paste: Paste, key: str) -> None:
    data, notices = good(pasted(paste, key))
    assert keys.COVERED in notices.values()
    assert not SEARCH.of(json.dumps(data).encode())


@pytest.mark.parametrize("paste", FOR_ENGINES)
def test_it_is_refused_where_engines_go_by_it(paste: Paste) -> None:
    key = SECRETS["prefixed"]
    faults = refused(pasted(paste, key))
    assert set(faults.values()) == {keys.HAS_KEY}


@pytest.mark.parametrize("paste", [*FOR_PEOPLE, *FOR_ENGINES])
def test_complaints_do_not_show_it(paste: Paste) -> None:
    content = json.dumps(pasted(paste, SECRETS["prefixed"]), indent=1).encode()
    diagnostics = Diagnostics()
    found = describe(PurePosixPath(ACME_DESCRIPTION), content, Cache(None), diagnostics)
    if found is not None:
        warn_of_changes(found, diagnostics)
    said = [f"{each.message} {each.advice}" for each in diagnostics]
    assert [each for each in said if "has a key in it" in each]
    assert not SEARCH.of("\n".join(said).encode())


def test_lines_around_it_stay() -> None:
    data, _ = good(pasted(FOR_PEOPLE[0], SECRETS["prefixed"]))
    first, second, last = data["info"]["description"].split("\n")
    assert (first, second.rstrip("*"), last) == ("Call it", "with ", "or not.")


def test_nothing_is_left_of_a_private_key() -> None:
    text = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"
    data, _ = good(pasted(FOR_PEOPLE[0], text))
    assert data["info"]["description"] == "***"
