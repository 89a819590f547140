"""Whatever stands in a vendor's two files, the compiler complains and never gives up."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest

from compiler.descriptions.reading import read
from compiler.diagnostics import Diagnostics
from compiler.vendors import VendorFiles, VendorFolder, load_clients, reading
from compiler.vendors.cache import Cache
from tests.bundled import ROOT
from tests.projects import ACME, ACME_DESCRIPTION, OWN_VENDOR

FOLDER = VendorFolder("acme", "v1", PurePosixPath(ACME), PurePosixPath(ACME_DESCRIPTION))
CLIENTS = load_clients(ROOT)
REFERENCES = ("Ask", "Answer", "Nothing")
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, "", [], {}, "none", "x", "/a/b", "always", "{a}", "\0"),
    *(["x"], [[]], [None], {"x": 1}, {"header": "x"}, {"body": "/model"}, "ä" * 300),
    *({"$ref": f"#/components/schemas/{name}"} for name in REFERENCES),
    {"allOf": [{"$ref": "#/components/schemas/Answer"}, {"not": {}}]},
    "https://{a}.b.c",
)
KEYS = ("x", "none", "$ref", "path", "stream", "operations", "allOf", "schema", "items", "enum")


def places(data: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document, without the document itself."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for step, below in items:
        yield (*above, step)
        if isinstance(below, dict | list):
            yield from places(below, (*above, step))


def changed(data: Any, rolled: random.Random) -> Any:
    """The document with one to three things replaced, deleted or added."""
    data = copy.deepcopy(data)
    for _ in range(rolled.choice((1, 1, 1, 2, 3))):
        *steps, last = rolled.choice(list(places(data)))
        inner = data
        for step in steps:
            inner = inner[step]
        what = rolled.random()
        if what < 0.6:
            inner[last] = copy.deepcopy(rolled.choice(JUNK))
        elif what < 0.75:
            del inner[last]
        elif isinstance(inner, dict):
            inner[rolled.choice(KEYS)] = copy.deepcopy(rolled.choice(JUNK))
    return data


@pytest.mark.parametrize("file", [ACME, ACME_DESCRIPTION])
def test_it_never_gives_up(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "validate", lambda *_: None)  # which is slow, and not ours
    good = {path: read(OWN_VENDOR[path].encode()) for path in (ACME, ACME_DESCRIPTION)}
    rolled = random.Random(file)
    for _ in range(300):
        texts = {**good, file: changed(good[file], rolled)}
        facts, description = (json.dumps(texts[path]).encode() for path in good)
        diagnostics = Diagnostics()
        files = VendorFiles(FOLDER, facts, description)
        vendor = reading.read_vendor(files, CLIENTS, Cache(None), diagnostics, thorough=True)
        assert (vendor is None) == diagnostics.failed
        for found in diagnostics:
            assert found.message
            assert found.advice
