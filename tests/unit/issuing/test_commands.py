"""`gatewright keys`: what goes to which stream, exit codes, and that no key is ever repeated."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from compiler.cli import cli
from compiler.issuing import lifetimes, making
from tests.projects import CONSUMERS, DIGEST, PROJECT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in PROJECT.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def keys(*words: object, given: bytes | str = b"") -> Result:
    return CliRunner().invoke(cli, ["keys", *map(str, words)], input=given)


def text(project: Path) -> str:
    return (project / "consumers.yaml").read_text()


def issue(project: Path, *words: str, consumer: str = "demo-app") -> str:
    """The key that was made."""
    result = keys("issue", consumer, "--env", "sandbox", *words, project)
    assert result.exit_code == 0, result.output
    (key,) = result.stdout.splitlines()
    assert making.PATTERN.fullmatch(key)
    assert key not in result.stderr
    assert key not in text(project)
    return key


def test_a_key_works_from_then_on(project: Path) -> None:
    key = issue(project)
    assert text(project) == CONSUMERS.replace(
        "[sandbox]}]",
        f"[sandbox]}}, {{sha256: {making.digest(key)}, environments: [sandbox]}}]",
    )
    result = keys("check", "--env", "sandbox", project, given=key)
    assert result.exit_code == 0
    assert "consumer     demo-app" in result.stdout


def test_what_is_said(project: Path) -> None:
    result = keys("issue", "demo-app", "--env", "sandbox", project)
    assert result.stderr == (
        f"added to {project}/consumers.yaml: demo-app, sandbox\n"
        "the key is not shown again; it counts once the project is compiled and deployed\n"
    )


def test_an_unknown_consumer(project: Path) -> None:
    result = keys("issue", "demo-ap", "--env", "sandbox", project)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no consumer 'demo-ap'; did you mean 'demo-app'? (--create adds one)" in result.stderr
    assert text(project) == CONSUMERS
    issue(project, "--create", consumer="demo-ap")
    assert text(project).startswith(CONSUMERS)
    (project / "consumers.yaml").unlink()
    assert keys("issue", "a", "--env", "sandbox", project).exit_code == 1
    issue(project, "--create", consumer="a")
    for name in ("no name", "A"):
        result = keys("issue", name, "--create", "--env", "sandbox", project)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "consumers.yaml stays as it is" in result.stderr


def test_mistakes_of_the_file_are_shown(project: Path) -> None:
    (project / "consumers.yaml").write_text(CONSUMERS.replace("name:", "nmae:"))
    for words in (["issue", "demo-app", "--env", "sandbox"], ["list"]):
        result = keys(*words, project)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "consumers.yaml:2:5: error: unknown key 'nmae'" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--env", "sandbx"], "no environment 'sandbx'; did you mean 'sandbox'?"),
        (["--env", "x"], "no environment 'x'; it has production, sandbox"),
        (["--env", "sandbox", "--test"], "--test needs --ttl, of at most 24h"),
        (["--env", "production", "--test", "--ttl", "1h"], "'production', which is production"),
        (["--env", "sandbox", "--ttl", "25h"], "--ttl '25h' is more than 24h"),
        (["--env", "sandbox", "--ttl", "1"], "--ttl '1' is no whole number above 0"),
        (["--env", "sandbox", "--ttl", "1h", "--expires", "2099-01-01"], "either --expires or"),
        (["--env", "sandbox", "--expires", "2020-01-01"], "--expires '2020-01-01' is over"),
        (["--env", "sandbox", "--expires", "2099-02-30"], "is no day of the calendar"),
        (["--env", "sandbox", "--expires", "soon"], "is no day such as 2027-01-01"),
    ],
)
def test_wrong_usage(project: Path, words: list[str], said: str) -> None:
    result = keys("issue", "demo-app", *words, project)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert text(project) == CONSUMERS


def test_a_key_with_an_end(project: Path) -> None:
    issue(project, "--expires", "2099-01-01", "--note", 'of "Ann" # 1')
    key = issue(project, "--expires", "2099-01-01T12:00:00Z")
    assert ', expires: "2099-01-01", note: "of \\"Ann\\" # 1"}' in text(project)
    result = keys("check", "--env", "sandbox", project, given=key)
    assert "expires      2099-01-01T12:00:00Z" in result.stdout
    result = keys("issue", "demo-app", "--env", "sandbox", "--note", "a\x07b", project)
    assert (result.exit_code, result.stdout) == (1, "")


def test_a_test_key(project: Path) -> None:
    issue(project, "--test", "--ttl", "1h")
    (row,) = [row for row in listed(project) if row["expires"]]
    assert row["note"] == "a test key"
    end = datetime.fromisoformat(row["expires"])
    assert timedelta(minutes=58) < end - datetime.now(UTC) <= timedelta(hours=1)


def test_an_expired_key(project: Path) -> None:
    key = issue(project, "--expires", "2099-01-01")
    (project / "consumers.yaml").write_text(text(project).replace("2099", "2020"))
    result = keys("check", "--env", "sandbox", project, given=key)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a key of demo-app that expired on 2020-01-01\n"
    assert [row["expired"] for row in listed(project)] == [False, True]
    assert "2020-01-01 (expired)" in keys("list", "demo-app", project).stdout


def listed(project: Path, *words: str) -> Any:
    result = keys("list", "demo-app", project, "--format", "json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_list(project: Path) -> None:
    key = issue(project)
    rows = listed(project)
    assert [row["digest"] for row in rows] == [DIGEST[:12], making.digest(key)[:12]]
    assert listed(project, "--env", "production") == []
    result = keys("list", "demo-app", project)
    assert result.stdout.splitlines()[:2] == [
        "CONSUMER  DIGEST        ENVIRONMENTS  EXPIRES  NOTE",
        f"demo-app  {DIGEST[:12]}  sandbox       -        -",
    ]
    assert key not in result.stdout
    assert making.digest(key) not in result.stdout
    assert keys("list", "other", project).exit_code == 1
    assert keys("list", "demo-app", project, "--env", "x").exit_code == 2


def test_the_list_of_all(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(project, "--create", consumer="second")
    monkeypatch.chdir(project)
    lines = keys("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["CONSUMER", "demo-app", "second"]
    assert keys("list", "./").stdout.splitlines() == lines
    monkeypatch.chdir("/")
    assert keys("list", project).stdout.splitlines() == lines
    assert keys("list", f"{project}/none").exit_code == 1


def test_keys_that_are_none(project: Path) -> None:
    key = issue(project)
    for given, said in (
        (key[:-1] + ("2" if key[-1] == "1" else "1"), "mistyped or cut off"),
        (making.make(), "no key of this project in sandbox"),
        ("sk-other", "no key of this project in sandbox"),
        ("", "no key came in"),
        (b"\xff\xfe", "no key came in"),
        ("two\nlines", "no key came in"),
        ("x" * 5000, "no key came in"),
    ):
        result = keys("check", "--env", "sandbox", project, given=given)
        assert (result.exit_code, result.stdout) == (1, "")
        assert said in result.stderr
    result = keys("check", "--env", "production", project, given=key)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a key of demo-app for sandbox only\n"
    assert keys("check", "--env", "sandbox", project, given=f" {key}\t\r\n").exit_code == 0


def test_check_as_data(project: Path) -> None:
    key = issue(project)
    result = keys("check", "--env", "sandbox", project, "--format", "json", given=key + "\n")
    assert json.loads(result.stdout) == {
        "consumer": "demo-app",
        "environment": "sandbox",
        "plan": None,
        "apis": None,
        "expires": None,
        "note": None,
    }


def test_a_key_is_revoked(project: Path) -> None:
    key = issue(project)
    result = keys("revoke", "demo-app", "--stdin", project, given=key)
    assert (result.exit_code, result.stdout) == (0, "")
    assert making.digest(key)[:12] in result.stderr
    assert text(project) == CONSUMERS
    key = issue(project)
    digest = making.digest(key)[:12].upper()
    assert keys("revoke", "demo-app", "--digest", digest, project).exit_code == 0
    assert text(project) == CONSUMERS


def test_the_only_key(project: Path) -> None:
    words = ("revoke", "demo-app", "--digest", DIGEST[:12], project)
    result = keys(*words)
    assert result.exit_code == 1
    assert "it is the only key of demo-app" in result.stderr
    assert text(project) == CONSUMERS
    assert keys(*words, "--with-consumer").exit_code == 0
    assert text(project) == "consumers: []\n"
    issue(project, "--create")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--digest", "0" * 12], 1, "demo-app has no key of this digest"),
        (["--digest", DIGEST[:7]], 2, "8 to 64 hex digits"),
        (["--digest", "x" * 12], 2, "8 to 64 hex digits"),
        ([], 2, "either --digest or --stdin"),
        (["--digest", DIGEST, "--stdin"], 2, "either --digest or --stdin"),
    ],
)
def test_what_cannot_be_revoked(project: Path, words: list[str], code: int, said: str) -> None:
    result = keys("revoke", "demo-app", *words, project)
    assert result.exit_code == code
    assert said in result.stderr
    assert text(project) == CONSUMERS
    assert keys("revoke", "other", "--digest", DIGEST, project).exit_code == 1


@pytest.mark.parametrize(
    ("name", "production"),
    [
        ("production", True),
        ("prod", True),
        ("prod-eu", True),
        ("eu_production", True),
        ("prod2", True),
        ("production1-eu", True),
        ("sandbox", False),
        ("products", False),
        ("nonprod", False),
        ("prod2b", False),
    ],
)
def test_what_looks_like_production(name: str, production: bool) -> None:
    assert lifetimes.is_production(name) == production


ISSUERS = """\
    issuers: {corp: {issuer: a, audiences: [a], jwks: {url: "https://a.example/jwks"}}}
"""
BLOCK = """\
consumers:
  - name: demo-app  # the demo
    # known by its tokens
    subjects: [{issuer: corp, subject: one}]
    plan: gold
"""
FLOW = "consumers:\n  - {name: demo-app, subjects: [{issuer: corp, subject: one}], plan: gold}\n"
LAST = (
    "consumers:\n  - subjects: [{issuer: corp, subject: one}]\n    plan: gold\n    name: demo-app"
)


@pytest.mark.parametrize("written", [BLOCK, FLOW, LAST], ids=["block", "flow", "no last break"])
def test_a_consumer_with_subjects_alone(project: Path, written: str) -> None:
    gateway = PROJECT["gateway.yaml"].replace("  production:\n", f"{ISSUERS}  production:\n")
    (project / "gateway.yaml").write_text(gateway)
    (project / "plans.yaml").write_text("plans: {gold: {}}\n")
    (project / "consumers.yaml").write_text(written)
    assert keys("list", project).stdout.split() == [
        "CONSUMER",
        "DIGEST",
        "ENVIRONMENTS",
        "EXPIRES",
        "NOTE",
    ]
    assert keys("check", "--env", "sandbox", project, given="x").exit_code == 1
    key = issue(project)
    checked = keys("check", "--env", "sandbox", "--format", "json", project, given=key)
    assert json.loads(checked.stdout)["plan"] == "gold"
    result = keys("revoke", "demo-app", "--stdin", project, given=key)
    assert result.exit_code == 0, result.output
    assert text(project).rstrip("\n") == written.rstrip("\n")


def test_a_consumer_with_subjects_is_removed_only_when_asked(project: Path) -> None:
    gateway = PROJECT["gateway.yaml"].replace("  production:\n", f"{ISSUERS}  production:\n")
    (project / "gateway.yaml").write_text(gateway)
    (project / "plans.yaml").write_text("plans: {gold: {}}\n")
    (project / "consumers.yaml").write_text(BLOCK)
    key = issue(project)
    words = ("revoke", "demo-app", "--stdin", "--with-consumer", project)
    assert keys(*words, given=key).exit_code == 0
    assert text(project) == "consumers: []\n"
