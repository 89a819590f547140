"""Who gets what from the site beside the gateway: nobody but its own pages gets a key."""

from __future__ import annotations

import json

import pytest

from compiler.dev.pages import Call, Reply
from compiler.dev.site import Site
from compiler.dev.trial import TrialKey

HOST, ORIGIN = "127.0.0.1:8080", "http://127.0.0.1:8080"
KEY = TrialKey("gwk_of_the_tests", 1_790_000_000)
SCRIPT = b"<html><head><script>steal()</script></head></html>"
AUTHORED = {
    "apis/Chat/1.0.0/documents/evil.html": SCRIPT,
    "apis/Chat/1.0.0/documents/evil.svg": b"<svg/>",
    "apis/Chat/1.0.0/documents/index.html": SCRIPT,
    "roles/internal/apis/Chat/1.0.0/documents/evil.html": SCRIPT,
    "assets/logo.svg": b"<svg/>",
}
OWN = {"host": HOST, "origin": ORIGIN, "x-gatewright-dev": "key", "sec-fetch-site": "same-origin"}


@pytest.fixture
def site() -> Site:
    made = Site("127.0.0.1", 8080, lambda: KEY)
    made.built(
        {
            "index.html": b"<html><head></head></html>",
            "catalog.json": b"{}",
            "apis/Chat/1.0.0/index.html": b"<html><head></head></html>",
            "apis/Chat/1.0.0/documents/How we do.md": b"# So",
            "apis/Chat/1.0.0/documents/How we do.md.html": b"<html><head></head></html>",
            **AUTHORED,
            ".well-known/api-catalog": b"{}",
        },
        AUTHORED,
    )
    return made


def ask(site: Site, path: str, method: str = "GET", **headers: str) -> Reply:
    found = site.answer(Call(method, path, {"host": HOST, **headers}))
    assert found is not None
    return found


def header(reply: Reply, name: str) -> str | None:
    return dict(reply.headers).get(name)


def test_its_own_pages_get_the_key(site: Site) -> None:
    found = site.answer(Call("POST", "/portal/-/key", OWN))
    assert found is not None
    assert found.status == 200
    assert json.loads(found.body) == {"key": KEY.key, "expires": "2026-09-21T14:13:20Z"}
    assert header(found, "Cache-Control") == "no-store"


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "http://evil.test"},
        {"origin": "null"},
        {"origin": f"{ORIGIN}, http://evil.test"},
        {"origin": "http://localhost:8080"},
        {"origin": None},
        {"host": "evil.test:8080"},
        {"host": "127.0.0.1:8081"},
        {"host": f"{HOST}, {HOST}"},
        {"host": "localhost:8080", "origin": "http://localhost:8080"},
        {"host": None},
        {"x-gatewright-dev": None},
        {"x-gatewright-dev": "1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_nobody_else_gets_it(site: Site, changed: dict[str, str | None]) -> None:
    headers = {name: value for name, value in (OWN | changed).items() if value is not None}
    found = site.answer(Call("POST", "/portal/-/key", headers))
    assert found is not None
    assert found.status == 403
    assert KEY.key.encode() not in found.body
    assert not [name for name, _ in found.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS", "DELETE"])
def test_the_key_is_posted_for(site: Site, method: str) -> None:
    found = site.answer(Call(method, "/portal/-/key", OWN))
    assert found is not None
    assert found.status == 405
    assert KEY.key.encode() not in found.body


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/portal/"),
        ("/portal", "/portal/"),
        ("/portal/apis/Chat/1.0.0", "/portal/apis/Chat/1.0.0/"),
    ],
)
def test_ways_lead_to_pages(site: Site, path: str, place: str) -> None:
    found = ask(site, path)
    assert (found.status, header(found, "Location")) == (302, place)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/portal/", "text/html; charset=utf-8"),
        ("/portal/index.html", "text/html; charset=utf-8"),
        ("/portal/apis/Chat/1.0.0/", "text/html; charset=utf-8"),
        ("/portal/catalog.json", "application/json"),
        ("/portal/.well-known/api-catalog", "application/linkset+json"),
        ("/portal/apis/Chat/1.0.0/documents/How%20we%20do.md", "text/markdown; charset=utf-8"),
        ("/portal/-/dev.js", "text/javascript; charset=utf-8"),
        ("/portal/-/dev.css", "text/css; charset=utf-8"),
    ],
)
def test_files_have_their_types(site: Site, path: str, kind: str) -> None:
    found = ask(site, path)
    assert (found.status, header(found, "Content-Type")) == (200, kind)


@pytest.mark.parametrize(
    "path",
    ["/portal/nothing", "/portal/../site.py", "/portal/%2e%2e/site.py", "/portal/-/missing.html",
     "/portal/-/../../site.py", "/portal//"],
)  # fmt: skip
def test_what_is_not_there_is_not_there(site: Site, path: str) -> None:
    assert ask(site, path).status == 404


@pytest.mark.parametrize(
    "path", ["/chat/1.0.0/v1/models", "/healthz", "/portals", "/portal-x", "*"]
)
def test_other_paths_are_none_of_its_own(site: Site, path: str) -> None:
    assert site.answer(Call("GET", path, {"host": HOST})) is None


def test_pages_get_a_script_and_other_files_do_not(site: Site) -> None:
    page = ask(site, "/portal/").body
    assert page.count(b'<script type="module" src="/portal/-/dev.js" data-build="') == 1
    assert page.index(b"<script") < page.index(b"</head>")
    assert ask(site, "/portal/catalog.json").body == b"{}"


@pytest.mark.parametrize("name", [*AUTHORED, "apis/Chat/1.0.0/documents/"])
def test_what_authors_wrote_runs_nothing(site: Site, name: str) -> None:
    found = ask(site, f"/portal/{name}")
    policy = header(found, "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("sandbox; default-src 'none'; ")
    assert "allow-" not in policy
    assert found.body in AUTHORED.values()


@pytest.mark.parametrize("name", ["", "apis/Chat/1.0.0/documents/How%20we%20do.md.html"])
def test_pages_of_ours_do(site: Site, name: str) -> None:
    found = ask(site, f"/portal/{name}")
    assert header(found, "Content-Security-Policy") is None
    assert b"/portal/-/dev.js" in found.body


def test_a_browser_does_not_say_port_80() -> None:
    site = Site("127.0.0.1", 80, lambda: KEY)
    site.built({"index.html": b""})
    assert site.url == "http://127.0.0.1/portal/"
    assert ask(site, "/portal/", host="127.0.0.1").status == 200
    moved = ask(site, "/portal/", host="localhost")
    assert header(moved, "Location") == "http://127.0.0.1/portal/"
    own = OWN | {"host": "127.0.0.1", "origin": "http://127.0.0.1"}
    given = site.answer(Call("POST", "/portal/-/key", own))
    assert given is not None
    assert given.status == 200


def test_another_name_of_this_machine_leads_here(site: Site) -> None:
    found = ask(site, "/portal/apis/Chat/1.0.0/", host="localhost:8080")
    place = f"{ORIGIN}/portal/apis/Chat/1.0.0/"
    assert (found.status, header(found, "Location")) == (302, place)
    assert ask(site, "/portal/-/status", host="rebound.test:8080").status == 403


def test_the_status_has_what_is_wrong(site: Site) -> None:
    first = json.loads(ask(site, "/portal/-/status").body)
    assert (first["broken"], first["report"]) == (False, "")
    site.broken("apis/chat.yaml:3:1: error: <script>")
    second = json.loads(ask(site, "/portal/-/status").body)
    assert second["build"] == first["build"]
    assert (second["broken"], second["report"]) == (True, "apis/chat.yaml:3:1: error: <script>")
    site.built({})
    third = json.loads(ask(site, "/portal/-/status").body)
    assert third["build"] != first["build"]
    assert (third["broken"], third["report"]) == (False, "")


def test_another_process_has_other_builds(site: Site) -> None:
    other = Site("127.0.0.1", 8080, lambda: KEY)
    other.built({})
    names = {json.loads(ask(each, "/portal/-/status").body)["build"] for each in (site, other)}
    assert len(names) == 2
