"""Reports for people and for programs; nothing in them that may be a secret."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest

from compiler import reporting
from compiler.codes import MAYBE_SECRET, NO_API, SYNTAX, UNKNOWN_KEY, UNKNOWN_VENDOR
from compiler.diagnostics import Diagnostics, Span
from tests.projects import API, compile_texts

PATH = PurePosixPath("a.yaml")


def one(text: str, line: int, column: int) -> list[str]:
    diagnostics = Diagnostics()
    span = Span(PATH, line, column)
    diagnostics.add(UNKNOWN_VENDOR, span, vendor="x", suggestion="", known="y")
    return reporting.render(diagnostics, {PATH: text.encode()}, "text").split("\n")


def test_a_report_for_people() -> None:
    outcome = compile_texts({"apis/chat.yaml": API.replace("plain", "plan") + "name: Again\n"})
    assert outcome.report == (
        "apis/chat.yaml:4:9: error: unknown vendor 'plan/v1'; did you mean 'plain/v1'? [E301]\n"
        "  4 | vendor: plan/v1\n"
        "    |         ^\n"
        "  help: vendors are ambiguous/v1, keyless/v1, pinned/v1, placed/v1, plain/v1, "
        "serverless/v1, signed/v1\n"
        "\n"
        "apis/chat.yaml:5:1: error: key 'name' stands here a second time [E102]\n"
        "  5 | name: Again\n"
        "    | ^\n"
        "  see: apis/chat.yaml:1:1: first written here\n"
        "  help: keep one of the two\n"
        "\n"
        "2 errors"
    )


def test_a_report_for_programs() -> None:
    outcome = compile_texts({"apis/chat.yaml": API + "name: Again\n"})
    data = json.loads(reporting.render(outcome.diagnostics, outcome.texts, "json"))
    assert data == {
        "diagnostics": [
            {
                "code": "E102",
                "severity": "error",
                "path": "apis/chat.yaml",
                "line": 5,
                "column": 1,
                "message": "key 'name' stands here a second time",
                "advice": "keep one of the two",
                "related": [
                    {
                        "path": "apis/chat.yaml",
                        "line": 1,
                        "column": 1,
                        "message": "first written here",
                    }
                ],
            }
        ]
    }


def test_nothing_found() -> None:
    assert reporting.render(Diagnostics(), {}, "text") == ""
    assert json.loads(reporting.render(Diagnostics(), {}, "json")) == {"diagnostics": []}


def test_counts_name_both_kinds() -> None:
    diagnostics = Diagnostics()
    diagnostics.add(NO_API, Span(PATH))
    diagnostics.add(SYNTAX, Span(PATH), problem="x")
    assert reporting.render(diagnostics, {}, "text").endswith("\n\n1 error, 1 warning")


def test_colours_only_where_asked() -> None:
    diagnostics = Diagnostics()
    diagnostics.add(NO_API, Span(PATH))
    assert "\x1b[" not in reporting.render(diagnostics, {}, "text")
    assert "\x1b[33mwarning" in reporting.render(
        diagnostics, {}, "text", reporting.View(colour=True)
    )


@pytest.mark.parametrize("text", ["", "a", "a\n\n"])
def test_a_place_that_no_text_has(text: str) -> None:
    assert one(text, 3, 1)[1].startswith("  help: ")


def test_the_caret_stands_under_wide_letters_and_tabs() -> None:
    assert one("日本: x", 1, 5)[1:3] == ["  1 | 日本: x", "    |       ^"]
    assert one("\ta", 1, 2)[1:3] == ["  1 |  a", "    |  ^"]
    assert one("e\u0301a", 1, 3)[2] == "    |  ^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    _, line, caret, *_ = one("a" * 500 + "X" + "b" * 500, 1, 501)
    assert len(line) < 130
    assert line[caret.index("^")] == "X"
    assert line.startswith("  1 | ...")
    assert line.endswith("...")


def test_lines_are_counted_as_the_reader_counts_them() -> None:
    assert one("a\rb\r\nc\nd", 4, 1)[1] == "  4 | d"


def test_the_name_of_a_file_cannot_steer_the_terminal() -> None:
    diagnostics = Diagnostics()
    diagnostics.add(NO_API, Span(PurePosixPath("apis/\x1b[2J\n.yaml")))
    assert "\x1b" not in reporting.render(diagnostics, {}, "text")


SECRET_LINE = b"  sandbox: {key: {env: hunter2, fil: hunter3}}"


def test_a_secret_is_covered_in_every_excerpt_of_its_line() -> None:
    diagnostics = Diagnostics()
    diagnostics.add(MAYBE_SECRET, Span(PATH, 1, 26), key="k", expected="e")
    place = Span(PATH, 1, 35)
    diagnostics.add(UNKNOWN_KEY, place, covered_from=39, key="fil", suggestion="", known="env")
    report = reporting.render(diagnostics, {PATH: b"   " + SECRET_LINE[2:]}, "text")
    assert "hunter2" not in report
    assert "hunter3" not in report
    assert report.count("|") == 4


def test_beside_a_key_in_broken_yaml_nothing_is_shown() -> None:
    outcome = compile_texts({"apis/chat.yaml": API + "endpoints: {sandbox: {key: {env: hunter2\n"})
    assert outcome.codes == ["E101"]
    assert "hunter2" not in outcome.report


@pytest.mark.parametrize(
    "line",
    [
        "endpoints: {sandbox: {key: hunter2hunter2}}",
        "endpoints: {sandbox: {key: [hunter2hunter2]}}",
        "endpoints: {sandbox: {key: {env: {hunter2hunter2: x}}}}",
        "endpoints: {sandbox: {key: {env: hunter2-hunter2}}}",
        "endpoints: {sandbox: {key: {file: hunter2hunter2}}}",
        "endpoints: {sandbox: {key: {value: hunter2hunter2}}}",
        "endpoints: {sandbox: {key: {env: A_KEY, file: hunter2hunter2}}}",
        "endpoints: {sandbox: {key: {env: A_KEY, fil: hunter2hunter2}}}",
        "endpoints: {sandbox: {token: hunter2hunter2}}",
        "endpoints: {sandbox: {url: 'https://u:hunter2hunter2@vendor.example'}}",
        "endpoints: {sandbox: {url: 'https://vendor.example?key=hunter2hunter2'}}",
        "api_key: hunter2hunter2",
        "consumers: [{keys: [{sha256: hunter2hunter2}]}]",
    ],
)
def test_no_report_prints_what_may_be_a_secret(line: str) -> None:
    outcome = compile_texts({"apis/chat.yaml": API + line + "\n"})
    assert outcome.diagnostics.failed
    assert "hunter2" not in outcome.report
    assert "hunter2" not in reporting.render(outcome.diagnostics, outcome.texts, "json")


def test_annotations_of_a_workflow() -> None:
    outcome = compile_texts({"apis/chat.yaml": API + "name: Again\n"})
    view = reporting.View(folder=PurePosixPath("examples/x"))
    assert reporting.render(outcome.diagnostics, outcome.texts, "github", view) == (
        "::error file=examples/x/apis/chat.yaml,line=5,col=1,title=E102::"
        "key 'name' stands here a second time%0A"
        "see apis/chat.yaml:1:1: first written here%0Ahelp: keep one of the two"
    )
    assert reporting.render(Diagnostics(), {}, "github") == ""


def test_an_annotation_cannot_be_left() -> None:
    diagnostics = Diagnostics()
    span = Span(PurePosixPath("apis/a,line=9::50%\n::warning::x.yaml"))
    diagnostics.add(UNKNOWN_VENDOR, span, vendor="100%0A\n::error::x", suggestion="", known="y")
    report = reporting.render(diagnostics, {}, "github")
    assert report.startswith("::error file=apis/a%2Cline=9%3A%3A50%25")
    assert report.count("\n") == 0
    assert "100%250A" in report


def test_a_warning_is_annotated_as_one() -> None:
    diagnostics = Diagnostics()
    diagnostics.add(NO_API, Span(PATH))
    assert reporting.render(diagnostics, {}, "github").startswith("::warning file=a.yaml,line=1,")
