"""README's example is compiled, and what it shows is what comes out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from compiler.cli import cli
from compiler.usage.groups import GROUPS
from tests.proofs.good_project import FILES, KEYS
from tests.unit.usage.sample import shown_log

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


LIMITS, TOKENS, PORTAL = "Plans and limits", "Tokens (JWT, OAuth2)", "Portal"


def sections() -> dict[str, str]:
    """By heading."""
    found = re.split(r"^## (.*)\n", README.read_text(), flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(README.read_text()) if name == language]


def files(section: str = "") -> dict[str, str]:
    """Each block of YAML by the file that its first line names: of one section, or of all but those
    that add to the files of the example."""
    named = {}
    rest = "".join(
        text for name, text in sections().items() if name not in (LIMITS, TOKENS, PORTAL)
    )
    for language, text in BLOCK.findall(sections()[section] if section else rest):
        if language != "yaml":
            continue
        name = re.match(r"# ([\w/.]+\.yaml)", text)
        assert name, text
        named[name[1]] = text
    return named


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the example, without the vendor that README shows further down."""
    for name, text in files().items():
        if not name.startswith("vendors/"):
            write(tmp_path / name, text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def shown(command: str) -> str:
    """What README shows below `$ command`."""
    (text,) = [block for block in blocks("console") if block.startswith(f"$ {command}\nwrote")] or [
        block for block in blocks("console") if block.startswith(f"$ {command}\napis")
    ]
    return text.partition("\n")[2]


def test_the_example_compiles(project: Path) -> None:
    result = CliRunner().invoke(cli, ["compile"])
    assert result.exit_code == 0, result.output
    assert result.stderr == shown("gatewright compile")
    for line in blocks(""):
        for name in re.findall(r"^out/\S+", line, re.MULTILINE):
            assert (project / name).exists(), name


def test_the_mistake_is_reported_as_shown(project: Path) -> None:
    api = project / "apis" / "mistral.yaml"
    lines = api.read_text().replace("vendor: mistral/v1 ", "vendor: mistrl/v1  ").splitlines()
    api.write_text("\n".join(lines) + "\n")
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 1
    assert result.stderr == shown("gatewright check").replace(
        "apis/mistral.yaml:4", "apis/mistral.yaml:5"
    ).replace("  4 |", "  5 |")


# What README's vendor.yaml says of the operations that it names.
DESCRIPTION = """\
openapi: 3.1.0
info: {title: Acme, version: "2"}
paths:
  /v1/chat:
    post:
      operationId: createChat
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {model: {type: string}, stream: {type: boolean}}
      responses:
        "200":
          description: An answer.
          content:
            application/json: {schema: {$ref: "#/components/schemas/Said"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Said"}}
  /v1/models:
    get: {operationId: listModels, responses: {"200": {description: The models.}}}
components:
  schemas:
    Said:
      type: object
      properties:
        model: {type: string}
        usage:
          type: object
          properties:
            prompt_tokens: {type: integer}
            completion_tokens: {type: integer}
            total_tokens: {type: integer}
"""


def test_the_vendor_as_shown_compiles_without_a_complaint(project: Path) -> None:
    vendor = project / "vendors" / "acme" / "v2"
    write(vendor / "vendor.yaml", files()["vendors/acme/v2/vendor.yaml"])
    write(vendor / "openapi.yaml", DESCRIPTION)
    write(project / "apis" / "acme.yaml", "name: A\nversion: 1.0.0\ncontext: a\nvendor: acme/v2\n")
    result = CliRunner().invoke(cli, ["check", "--strict"])
    assert result.exit_code == 0, result.output


def test_tokens_as_shown_compile(project: Path) -> None:
    shown = files(TOKENS)
    api = project / "apis" / "mistral.yaml"
    api.write_text(api.read_text() + shown["apis/chat.yaml"])
    write(project / "consumers.yaml", shown["consumers.yaml"])
    write(project / "certs" / "corp-jwks.json", json.dumps(FILES[KEYS]))
    gateway = yaml.safe_load((project / "gateway.yaml").read_text())
    (issuers,) = yaml.safe_load(shown["gateway.yaml"])["environments"].values()
    for environment in gateway["environments"].values():
        environment |= issuers
    write(project / "gateway.yaml", json.dumps(gateway))
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 0, result.output
    said = re.findall(r"\[([EW]\d+)\]", result.output)
    assert set(said) <= {"W421"}, result.output  # no subject of the second issuer


def test_limits_as_shown_compile(project: Path) -> None:
    for name, text in files(LIMITS).items():
        if name.startswith("apis/"):
            text = (project / name).read_text() + text
        write(project / name, text)
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 0, result.output
    assert "warning" not in result.output


def test_the_portal_as_shown_compiles(project: Path) -> None:
    for name, text in files(PORTAL).items():
        write(project / name, (project / name).read_text() + text)
    write(project / "brand" / "logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    api = project / "apis" / "mistral.yaml"
    write(project / "apis" / "ours.yaml", api.read_text().replace("mistralai", "ours").replace(
        "MistralAIAPI", "Ours") + "visibility: {roles: [internal]}\n")  # fmt: skip
    result = CliRunner().invoke(cli, ["compile"])
    assert result.exit_code == 0, result.output
    portal = project / "out" / "sandbox" / "devportal"
    assert "Acme AI" in (portal / "index.html").read_text()
    assert (portal / "assets" / "logo.svg").is_file()
    assert (portal / "roles" / "internal" / "apis" / "Ours" / "0.0.2" / "index.html").is_file()
    assert not (portal / "apis" / "Ours").exists()
    for name in re.findall(r"`([\w.-]+\.(?:json|yaml))`", sections()[PORTAL]):
        assert list(portal.rglob(name)), name


def test_pages_and_pictures_that_are_linked_are_there() -> None:
    text = README.read_text()
    for name in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (README.parent / name).is_file(), name
    headings = re.findall(r"^#+ (.*)", text, re.MULTILINE)
    anchors = {re.sub("[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def commands() -> list[str]:
    """What follows `gatewright`, between backquotes and after a prompt."""
    text = README.read_text()
    told = re.findall(r"`gatewright ([^`]+)`", text)
    return told + re.findall(r"^\$ gatewright (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("told", commands())
def test_a_command_and_its_options_are_there(told: str) -> None:
    command: click.Command = cli
    for word in re.sub(r"[][]|[<>#].*", "", told).split():
        if isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            assert found is not None
            command = found
        elif word.startswith("--"):
            assert word in {option for each in command.params for option in each.opts}


def test_the_table_of_vendors_is_what_is_bundled() -> None:
    result = CliRunner().invoke(cli, ["vendors", "list", "--format", "json"])
    told = [
        (f"{row['vendor']}/{row['version']}", str(row["operations"]), *row["streaming"], row["key"])
        for row in json.loads(result.stdout)
    ]
    line = r"^\| `(\S+/\S+)` \| (\d+) \| (\S+) \| `?(\S+?)`? \|"
    rows = re.findall(line, README.read_text(), re.MULTILINE)
    assert [(*row[:-1], None if row[-1] == "-" else row[-1]) for row in rows] == told


def test_keys_are_made_checked_and_revoked_as_shown(project: Path) -> None:
    command = "$ gatewright keys issue"
    (block,) = [each for each in blocks("console") if each.startswith(command)]
    for step in block.removeprefix("$ gatewright ").split("\n$ gatewright "):
        line, _, expected = step.partition("\n")
        words, *redirected = re.split(" [<>] ", line)
        file = project / redirected[0] if redirected else project / "none"
        given = file.read_text() if "<" in line else ""
        result = CliRunner().invoke(cli, words.split(), given)
        assert result.exit_code == 0, result.output
        if ">" in line:
            file.write_text(result.stdout)
        told = result.stderr if ">" in line else result.output
        assert told.rstrip("\n") == expected.rstrip("\n")


def test_usage_is_what_the_command_prints(tmp_path: Path) -> None:
    log = tmp_path / "ai-gateway.json"
    log.write_bytes(shown_log())
    command = "$ gatewright usage /var/log/ai-gateway.json\n"
    (expected,) = [each for each in blocks("console") if each.startswith(command)]
    result = CliRunner().invoke(cli, ["usage", str(log)])
    assert (result.exit_code, result.stdout) == (0, expected.removeprefix(command))


def test_usage_names_every_column() -> None:
    section = README.read_text().partition("\n## Usage\n")[2].partition("\n## ")[0]
    log = shown_log()
    for form in ("--format csv", "--format json"):
        assert f"`{form}`" in section
    (head, *_) = CliRunner().invoke(cli, ["usage", "-", "--format", "csv"], log).stdout.splitlines()
    for column in (*head.split(","), *GROUPS):
        assert f"`{column}`" in section, column
    for name in json.loads(CliRunner().invoke(cli, ["usage", "-", "--format", "json"], log).stdout):
        assert f"`{name}`" in section, name
