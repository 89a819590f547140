"""`gatewright usage`: tables, exit codes, what is said of lines that no gateway wrote."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from compiler.cli import cli
from tests.unit.usage.sample import INPUT, MODEL, OUTPUT, REFUSED, line

LOG = b"".join(
    [
        line(),
        line(1, duration_ms=1234, **{INPUT: 1000, OUTPUT: 500}),
        line(2, time="2026-11-22T00:00:00.000Z", status=500),
        line(0, **REFUSED),
    ]
)
TABLE = """\
CONSUMER      API      MODEL       DAY         REQUESTS  ERRORS  INPUT  OUTPUT  TOTAL  P50 MS  P95 MS
support-desk  ChatAPI  acme-small  2026-11-21         2       0  1,011     507  1,518     810   1,200
support-desk  ChatAPI  acme-small  2026-11-22         1       1     11       7     18     810     810
-             ChatAPI  -           2026-11-21         1       1      -       -      -       1       1
total                                                 4       2  1,022     514  1,536     810   1,200
"""  # noqa: E501 - as wide as it is printed


def usage(*words: object, given: bytes = b"") -> Result:
    return CliRunner().invoke(cli, ["usage", *map(str, words)], input=given)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "gateway.json"
    file.write_bytes(LOG)
    return file


def test_the_table(log: Path) -> None:
    result = usage(log)
    assert (result.exit_code, result.stdout, result.stderr) == (0, TABLE, "")


def test_standard_input() -> None:
    assert usage("-", given=LOG).stdout == TABLE
    assert usage("-", given=gzip.compress(LOG)).stdout == TABLE


def test_several_logs_are_one(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b.gz"
    lines = LOG.splitlines(keepends=True)
    first.write_bytes(b"".join(lines[:2]))
    second.write_bytes(gzip.compress(b"".join(lines[2:])))
    assert usage(second, first).stdout == TABLE


def test_json(log: Path) -> None:
    result = usage(log, "--by", "day", "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    numbers = {
        "requests": 3,
        "errors": 1,
        "input_tokens": 1011,
        "output_tokens": 507,
        "total_tokens": 1518,
        "p50_ms": 810,
        "p95_ms": 1200,
    }
    assert list(found) == ["by", "rows", "total", "lines", "strange_lines"]
    assert found["rows"][0] == {"day": "2026-11-21", **numbers}
    assert list(found["total"]) == list(numbers)
    assert (found["total"]["requests"], found["lines"], found["strange_lines"]) == (4, 4, 0)


def cells(result: Result) -> list[list[str]]:
    assert result.exit_code == 0
    return list(csv.reader(io.StringIO(result.stdout, newline=""), strict=True))


def test_csv(log: Path) -> None:
    head, *rows = cells(usage(log, "--by", "consumer,error", "--format", "csv"))
    assert ",".join(head) == (
        "consumer,error,requests,errors,input_tokens,output_tokens,total_tokens,p50_ms,p95_ms"
    )
    assert rows == [
        ["support-desk", "", "3", "1", "1022", "514", "1536", "810", "1200"],
        ["", "invalid_api_key", "1", "1", "", "", "", "1", "1"],
    ]


HOSTILE = ("\x1b[2J", "a\nb", "\u202egnp", "\ud800", "=cmd|' /C calc'!A0", "@x", '","', "\x9b31m")


@pytest.mark.parametrize("model", HOSTILE)
def test_texts_cannot_do_anything(model: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(line(0, **{MODEL: model}))
    for form in ("text", "json", "csv"):
        result = usage(log, "--format", form, "--by", "model")
        assert result.exit_code == 0
        shown = result.stdout.replace("\r\n", "\n")
        assert all(letter == "\n" or letter.isprintable() for letter in shown), repr(shown)
    assert json.loads(usage(log, "--format", "json").stdout)["rows"][0]["model"] == model
    ((cell, *_),) = cells(usage(log, "--format", "csv", "--by", "model"))[1:]
    assert cell[0] not in "=+-@"


def test_a_name_without_end_is_cut_in_the_table(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(line(0, **{MODEL: "m" * 5000}))
    assert max(map(len, usage(log).stdout.splitlines())) < 200
    assert json.loads(usage(log, "--format", "json").stdout)["rows"][0]["model"] == "m" * 5000


def test_strange_lines_are_said(log: Path) -> None:
    log.write_bytes(b"\nstarting\n" + LOG)
    result = usage(log)
    assert (result.exit_code, result.stdout) == (0, TABLE)
    assert result.stderr == f"1 line of 5 was not a gateway's; the first is {log}:2\n"
    log.write_bytes(LOG * 300 + b"x\n" * 4)
    said = usage(log, "--format", "json")
    assert said.stderr == f"4 lines of 1,204 were not a gateway's; the first is {log}:1201\n"
    assert json.loads(said.stdout)["strange_lines"] == 4


def test_without_any_line_of_a_gateway(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"\n")
    result = usage(log)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: nothing to add up: there is no line\n"
    log.write_bytes(b"x\ny\n")
    result = usage(log)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "2 lines of 2 were not a gateway's; the first is" in result.stderr


def test_days_without_a_line_are_an_empty_table(log: Path) -> None:
    result = usage(log, "--since", "2027-01-01")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split() == ["total", "0", "0", *"-----"]


def test_days(log: Path) -> None:
    result = usage(log, "--since", "2026-11-22", "--until", "2026-11-22", "--by", "day")
    assert [each.split()[:2] for each in result.stdout.splitlines()[1:]] == [
        ["2026-11-22", "1"],
        ["total", "1"],
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "consumer,modle"], "nothing is called 'modle'; did you mean 'model'?"),
        (["--by", ""], "nothing is called ''"),
        (["--by", "api,api"], "api is there twice"),
        (["--since", "yesterday"], "'yesterday' does not match"),
        (["--since", "2026-11-22", "--until", "2026-11-21"], "--until is before --since"),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_usage(words: list[str], said: str, log: Path) -> None:
    result = usage(log, *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_no_log_at_all() -> None:
    assert usage().exit_code == 2


def test_what_cannot_be_read(tmp_path: Path, log: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(LOG)[:-5])
    for path, why in (
        (tmp_path / "none", "No such file or directory"),
        (tmp_path, "Is a directory"),
        (broken, "its compression is damaged"),
    ):
        result = usage(log, path)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"Error: cannot read {path}: {why}\n"


@given(st.binary(max_size=200), st.sampled_from(["text", "json", "csv"]))
def test_no_bytes_are_a_defect(content: bytes, form: str) -> None:
    """Neither alone nor beside lines of a gateway."""
    assert usage("-", "--format", form, given=content).exit_code == 1
    whole = b"\n" + line()
    damaged = content.startswith(b"\x1f\x8b")
    result = usage("-", "--format", form, given=content + whole)
    assert result.exit_code == (1 if damaged else 0), result.output


TEXTS = st.text(st.characters(codec=None), max_size=10)


@given(st.dictionaries(st.sampled_from(["consumer", "api", MODEL]), TEXTS))
def test_any_texts_are_shown(changed: dict[str, Any]) -> None:
    for form in ("text", "json", "csv"):
        result = usage("-", "--format", form, given=line(0, **changed))
        assert result.exit_code == 0, result.output
        result.stdout.encode("utf-8")
