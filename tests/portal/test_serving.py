"""docs/portal.md: its configuration of a web server, tried with that server."""

from __future__ import annotations

import dataclasses
import re
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from compiler import ir
from compiler.targets.devportal import TARGET
from tests.gateways import paper
from tests.ports import free_port
from tests.unit.targets.nginx_rig import running
from tests.unit.targets.sample_wire import deploy_to
from tests.unit.targets.test_devportal_catalog import sample
from tests.unit.targets.test_devportal_pages import plain

PAGE = Path(__file__).resolve().parents[2] / "docs" / "portal.md"
AROUND = """\
pid nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;
    scgi_temp_path t5;
    types {{ text/html html; image/svg+xml svg; application/pdf pdf; application/json json; }}
    {config}
}}
"""
LOGIN = {"Authorization": f"Basic {b64encode(b'jane:secret').decode()}"}
DOCUMENTS = tuple(
    paper(name, "other", name, b"# A")
    for name in ("a.md", "a.html", "a.svg", "a.PDF", "index.html")
)
FRAMED = "frame-ancestors 'none'"

Answer = tuple[int, dict[str, str], bytes]


@dataclasses.dataclass(frozen=True, slots=True)
class Server:
    """A portal with APIs for everybody, for `internal` and for `others`."""

    port: int

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            connection.close()


def portal() -> ir.Gateway:
    """Everybody's API has documents, as the others have."""
    of = plain(sample())
    apis = []
    for api, roles in zip(of.apis, ((), ("internal",), ("others",)), strict=True):
        listing = ir.Listing(documents=DOCUMENTS, roles=roles)
        apis.append(dataclasses.replace(api, listing=listing))
    return dataclasses.replace(of, apis=tuple(apis))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = re.search("```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    with TemporaryDirectory() as place:  # which nginx's workers can read
        folder, port = Path(place), free_port()
        folder.chmod(0o755)
        deploy_to(folder / "site", TARGET, portal())
        (folder / "users").write_text("jane:{PLAIN}secret\n")
        config = found[1]
        for words, ours in (
            ("listen 8081;", f"listen 127.0.0.1:{port};"),
            ("/srv/portal", str(folder / "site")),
            ("/etc/nginx/internal.htpasswd", str(folder / "users")),
        ):
            assert config.count(words) == 1
            config = config.replace(words, ours)
        (folder / "nginx.conf").write_text(AROUND.format(config=config))
        with running(folder, port):
            yield Server(port)


@pytest.mark.parametrize("path", ["/", "/index.html", "/catalog.json", "/apis/Chat/1.0.0/"])
def test_what_is_for_everybody(server: Server, path: str) -> None:
    status, headers, body = server.get(path)
    assert status == 200
    assert headers["content-security-policy"] == FRAMED
    assert b"Pinned" not in body


@pytest.mark.parametrize(
    "path",
    ["", "index.html", "catalog.json", "apis/Open/1.0.0/", "apis/Open/1.0.0/documents/a.svg"],
)
def test_a_role_needs_the_password(server: Server, path: str) -> None:
    assert server.get(f"/roles/internal/{path}")[0] == 401
    assert server.get(f"//roles/./internal/{path}")[0] == 401
    assert server.get(f"/%72oles/internal/{path}")[0] == 401
    assert server.get(f"/roles/internal/{path}", LOGIN)[0] == 200


@pytest.mark.parametrize("path", ["", "index.html", "apis/Pinned/1.0.0/documents/a.svg"])
def test_a_role_that_the_server_does_not_know_is_closed(server: Server, path: str) -> None:
    assert server.get(f"/roles/others/{path}", LOGIN)[0] == 404


@pytest.mark.parametrize("folder", ["/apis/Chat/1.0.0/", "/roles/internal/apis/Open/1.0.0/"])
def test_documents_of_authors_run_nothing(server: Server, folder: str) -> None:
    for name, sandboxed in (
        ("a.html", True),
        ("a.svg", True),
        ("a.md", True),
        ("", True),  # index.html
        ("a.PDF", False),
        ("-a.md.html", False),
    ):
        status, headers, _ = server.get(f"{folder}documents/{name}", LOGIN)
        policy = headers["content-security-policy"]
        assert (status, "sandbox;" in policy) == (200, sandboxed), name
        assert policy.endswith(FRAMED)
        assert headers["x-content-type-options"] == "nosniff"


def test_the_linkset_has_its_media_type(server: Server) -> None:
    status, headers, _ = server.get("/.well-known/api-catalog")
    assert (status, headers["content-type"]) == (200, "application/linkset+json")
