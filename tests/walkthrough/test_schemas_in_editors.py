"""The schemas in the language server that most editors ask about YAML."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner

from compiler.cli import cli
from compiler.keys.table import TABLE, FileKind, kind_of
from tests.bundled import CATALOGUE
from tests.walkthrough.language_server import Complaint, LanguageServer, language_server

pytestmark = pytest.mark.soak
ROOT = Path(__file__).resolve().parents[2]
PATTERNS = {
    FileKind.GATEWAY: "**/gateway.yaml",
    FileKind.API: "**/apis/**/*.yaml",
    FileKind.CONSUMERS: "**/consumers.yaml",
    FileKind.PLANS: "**/plans.yaml",
    FileKind.VENDOR: "**/*/*/vendor.yaml",
    FileKind.CLIENT: "**/clients/*.yaml",
}
"""As a user would write them into the settings."""
PATHS = {
    FileKind.GATEWAY: "gateway.yaml",
    FileKind.API: "apis/chat.yaml",
    FileKind.CONSUMERS: "consumers.yaml",
    FileKind.PLANS: "plans.yaml",
    FileKind.VENDOR: "vendors/acme/v1/vendor.yaml",
    FileKind.CLIENT: "vendors/clients/acme-python.yaml",
}
WRITTEN = [
    path
    for folder in ("examples/quickstart", "examples/three-vendors")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if kind_of(PurePosixPath(path.relative_to(ROOT / folder))) is not None
]
WRITTEN += sorted((ROOT / "vendor_specs").glob("*/*/vendor.yaml"))
WRITTEN += sorted((ROOT / "vendor_specs" / "clients").glob("*.yaml"))
# What is right before the line that is looked at.
BEGUN = {
    FileKind.GATEWAY: "gatewright: 1\nname: p\nenvironments:\n  sandbox:\n"
    "    url: http://127.0.0.1:8080\n",
    FileKind.API: "name: Chat\nversion: 1.10\ncontext: chat\nvendor: mistral/v1\n",
    FileKind.CONSUMERS: "consumers:\n  - name: team\n",
    FileKind.PLANS: "plans:\n  gold:\n",
    FileKind.VENDOR: "vendor: acme\nversion: v1\ntitle: Acme\nserver: https://api.acme.example\n"
    "key: {env: ACME_KEY}\nauth: {header: x-api-key}\ngroups: {chat: [createChat]}\n"
    "model: none\nchat: none\nusage: none\n",
    FileKind.CLIENT: "client: acme-python\ntitle: Acme\n",
}
GATEWAY, API, CONSUMERS, PLANS, VENDOR, CLIENT = BEGUN


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editor") / "p"
    done = CliRunner().invoke(cli, ["init", str(folder), "--vendor", "azure-openai/v1",
                                    "--set", "resource=acme"])  # fmt: skip
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def by_comment(project: Path) -> Iterator[LanguageServer]:
    with language_server(project, {}) as server:
        yield server


@pytest.fixture(scope="module")
def by_settings(project: Path) -> Iterator[LanguageServer]:
    schemas = project / ".gatewright" / "schemas"
    urls = {(schemas / f"{kind}.schema.json").as_uri(): PATTERNS[kind] for kind in FileKind}
    with language_server(project, urls) as server:
        yield server


class Page:
    """A new file of a kind for each look."""

    def __init__(self, server: LanguageServer, folder: Path) -> None:
        self.server = server
        self._folder = folder
        self._count = itertools.count()

    def path(self, kind: FileKind) -> Path:
        return self._folder / f"p{next(self._count)}" / PATHS[kind]


@pytest.fixture(scope="module")
def page(by_settings: LanguageServer, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return Page(by_settings, tmp_path_factory.mktemp("pages"))


@pytest.mark.parametrize("name", ["gateway.yaml", "consumers.yaml", "apis/AzureOpenAIAPI.yaml"])
def test_a_new_project_has_no_complaints(
    name: str, project: Path, by_comment: LanguageServer
) -> None:
    path = project / name
    text = path.read_text()
    assert by_comment.complaints(path, text) == []
    wrong = path.with_name(f"wrong-{path.name}")
    assert by_comment.complaints(wrong, f"{text}\nwrong: 1\n") == [
        Complaint("wrong", "Property wrong is not allowed.")
    ]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_people_wrote_has_no_complaints(path: Path, by_settings: LanguageServer) -> None:
    text = path.read_text()
    assert by_settings.complaints(path, text) == []
    wrong = path.parents[1] / "wrong" / path.parent.name / path.name
    assert by_settings.complaints(wrong, f"{text}\nwrong: 1\n") == [
        Complaint("wrong", "Property wrong is not allowed.")
    ]


@pytest.mark.parametrize(
    ("kind", "more", "part", "message"),
    [
        (GATEWAY, "    resolver: x", "resolver", "Property resolver is not allowed."),
        (GATEWAY, "    url: ftp://x", "ftp://x", "Takes an http or https URL without a path."),
        (API, "lifecycle: live", "live", "Value is not accepted. Valid values: "),
        (API, "limit: {}", "limit", "Property limit is not allowed."),
        (API, "limits: {requests: often}", "often", "Takes a rate such as 600/minute."),
        (API, "limits: {requests: 5}", "5", "Incorrect type. Expected one of array, string."),
        (API, "timeouts: {idle: 5}", "5", 'Incorrect type. Expected "string".'),
        (API, "security: off", "off", 'Value is not accepted. Valid values: "none".'),
        (API, "documents: [x]", "x", 'Incorrect type. Expected "documents[] (mapping)".'),
        (API, "endpoints: {Sandbox: {}}", "Sandbox", "Takes lower-case letters, digits,"),
        (
            API,
            "endpoints: {sandbox: {key: {env: A, file: /a}}}",
            "{env: A, file: /a}",
            "Object has more properties than limit of 1.",
        ),
        (CONSUMERS, "    keys: [{sha256: 12ab}]", "12ab", "Takes the SHA-256 digest of a key,"),
        (CONSUMERS, "    keys: [{expires: never}]", "never", "Takes a day such as 2026-12-31"),
        (PLANS, "    limits: {body: 10MB}", "body", "Property body is not allowed."),
        (VENDOR, "streaming: {format: csv}", "csv", "Value is not accepted. Valid values: "),
        (CLIENT, "codes: {}", "codes", "Property codes is not allowed."),
    ],
)
def test_a_complaint_is_where_the_mistake_is(
    kind: FileKind, more: str, part: str, message: str, page: Page
) -> None:
    begun = BEGUN[kind]
    if more.lstrip().startswith("url"):
        begun = begun.replace("    url: http://127.0.0.1:8080\n", "")
    found = page.server.complaints(page.path(kind), f"{begun}{more}\n")
    (about,) = [each for each in found if each.part == part]
    assert about.message.startswith(message)


def test_a_key_that_is_missing_is_named(page: Page) -> None:
    found = page.server.complaints(page.path(API), BEGUN[API].replace("context: chat\n", ""))
    assert [each.message for each in found] == ['Missing property "context".']


@pytest.mark.parametrize(
    ("kind", "more", "labels"),
    [
        (GATEWAY, "¦", {"defaults", "portal"}),
        (GATEWAY, "    ¦", {"resolvers", "listen", "portal", "issuers", "targets"}),
        (GATEWAY, "    targets:\n      - ¦", {"nginx", "envoy", "mitmproxy", "devportal"}),
        (API, "¦", {"lifecycle", "limits", "security", "operations", "endpoints"}),
        (API, "lifecycle: ¦", {"created", "published", "deprecated", "blocked", "retired"}),
        (API, "validate_requests: ¦", {'"off"', "warn", "reject"}),
        (API, "security: ¦", {"none"}),
        (API, "security:\n  - ¦", {"api_key", "jwt"}),
        (API, "limits:\n  requests: ¦", {"600/minute"}),
        (API, "visibility:\n  ¦", {"roles"}),
        (API, "endpoints:\n  ¦", {"environment name"}),
        (API, "endpoints:\n  sandbox:\n    key:\n      ¦", {"env", "file", "sigv4"}),
        (CONSUMERS, "    ¦", {"keys", "plan", "roles", "apis"}),
        (CONSUMERS, "    keys:\n      - ¦", {"sha256", "environments", "expires", "note"}),
        (PLANS, "    ¦", {"limits"}),
        (VENDOR, "¦", {"streaming", "clients", "websockets"}),
        (VENDOR, "streaming:\n  ¦", {"format", "when", "operations"}),
        (CLIENT, "¦", {"code"}),
    ],
)
def test_what_can_stand_there_is_offered(
    kind: FileKind, more: str, labels: set[str], page: Page
) -> None:
    offered = page.server.offered(page.path(kind), f"{BEGUN[kind]}{more}\n")
    assert labels <= set(offered)
    for label in labels & keys(kind):
        assert offered[label].endswith("."), label


def keys(kind: FileKind) -> set[str]:
    """Names of keys; values have what is said of their key, or nothing."""
    return {row.path.rpartition(".")[2] for row in TABLE[kind]}


def test_the_vendors_are_offered(page: Page) -> None:
    text = BEGUN[API].replace("mistral/v1", "¦")
    assert set(CATALOGUE.ids()) == set(page.server.offered(page.path(API), text))


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        (GATEWAY, "    re¦solvers: [10.96.0.10]", ("resolvers", "Takes a list", "- 10.96.0.10")),
        (API, "life¦cycle: published", ("#### lifecycle\n", "Default: published.", "`retired`")),
        (API, "lifecycle: publ¦ished", ("#### lifecycle\n", "Takes one of created,")),
        (API, "limits: {requ¦ests: 10/second}", ("#### limits.requests\n", "How many requests a "
                                                 "window of time takes.", "```yaml\n600/minute")),
        (API, "limits: {requests: [10/s¦econd]}", ("NUMBER/second", "```yaml\n600/minute")),
        (API, "limits: {requ¦ests: [10/second]}", ("How many requests a window",)),
        (API, "visi¦bility: {roles: [a]}", ("Who sees the API", "Takes public or {roles: [ROLE]}")),
        (API, "endpoints: {sandbox: {u¦rl: http://a.example}}", ("#### endpoints.ENVIRONMENT.url",
                                                        "https://llm.acme.example/base")),
        (API, "endpoints: {sandbox: {k¦ey: {env: A}}}", ("Takes {env: NAME}, {file: /path}",)),
        (CONSUMERS, "    keys: [{sha¦256: aa}]", ("What this prints: printf %s", "Required.")),
        (PLANS, "    lim¦its: {}", ("limits (mapping)",)),
        (VENDOR, "str¦eaming: none", ("Which operations can answer with a stream",)),
        (CLIENT, "code: {ch¦at: x}", (r"\<\<base_url>>", "at most 8000 letters")),
    ],
)  # fmt: skip
def test_a_hover_says_what_a_key_is_for(
    kind: FileKind, more: str, words: tuple[str, ...], page: Page
) -> None:
    shown = page.server.shown(page.path(kind), f"{BEGUN[kind]}{more}\n")
    for word in words:
        assert word in shown
