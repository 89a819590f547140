"""A portal of a thousand APIs: made in seconds, with a home page that a browser can show."""

from __future__ import annotations

import dataclasses
import json
import time

import pytest

from compiler import ir
from compiler.targets.devportal import TARGET
from tests.portal.reading import Page
from tests.unit.targets.test_devportal_catalog import LISTING, sample
from tests.unit.targets.test_devportal_pages import plain

APIS = 1000
SECONDS = 10  # of CPU, for everything that the portal has
HOME_BYTES = 700_000


def thousand() -> ir.Gateway:
    """Two versions of each name, every tenth with a role."""
    of = plain(sample(listing=LISTING, description="Answers questions of the team." * 3))
    first = of.apis[0]
    apis = []
    for number in range(APIS):
        name, version = f"Service{number // 2:04}", f"{1 + number % 2}.0.0"
        roles = ("internal",) if number % 10 == 0 else ()
        apis.append(
            dataclasses.replace(
                first,
                name=name,
                version=version,
                base=f"/{name.lower()}/{version}",
                tags=("llm", f"team-{number % 37}"),
                listing=dataclasses.replace(LISTING, roles=roles),
            )
        )
    return dataclasses.replace(of, apis=tuple(apis))


@pytest.mark.soak
def test_a_thousand_apis() -> None:
    of = thousand()
    began = time.process_time()
    sizes: dict[str, int] = {}
    kept: dict[str, bytes] = {}
    for artifact in TARGET.emit(of):
        content = artifact.content
        sizes[str(artifact.path)] = len(content)
        if artifact.path.name in ("search.json",) or str(artifact.path) == "index.html":
            kept[str(artifact.path)] = content
    taken = time.process_time() - began
    assert taken <= SECONDS, taken
    assert sum(path.endswith("/index.html") for path in sizes) == APIS + 1
    assert sizes["index.html"] <= HOME_BYTES
    home = Page(kept["index.html"])
    shown = [each for each in home.elements if "data-api-card" in each.attributes]
    assert len(shown) == APIS * 9 // 10
    assert len(home.elements) <= 20 * len(shown)
    found = json.loads(kept["search.json"])
    assert len(found["apis"]) == len(shown)
    assert len(found["sets"]) == 1
