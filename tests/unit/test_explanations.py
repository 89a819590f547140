"""`gatewright explain` and docs/codes.md: complete, and their examples really give their code."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from compiler import codes
from compiler.cli import cli
from compiler.diagnostics import Code, Diagnostics
from compiler.explanations import BY_ID, EXPLANATIONS
from compiler.targets.registry import TARGETS
from tests.docs import PAGE, page
from tests.projects import API, OWN_VENDOR, compile_texts

CODES = {code.id: code for code in vars(codes).values() if isinstance(code, Code)}

# What only bytes, a disk or a second file can bring about is shown by a test of its own.
TOLD = {"E110", "E111", "E212", "E213", "E214", "E215", "E216", "E303", "E307", "E308", "E310"}
TOLD |= {"E218", "E219", "E220", "E320", "E332", "E343", "E345", "E416", "E417", "E418", "E428"}
TOLD |= {"E429", "E504", "E505", "E506", "W311", "W501"}


def explain(word: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["explain", word])
    return result.exit_code, result.output


def test_every_code_is_explained() -> None:
    assert CODES.keys() == BY_ID.keys()
    for found in EXPLANATIONS.values():
        assert found.cause.endswith("."), found
        assert found.cure, found
        assert len(found.example.splitlines()) <= 10, found


@pytest.mark.parametrize("id", sorted(CODES))
def test_explain_prints_cause_example_and_cure(id: str) -> None:
    found = EXPLANATIONS[CODES[id]]
    code, output = explain(id.lower())
    assert code == 0
    assert output.startswith(f"{id} ({CODES[id].severity}): ")
    for part in (found.cause, found.example.splitlines()[0], found.cure):
        assert part in output


def test_an_unknown_code_gets_the_nearest() -> None:
    assert explain("E3011") == (2, explain("E3011")[1])
    assert "no code 'E3011'; the nearest is E301" in explain("E3011")[1]
    assert explain("x")[0] == 2


def test_the_page_is_what_make_docs_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run 'make docs'"


def project_of(example: str) -> dict[str, str]:
    """The example as files: a whole file where its first line names one, else keys of an API."""
    named = re.match(r"# ([a-z0-9/]+\.yaml)( \(part\))?", example)
    if named is not None and named[2]:
        return {**OWN_VENDOR, named[1]: _with_keys(OWN_VENDOR[named[1]], example)}
    if named is not None:
        return {**(OWN_VENDOR if "acme" in named[1] else {}), named[1]: example}
    if re.search("^name: ", example, re.MULTILINE):
        return {"apis/chat.yaml": example.partition(" #")[0]}
    return {"apis/chat.yaml": API + example + "\n"}


def _with_keys(text: str, example: str) -> str:
    """A file with the example's keys in place of its own."""
    keys = re.findall(r"^([a-z]+):", example, re.MULTILINE)
    for key in keys:
        text = re.sub(rf"^{key}:.*\n(?: .*\n)*", "", text, flags=re.MULTILINE)
    return f"{text}{example}\n"


@pytest.mark.parametrize("id", sorted(id for id in CODES if id not in TOLD))
def test_the_example_brings_the_code_about(id: str) -> None:
    example = EXPLANATIONS[CODES[id]].example
    files = project_of(example if "/acme" in example else example.replace("acme/v1", "plain/v1"))
    if id in ("E109", "E113"):
        files = {"apis/chat.yaml": example}
    if id in ("E412", "E413", "W404"):
        files["plans.yaml"] = "plans: {gold: {}, other: {}}\n"
    if id == "W412":
        files["apis/chat.yaml"] = API + "plans: [gold]\nlimits: {requests: 100/minute}\n"
    if id == "E414":
        files["apis/chat.yaml"] = API + "visibility: {roles: [internal]}\n"
    if id == "E412":
        files["apis/chat.yaml"] = API + "plans: [gold]\n"
    if id == "W405":
        files["apis/other.yaml"] = API.replace("Chat", "Other").replace("chat", "other")
    if id == "W402":
        files["apis/chat.yaml"] = API + "overrides: {sandbox: {security: none}}\n"
    outcome = compile_texts(files, alone=id == "W301", reviewed=True)
    found = list(outcome.codes)
    for gateway in () if outcome.diagnostics.failed else outcome.gateways.values():
        diagnostics = Diagnostics()
        for target in TARGETS:
            target.check(gateway, diagnostics)
        found += [each.code.id for each in diagnostics]
    assert id in found, outcome.report
