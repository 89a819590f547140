"""APIs for roles: in the sites of their roles, and nowhere else."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest

from compiler import codes, ir
from compiler.apis import Apis
from compiler.diagnostics import Diagnostics
from compiler.targets.devportal import TARGET
from compiler.targets.devportal.sites import folder, sites
from compiler.terms import Budget, Lifecycle, Limit, LimitKind
from tests.portal.reading import Page, files_of, pages_of, problems
from tests.unit.targets.test_devportal_catalog import LISTING, sample
from tests.unit.targets.test_devportal_pages import plain

# Each stands in one field of the API that nobody else may know of.
SECRET = {
    "name": "Hushed",
    "version": "7.7.7",
    "base": "/hushed/7.7.7",
    "description": "Quietly",
    "tags": ("covert",),
    "plans": ("inner-circle",),
    "models": ("night-owl",),
}
WORDS = (
    "ushed",
    "7.7.7",
    "uietly",
    "overt",
    "nner-circle",
    "night-owl",
    "ssassin",
    "4711",
    "prompt",
)


def restricted(*roles: str) -> ir.Gateway:
    """The first API is for these roles, and has a plan of its own."""
    listing = dataclasses.replace(LISTING, roles=tuple(sorted(roles)))
    of = plain(sample(listing=listing, lifecycle=Lifecycle.DEPRECATED, **SECRET))
    plan = ir.Plan("inner-circle", Budget((Limit(LimitKind.REQUESTS, 7, 1),), 1))
    return dataclasses.replace(of, plans=(plan,))


def split(files: dict[str, bytes]) -> tuple[dict[str, bytes], dict[str, dict[str, bytes]]]:
    """The files of everybody, and of each role by their paths below its folder."""
    public: dict[str, bytes] = {}
    sites: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        if path.startswith("roles/"):
            _, role, rest = path.split("/", 2)
            sites.setdefault(role, {})[rest] = content
        else:
            public[path] = content
    return public, sites


def test_nobody_else_learns_of_an_api_for_roles() -> None:
    public, sites = split(files_of(restricted("assassins", "spies")))
    for path, content in public.items():
        if not path.startswith("assets/"):
            for word in (*WORDS, "pies"):
                assert word not in path, path
                assert word.encode() not in content.replace(b"Copies", b""), (path, word)
    assert set(sites) == {"assassins", "spies"}
    for found in sites.values():
        assert "apis/Hushed/7.7.7/index.html" in found
        assert not any("Pinned" in path for path in found)
        assert b"Pinned" not in b"".join(found.values())
    # Nor does the site of one role speak of another.
    assert b"spies" not in b"".join(sites["assassins"].values())


def test_a_roles_site_is_a_whole_one() -> None:
    files = files_of(restricted("internal"))
    public, sites = split(files)
    own = {path for path in public if not path.startswith("assets/")}
    made = {"index.html", "search.json", "catalog.json", ".well-known/api-catalog"}
    assert made < own
    assert made < set(sites["internal"])
    for path, content in pages_of(files).items():
        assert list(problems(path, content, files)) == [], path
    home = Page(files["roles/internal/index.html"])
    links = {each.said: each.attributes["href"] for each in home.all("a")}
    assert links["Public APIs"] == "../../index.html"
    said = Page(files["roles/internal/apis/Hushed/7.7.7/index.html"]).said
    assert "inner-circle 7 requests a second" in said
    assert "Only consumers with a role that this API is for may call it, such as internal." in said
    (listed,) = json.loads(files["roles/internal/catalog.json"])["apis"]
    assert listed["name"] == "Hushed"
    assert f"roles/internal/{listed['page']}" in files


def test_the_linkset_of_a_roles_site_has_its_own_address() -> None:
    of = dataclasses.replace(restricted("internal"), portal_url="https://portal.test/ai")
    files = files_of(of)
    found = json.loads(files["roles/internal/.well-known/api-catalog"])["linkset"]
    assert found[0]["anchor"] == "https://portal.test/ai/roles/internal/.well-known/api-catalog"
    assert found[1]["service-desc"][0]["href"] == (
        "https://portal.test/ai/roles/internal/apis/Hushed/7.7.7/openapi.json"
    )


@pytest.mark.parametrize("lifecycle", [Lifecycle.BLOCKED, Lifecycle.RETIRED])
def test_a_role_without_apis_has_no_site(lifecycle: Lifecycle) -> None:
    of = restricted("internal")
    first, *others = of.apis
    gone = dataclasses.replace(first, lifecycle=lifecycle)
    files = files_of(dataclasses.replace(of, apis=(gone, *others)))
    assert not any(path.startswith("roles/") for path in files)
    pages = b"".join(pages_of(files).values())
    assert b"ushed" not in pages
    assert b"inner-circle" not in pages


class Counted(Apis):
    """How often an API is made, since it was last asked."""

    made = 0

    def __iter__(self) -> Iterator[ir.Api]:
        Counted.made += len(self)
        return super().__iter__()

    def __getitem__(self, at: Any) -> Any:
        Counted.made += 1
        return super().__getitem__(at)


def test_many_roles_do_not_take_their_square() -> None:
    first = sample().apis[0]
    listings = [ir.Listing(roles=(f"team-{number}", "all")) for number in range(50)]
    words = [ir.Words(f"A{number}", "1", f"/a{number}", "") for number in range(50)]
    apis = Counted(words, [dataclasses.replace(first, listing=each) for each in listings])
    of = dataclasses.replace(sample(), apis=apis)
    found = {each.role: len(each.gateway.apis) for each in sites(of)}
    assert found == {None: 50, "all": 50} | {f"team-{number}": 1 for number in range(50)}
    assert Counted.made <= 5 * 50


class Callers(tuple[ir.Consumer, ...]):
    """How often all of them are looked at."""

    looked = 0

    def __iter__(self) -> Iterator[ir.Consumer]:
        Callers.looked += 1
        return super().__iter__()


def test_consumers_are_looked_at_once_for_all_sites() -> None:
    of = restricted("a", "b", "c")
    files_of(dataclasses.replace(of, consumers=Callers(of.consumers)))
    assert Callers.looked == 1


@pytest.mark.parametrize(
    ("role", "name"), [("internal", "internal"), ("A.b-c_1", "A.b-c_1"), ("team.", "team~")]
)
def test_a_roles_folder(role: str, name: str) -> None:
    assert folder(role) == PurePosixPath("roles", name)


def test_roles_that_some_file_systems_take_for_one_are_refused() -> None:
    of = restricted("Internal")
    first, second, *others = of.apis
    listing = dataclasses.replace(second.listing, roles=("internal",))
    apis = (first, dataclasses.replace(second, listing=listing), *others)
    diagnostics = Diagnostics()
    TARGET.check(dataclasses.replace(of, apis=apis), diagnostics)
    assert [
        (found.code, "'Internal' and 'internal'" in found.message) for found in diagnostics
    ] == [(codes.ROLES_ALIKE, True)]
    fine = Diagnostics()
    TARGET.check(of, fine)
    assert list(fine) == []
