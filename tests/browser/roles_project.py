"""The project of the other tests with APIs that only some people may see, and its portal on the
server that docs/portal.md has, below a path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tests.browser import portal_project
from tests.browser.portal_project import BELOW
from tests.browser.standing import Stand, running
from tests.conformance.vendor import Vendor
from tests.portal.test_serving import AROUND, PAGE
from tests.ports import free_port
from tests.unit.targets import nginx_rig

ROLE, OTHER_ROLE = "internal", "board"
LOGIN = {"username": "jane", "password": "portal-secret"}
"""Who may see what is for ROLE. The server does not know OTHER_ROLE."""
WORDS = ("PayrollAPI", "payroll", "salaries", "How we pay", "MergersAPI", "mergers", "roles/")
"""What only those who may see the APIs may read."""
_TYPES = "text/html html; text/css css; text/javascript js;"
_SITE = PurePosixPath(BELOW).relative_to("/")


@contextmanager
def standing_for_roles(vendor: Vendor, engine: str) -> Iterator[tuple[Stand, Path]]:
    """The project, compiled and served, and the folder of its portal's files."""
    gateway_port, portal_port = free_port(), free_port()
    urls = {name: f"http://127.0.0.1:{port.number}" for name, port in vendor.ports.items()}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="browser-")))
        folder.chmod(0o755)  # nginx's workers are nobody
        project = portal_project.write(folder / "project", gateway_port, portal_port, urls)
        _add(project, urls)
        site = portal_project.write_portal(project, folder / "root" / _SITE)
        stack.enter_context(running(engine, project, gateway_port, folder))
        (folder / "users").write_text(f"{LOGIN['username']}:{{PLAIN}}{LOGIN['password']}\n")
        (folder / "nginx.conf").write_text(_configuration(folder, portal_port))
        stack.enter_context(nginx_rig.running(folder, portal_port))
        portal = f"http://127.0.0.1:{portal_port}{BELOW}"
        yield Stand(portal, f"http://127.0.0.1:{gateway_port}", vendor), site


def _add(project: Path, urls: Mapping[str, str]) -> None:
    """An API for each of the roles, of the first vendor, and the one consumer has ROLE."""
    ordinary = portal_project.apis(urls)["chat-2"]
    payroll = {
        **ordinary,
        "name": "PayrollAPI",
        "context": "payroll",
        "description": "Questions about salaries.",
        "tags": ["people"],
        "documents": [{"title": "How we pay", "type": "how_to", "file": "../docs/paying.md"}],
        "visibility": {"roles": [ROLE]},
    }
    mergers = {
        **ordinary,
        "name": "MergersAPI",
        "context": "mergers",
        "visibility": {"roles": [OTHER_ROLE]},
    }
    consumers = {"consumers": [{**portal_project.consumer(), "roles": [ROLE]}]}
    (project / "docs" / "paying.md").write_text(portal_project.GUIDE.replace("prompt", "pay"))
    (project / "apis" / "payroll.yaml").write_text(json.dumps(payroll))
    (project / "apis" / "mergers.yaml").write_text(json.dumps(mergers))
    (project / "consumers.yaml").write_text(json.dumps(consumers))


def _configuration(folder: Path, port: int) -> str:
    """That of docs/portal.md, as it says for a portal below a path."""
    found = re.search("```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    config = found[1]
    for words, ours in (
        ("listen 8081;", f"listen 127.0.0.1:{port};"),
        ("/srv/portal", str(folder / "root")),
        ("/etc/nginx/internal.htpasswd", str(folder / "users")),
        ("location = /", f"location = {BELOW}"),
        ("location /roles/ ", f"location {BELOW}roles/ "),
        ("location /roles/internal/", f"location {BELOW}roles/{ROLE}/"),
    ):
        assert config.count(words) == 1
        config = config.replace(words, ours)
    return AROUND.replace("text/html html;", _TYPES).format(config=config)
