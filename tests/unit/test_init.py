"""`gatewright init`: what it writes compiles, and it never replaces anything."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from compiler.cli import cli
from compiler.issuing import making
from compiler.issuing.entry import scalar
from compiler.keys import kinds
from compiler.keys.row import EVERY
from compiler.pipeline import Compilation, Selection, compile_project
from compiler.starting import choosing, files, wanted, writing
from compiler.starting.files import CONSUMER, ENVIRONMENT, KEY_FILE, File
from compiler.starting.schemas import FOLDER
from tests.bundled import CATALOGUE, bundled

VALUES = {"url": "http://127.0.0.1:8000", "resource": "acme", "region": "eu-west-1"}
KEY = "gwk_of_a_test"
API = "apis/MistralAIAPI.yaml"
FEW = ("bedrock/2023-09-30", "mistral/v1", "openai-compatible/v1")
"""Of each kind of server one."""
VENDORS = [pytest.param(id, marks=() if id in FEW else pytest.mark.soak) for id in CATALOGUE.ids()]
EXAMPLE = re.compile(r"^( *)# ( *[a-z_]+:(?: .*)?)$", re.MULTILINE)
"""A commented key, whose sign people take away."""


def init(folder: Path, *words: str, given: str = "") -> Result:
    return CliRunner().invoke(cli, ["init", str(folder), *words], given)


def written(folder: Path, id: str) -> None:
    """A project of a vendor, as the command writes it."""
    vendor = bundled(id)
    values = tuple((need.name, VALUES[need.name]) for need in wanted.needs(vendor))
    name = wanted.name_of(vendor)
    project = wanted.Wanted(vendor, "p", name, wanted.context_of(name), values)
    assert tuple(files.files(project, KEY)) == tuple(files.files(project, KEY))
    writing.write(folder, files.files(project, KEY))


def texts(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def compiled(folder: Path) -> Compilation:
    return compile_project(folder, Selection())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For tests that only read."""
    folder = tmp_path_factory.mktemp("p") / "acme-ai"
    result = init(folder, "--vendor", "mistral/v1")
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize("id", VENDORS)
def test_a_project_of_every_vendor_compiles_for_every_target(id: str, tmp_path: Path) -> None:
    written(tmp_path / "p", id)
    compilation = compiled(tmp_path / "p")
    assert [each.message for each in compilation.diagnostics] == []  # as with --strict
    (build,) = compilation.builds
    assert {target.name for target in build.targets} == set(EVERY)
    assert [api.vendor for api in build.gateway.apis] == [bundled(id).name]
    assert all(b"".join(made.pieces()) for made in build.artifacts())


@pytest.mark.parametrize("id", VENDORS)
def test_what_stands_in_comments_compiles_as_well(id: str, tmp_path: Path) -> None:
    written(tmp_path / "p", id)
    for path in [tmp_path / "p" / "gateway.yaml", *(tmp_path / "p" / "apis").iterdir()]:
        text, count = EXAMPLE.subn(r"\1\2", path.read_text())
        assert count >= 3
        path.write_text(text)
    compilation = compiled(tmp_path / "p")
    assert not compilation.diagnostics.failed, [each.message for each in compilation.diagnostics]
    assert set(compilation.environments) == {"sandbox", "production"}


def test_every_text_of_an_answer_is_read_as_it_was_given(tmp_path: Path) -> None:
    hostile = ("1.10", "0X1F", "null")
    for at, word in enumerate(hostile):
        context = f"{{version}}/{word}~"
        folder = tmp_path / str(at) / word
        result = init(folder, "--vendor", "mistral", "--name", word, "--context", context)
        assert result.exit_code == 0, result.output
        (api,) = (folder / "apis").iterdir()
        assert api.name == f"{word}.yaml"
        for path in (api, folder / "gateway.yaml"):
            assert yaml.safe_load(path.read_text())["name"] == word
        assert yaml.safe_load(api.read_text())["context"] == context


def test_what_some_reader_takes_for_no_text_is_quoted() -> None:
    others = ("yes", "NULL", "0x1f", "0X1F", "0o17", "0O17", "0b11", "007", "1e3", "1E3", "1_0")
    for word in (*others, "1.10", "2026-01-01"):
        assert scalar(word) == f'"{word}"'
    for word in ("a.b-c_d", "e3", "0x", "0o8", "0b2", "12ab", "0b4f"):
        assert yaml.safe_load(scalar(word)) == scalar(word) == word


def test_the_key_is_the_consumers_and_nowhere_else(project: Path) -> None:
    key = (project / KEY_FILE).read_text()
    assert making.PATTERN.fullmatch(key.strip())
    assert stat.S_IMODE((project / KEY_FILE).stat().st_mode) == 0o600
    checked = CliRunner().invoke(cli, ["keys", "check", "--env", ENVIRONMENT, str(project)], key)
    assert checked.exit_code == 0, checked.output
    assert CONSUMER in checked.output
    assert [name for name, text in texts(project).items() if key.strip() in text] == [KEY_FILE]


def test_the_key_is_not_printed(tmp_path: Path) -> None:
    result = init(tmp_path, "--vendor", "mistral")
    assert result.stdout == ""
    assert (tmp_path / KEY_FILE).read_text().strip() not in result.output
    assert "gatewright dev --mock" in result.stderr


def test_another_key_is_issued_into_the_same_file(tmp_path: Path) -> None:
    init(tmp_path, "--vendor", "mistral")
    before = (tmp_path / "consumers.yaml").read_text()
    words = ["keys", "issue", "team", "--env", ENVIRONMENT, "--create", str(tmp_path)]
    assert CliRunner().invoke(cli, words).exit_code == 0
    assert (tmp_path / "consumers.yaml").read_text().startswith(before)


@pytest.mark.skipif(shutil.which("git") is None, reason="git says what it ignores")
def test_git_ignores_keys_and_nothing_else(tmp_path: Path) -> None:
    init(tmp_path, "--vendor", "mistral")
    (tmp_path / ".env").write_text("MISTRAL_API_KEY=none\n")
    empty = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "none")}
    git = ["git", "-c", "init.defaultBranch=main"]
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, env=empty, check=True)
    words = [*git, "ls-files", "--others", "--ignored", "--exclude-standard"]
    listed = subprocess.run(words, cwd=tmp_path, env=empty, check=True, capture_output=True)
    assert listed.stdout.decode().split() == [".env", KEY_FILE]


def test_editors_find_a_schema_that_the_file_fits(project: Path) -> None:
    for path in [project / "gateway.yaml", project / "consumers.yaml", project / API]:
        text = path.read_text()
        (place,) = re.findall(r"\A# yaml-language-server: \$schema=(\S+)\n", text)
        schema = json.loads((path.parent / place).read_text())
        assert list(Draft202012Validator(schema).iter_errors(yaml.safe_load(text))) == []


def test_the_schemas_are_those_of_the_command(project: Path, tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["schema", "--out", str(tmp_path)]).exit_code == 0
    assert texts(tmp_path) == texts(project / FOLDER)


def steps(folder: Path) -> list[dict[str, Any]]:
    """Of the workflow's job."""
    workflow = yaml.safe_load((folder / ".github" / "workflows" / "gatewright.yml").read_text())
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def test_the_workflow_can_do_little(project: Path) -> None:
    actions = [step["uses"] for step in steps(project) if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in actions)


def test_who_reads_the_project_learns_what_its_workflow_needs(project: Path) -> None:
    (step,) = (step for step in steps(project) if "env" in step)
    assert step["env"] == {"GATEWRIGHT": "${{ vars.GATEWRIGHT }}"}
    (line,) = (each for each in (project / "README.md").read_text().splitlines()
               if "workflows/gatewright.yml" in each)  # fmt: skip
    assert "the repository's variable `GATEWRIGHT`" in line
    unset = {"PATH": os.environ["PATH"], "GATEWRIGHT": ""}  # as GitHub has it
    done = subprocess.run(["bash", "-ec", step["run"]], env=unset, capture_output=True, text=True)
    assert done.returncode != 0
    assert "GATEWRIGHT: is a variable of the repository that is not set" in done.stderr


@pytest.mark.soak
def test_the_commands_of_the_workflow_pass(tmp_path: Path) -> None:
    init(tmp_path, "--vendor", "mistral")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    commands = [step["run"] for step in steps(tmp_path) if "gatewright " in step.get("run", "")]
    assert len(commands) == 2
    for command in [*commands, commands[1]]:  # the last one with out/
        subprocess.run(
            ["sh", "-ec", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            check=True,
            capture_output=True,
        )


@pytest.mark.parametrize(
    "path", ["gateway.yaml", "consumers.yaml", KEY_FILE, API, f"{FOLDER}/api.schema.json"]
)
def test_what_is_there_is_named_and_stays(path: str, tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("mine")
    result = init(tmp_path, "--vendor", "mistral")
    assert result.exit_code == 1
    assert f" has {path} already" in result.stderr
    assert texts(tmp_path) == {path: "mine"}


def test_links_and_files_in_the_place_of_folders_are_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "apis").write_text("mine")
    (tmp_path / "gateway.yaml").symlink_to(tmp_path / "nowhere")
    assert writing.in_the_way(tmp_path, ["gateway.yaml", API]) == ("apis", "gateway.yaml")
    assert init(tmp_path, "--vendor", "mistral").exit_code == 1
    assert not (tmp_path / "nowhere").exists()
    assert init(tmp_path / "apis", "--vendor", "mistral").exit_code == 2


def test_an_empty_name_is_not_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["init", "", "--vendor", "mistral"])
    assert result.exit_code == 2
    assert "DIR is empty" in result.stderr
    assert texts(tmp_path) == {}


def test_a_folder_below_a_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    result = init(tmp_path / "notes" / "a" / "b", "--vendor", "mistral")
    assert result.exit_code == 2
    assert f"{tmp_path}/notes is no folder" in result.stderr


@pytest.mark.parametrize("name", ["apis", ".github", ".github/workflows", FOLDER])
def test_linked_folders_are_in_the_way(name: str, tmp_path: Path) -> None:
    other, folder = tmp_path / "other", tmp_path / "p"
    other.mkdir()
    (folder / name).parent.mkdir(parents=True)
    (folder / name).symlink_to(other)
    result = init(folder, "--vendor", "mistral")
    assert result.exit_code == 1
    assert f" has {name} already" in result.stderr
    assert not list(other.iterdir())
    assert not (folder / "gateway.yaml").exists()


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "other")
    assert init(tmp_path / "linked", "--vendor", "mistral").exit_code == 0
    assert (tmp_path / "other" / API).is_file()


def test_a_repository_that_a_forge_made(tmp_path: Path) -> None:
    mine = {"LICENSE": "mine", "README.md": "mine", ".gitignore": "# mine\n.env\n*.log"}
    workflow = ".github/workflows/gatewright.yml"
    for path, text in {**mine, workflow: "mine"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    result = init(tmp_path, "--vendor", "mistral")
    assert result.exit_code == 0, result.output
    found = texts(tmp_path)
    assert {**found, **mine, workflow: "mine"} == found
    assert f"left as they are: {workflow}, .gitignore, README.md\n" in result.stderr
    assert "keys are not for git; add to .gitignore:\n  *.key\n  .env.*\n" in result.stderr
    assert "  .env\n" not in result.stderr
    assert "which git ignores" not in result.stderr
    assert not compiled(tmp_path).diagnostics.failed


def test_a_gitignore_with_all_lines_needs_no_more(tmp_path: Path, project: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"\xff\n" + (project / ".gitignore").read_bytes())
    result = init(tmp_path, "--vendor", "mistral")
    assert result.exit_code == 0, result.output
    assert "left as it is: .gitignore\n" in result.stderr
    assert "add to .gitignore" not in result.stderr
    assert "which git ignores" in result.stderr


def test_what_somebody_makes_meanwhile_stays_and_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two").write_text("mine")
    with pytest.raises(FileExistsError):
        writing.write(tmp_path, (File("a/one", "1"), File("b/two", "2")))
    assert texts(tmp_path) == {"b/two": "mine"}
    assert not (tmp_path / "a").exists()


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    def interrupted() -> Iterator[File]:
        yield File("a/b/one", "1")
        yield File(KEY_FILE, "2", secret=True)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        writing.write(tmp_path / "p", interrupted())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give a --vendor"),
        (("--vendor", "mistrl"), "did you mean 'mistral/v1'?"),
        (("--vendor", "zzz"), "known are anthropic/v1,"),
        (("--vendor", "azure-openai"), "give one of azure-openai/2024-10-21,"),
        (("--vendor", "azure-openai/v1"), "needs --set resource=… (of https://{resource}."),
        (("--vendor", "openai-compatible"), "needs --set url=… (where the server is)"),
        (("--vendor", "mistral", "--set", "url=http://x"), "has no 'url' to --set; it has none"),
        (("--vendor", "bedrock", "--set", "region"), "--set takes NAME=VALUE"),
        (("--vendor", "bedrock", "--set", "region=a/b"), kinds.HOST_PART.expected),
        (("--vendor", "openai-compatible", "--set", "url=ftp://x"), "--set url: 'ftp://x'"),
        (("--vendor", "mistral", "--name", "a b"), f"takes {kinds.API_NAME.expected}"),
        (("--vendor", "mistral", "--name", ""), f"takes {kinds.API_NAME.expected}"),
        (("--vendor", "mistral", "--name", "../a"), f"takes {kinds.API_NAME.expected}"),
        (("--vendor", "mistral", "--context", "/a"), "'/a' starts or ends with '/'"),
        (("--vendor", "mistral", "--context", "a/../b"), "'a/../b' has a segment"),
    ],
)
def test_wrong_usage_says_what_to_give(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = init(tmp_path / "p", *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert not (tmp_path / "p").exists()


def test_a_pasted_key_is_neither_taken_nor_shown(tmp_path: Path) -> None:
    secret = making.make()
    for option in ("--name", "--context"):
        result = init(tmp_path / "p", "--vendor", "mistral", option, secret)
        assert result.exit_code == 2
        assert secret not in result.output


def test_what_would_not_compile_is_not_written(tmp_path: Path) -> None:
    words = ("--vendor", "azure-openai/v1", "--set", "resource=a..b")
    result = init(tmp_path / "p", *words)
    assert result.exit_code == 1, result.output
    assert "error: " in result.stderr
    assert "nothing was written" in result.stderr
    assert not (tmp_path / "p").exists()


def test_a_warning_is_shown_and_the_project_written(tmp_path: Path) -> None:
    words = ("--vendor", "openai-compatible", "--set", "url=http://llm.acme.example")
    result = init(tmp_path / "p", *words)
    assert result.exit_code == 0, result.output
    assert "warning: " in result.stderr
    assert (tmp_path / "p" / "gateway.yaml").is_file()


def test_a_folder_gives_its_project_a_name(tmp_path: Path) -> None:
    assert wanted.project_of(tmp_path / "acme ai!") == "acme-ai"
    assert wanted.project_of(tmp_path / "äöü") == "gateways"
    assert wanted.project_of(tmp_path / making.make()) == "gateways"
    assert wanted.project_of(Path("/")) == "gateways"


@pytest.mark.soak
def test_every_vendor_has_an_api_name_of_its_own() -> None:
    vendors = [bundled(id) for id in CATALOGUE.ids()]
    for name in map(wanted.name_of, vendors):
        assert wanted.fault(kinds.API_NAME, name) is None
        assert wanted.fault(kinds.CONTEXT, wanted.context_of(name)) is None
    assert len(set(map(wanted.name_of, vendors))) == len({vendor.title for vendor in vendors})


def test_vendors_are_found_by_how_they_begin() -> None:
    ids = ("acme-ai/v1", "acme/v1", "acme/v2", "other/v1")
    assert choosing.found("acme", ids) == ("acme/v1", "acme/v2")
    assert choosing.found("ac", ids) == ids[:3]
    assert choosing.found("V2", ids) == ("acme/v2",)
    assert choosing.found("none", ids) == ()
    assert choosing.likely("my-acme-ai", ids) == "acme-ai/v1"
    assert choosing.likely("my-gateways", ids) == ids[0]
