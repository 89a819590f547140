"""`gatewright vendors list` and `show`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from compiler.cli import cli
from compiler.resources import tree
from compiler.vendors import load_catalogue
from tests.projects import OWN_VENDOR, PROJECT

VENDOR = "vendors/acme/v1/vendor.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in {**PROJECT, **OWN_VENDOR}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["vendors", *map(str, words)])


def test_the_list_has_every_bundled_vendor(tmp_path: Path) -> None:
    result = run("list", tmp_path)
    assert result.exit_code == 0
    head, *lines = result.stdout.splitlines()
    assert head.split() == ["VENDOR", "OPERATIONS", "STREAMING", "KEY", "FROM", "GROUPS"]
    assert [line.split()[0] for line in lines] == list(load_catalogue(tree("vendor_specs")).ids())
    assert all(" bundled " in line for line in lines)


def test_the_list_has_those_of_the_project(project: Path) -> None:
    result = run("list", project, "--format", "json")
    assert result.exit_code == 0
    (acme,) = [each for each in json.loads(result.stdout) if each["vendor"] == "acme"]
    assert acme == {
        "vendor": "acme",
        "version": "v1",
        "title": "Acme AI",
        "operations": 4,
        "groups": ["chat", "models"],
        "streaming": ["sse"],
        "key": "ACME_API_KEY",
        "source": "project",
    }
    line = next(each for each in run("list", project).stdout.splitlines() if "acme" in each)
    assert line.split() == ["acme/v1", "4", "sse", "ACME_API_KEY", "project", "chat,", "models"]


def test_one_with_mistakes_is_left_out_and_said(project: Path) -> None:
    (project / VENDOR).write_text(OWN_VENDOR[VENDOR].replace("[talk]", "[tlak]"))
    result = run("list", project)
    assert result.exit_code == 1
    assert "acme/v1" not in result.stdout
    assert "mistral/v1" in result.stdout
    assert "vendors/acme/v1/vendor.yaml:21:14: error:" in result.stderr
    assert run("show", "acme/v1", project).exit_code == 1


def shown(project: Path, *words: str) -> Any:
    result = run("show", *words, project, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_vendor_is_shown_whole(project: Path) -> None:
    usage = "input /usage/in, output /usage/out, model /model"
    assert shown(project, "acme/v1") == {
        "vendor": "acme",
        "version": "v1",
        "title": "Acme AI",
        "source": "project",
        "server": "https://api.acme.example",
        "key": "ACME_API_KEY",
        "auth": "Authorization: Bearer KEY",
        "query": ["api-version=2026-01-01 (default)"],
        "headers": ["X-Acme-Beta: on (fixed)"],
        "removed_response_headers": ["x-acme-node"],
        "models": ["acme-large", "acme-small"],
        "default": ["chat"],
        "groups": {"chat": ["createChat"], "models": ["listModels", "getModel"]},
        "model": {
            "body /model": ["createChat", "listModels", "talk"],
            "path {model_id}": ["getModel"],
        },
        "streams": {"sse where body /stream is true": ["createChat"]},
        "usage": {usage: ["createChat"]},
        "websockets": ["talk"],
        "chat": "createChat",
        "clients": [],
        "operations": {
            "createChat": "POST /v1/chat",
            "listModels": "GET /v1/models",
            "getModel": "GET /v1/models/{model_id}",
            "talk": "GET /v1/talk",
        },
    }


def test_an_operation_is_shown(project: Path) -> None:
    found = shown(project, "acme/v1", "--operation", "createChat")
    assert found["parameters"] == {"path": [], "query": ["alt", "api-version"], "header": []}
    assert found["request"] == ["application/json"]
    assert found["answers"] == ["application/json", "text/event-stream"]
    assert (found["method"], found["path"], found["groups"]) == ("POST", "/v1/chat", ["chat"])
    assert found["websocket"] is False
    found = shown(project, "acme/v1", "--operation", "getModel")
    assert found["model"] == "path {model_id}"
    assert found["usage"] is None


@pytest.mark.parametrize(
    ("auth", "expected"),
    [("none", None), ("{query: key, prefix: 'k '}", "?key=k KEY")],
)
def test_other_credentials(project: Path, auth: str, expected: str | None) -> None:
    text = OWN_VENDOR[VENDOR].replace("{env: ACME_API_KEY}", "none")
    text = text.replace('{header: Authorization, prefix: "Bearer "}', auth)
    (project / VENDOR).write_text(text)
    assert shown(project, "acme/v1")["auth"] == expected


def test_other_facts(project: Path) -> None:
    text = OWN_VENDOR[VENDOR]
    for old, new in (
        ("when: {body: /stream}", "when: {query: alt, value: sse}"),
        ("{body: /model, operations: {getModel: {path: model_id}}}", "{query: alt}"),
        ("  input: /usage/in\n", "  input: [/usage/in, /usage/out]\n"),
        ("  total: none\n", "  total: {header: X-Total}\n"),
        ('{default: "2026-01-01"}', "removed"),
    ):
        assert old in text
        text = text.replace(old, new)
    (project / VENDOR).write_text(text)
    found = shown(project, "acme/v1", "--operation", "createChat")
    assert found["streams"] == "sse where query alt is sse"
    assert found["model"] == "query alt"
    assert found["usage"].startswith("input /usage/in + /usage/out, output /usage/out, ")
    assert "total header x-total" in found["usage"]
    assert shown(project, "acme/v1")["query"] == ["api-version (removed)"]


def test_text_has_a_line_for_each_fact(project: Path) -> None:
    lines = run("show", "acme/v1", project).stdout.splitlines()
    assert "key                       ACME_API_KEY" in lines
    assert "  models: listModels, getModel" in lines
    assert "  talk: GET /v1/talk" in lines


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("acme/v2",), "there is no vendor 'acme/v2'; did you mean 'acme/v1'?"),
        (("acme",), "there is no vendor 'acme'"),
        (("acme/v1", "--operation", "createChta"), "did you mean 'createChat'?"),
    ],
)
def test_what_there_is_not(project: Path, words: tuple[str, ...], said: str) -> None:
    result = run("show", *words, project)
    assert result.exit_code == 2
    assert said in result.stderr


def test_many_models_are_shortened_for_people(tmp_path: Path) -> None:
    models = shown(tmp_path, "groq/v1")["models"]
    assert len(models) > 8
    lines = run("show", "groq/v1", tmp_path).stdout.splitlines()
    (line,) = (line for line in lines if line.startswith("models "))
    assert line.endswith(f", {models[7]} and {len(models) - 8} more")
