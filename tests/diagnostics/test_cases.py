"""Broken inputs with the expected codes written on the offending lines.

A file `api-*`, `gateway-*`, `consumers-*` or `plans-*` takes the place of that file in the good
project of `tests.projects`, and `vendor-*` or `description-*` that of a vendor of its own; in a
folder each file does. `bundled-*` has APIs of bundled vendors. `# E201` at the end of a line
expects that code there, `# E201:14` in that column too, several stand side by side; `# at 3: E110`
speaks of line 3, where no remark can stand.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from compiler import codes
from compiler.diagnostics import Code, Diagnostic
from tests.bundled import CATALOGUE as BUNDLED
from tests.projects import (
    ACME,
    ACME_DESCRIPTION,
    OWN_VENDOR,
    PROJECT,
    VENDORS,
    Outcome,
    compile_texts,
)

CASES = Path(__file__).parent / "cases"
PLACES = {
    "api": "apis/chat.yaml",
    "gateway": "gateway.yaml",
    "consumers": "consumers.yaml",
    "plans": "plans.yaml",
    "vendor": ACME,
    "description": ACME_DESCRIPTION,
}

_EXPECTED = re.compile(r"#.*?(?:at (?P<line>\d+): )?(?P<codes>(?:[EW]\d{3}(?::\d+)?[ \t]*)+)$")

Found = tuple[str, int, str]


def files_of(case: Path) -> dict[str, bytes]:
    if case.is_file():
        return {PLACES[case.name.partition("-")[0]]: case.read_bytes()}
    files = sorted(path for path in case.rglob("*") if path.is_file())
    return {path.relative_to(case).as_posix(): path.read_bytes() for path in files}


def outcome_of(case: Path) -> Outcome:
    left_out = {"apis/chat.yaml"} if case.name == "no-api" else set()
    good = {path: text for path, text in PROJECT.items() if path not in left_out}
    own = OWN_VENDOR if case.name.startswith(("vendor-", "description-")) else {}
    own = own if case.is_file() else {}
    vendors = BUNDLED if case.name.startswith("bundled-") else VENDORS
    files: dict[str, str | bytes] = {**good, **own, **files_of(case)}
    return compile_texts(files, catalogue=vendors, alone=True, reviewed=True)


def expected_in(path: str, content: bytes) -> list[Found]:
    found = []
    lines = re.split(r"\r\n|\r|\n", content.decode("utf-8", "replace"))
    for number, line in enumerate(lines, 1):
        if (match := _EXPECTED.search(line)) is not None:
            at = int(match["line"] or number)
            found += [(path, at, code) for code in match["codes"].split()]
    return found


def shown(found: Diagnostic, *, column: bool) -> Found:
    code = f"{found.code.id}:{found.span.column}" if column else found.code.id
    return (str(found.span.path), found.span.line, code)


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_codes_stand_on_the_lines_that_expect_them(case: Path) -> None:
    outcome = outcome_of(case)
    expected = [each for path, text in files_of(case).items() for each in expected_in(path, text)]
    columns = {(path, line) for path, line, code in expected if ":" in code}
    found = [
        shown(each, column=(str(each.span.path), each.span.line) in columns)
        for each in outcome.diagnostics
    ]
    assert Counter(found) == Counter(expected), outcome.report
    assert expected, "a case without any expectation"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_every_complaint_points_and_advises(case: Path) -> None:
    outcome = outcome_of(case)
    for found in outcome.diagnostics:
        lines = outcome.texts[found.span.path].decode("utf-8", "replace").splitlines() or [""]
        assert 1 <= found.span.line <= len(lines) + 1
        assert found.message
        assert found.advice
    for secret in ("sk-proj", "0123456789abcdef", "hunter2", "aB3dE5fG7", "key=12345"):
        assert secret not in outcome.report


def all_codes() -> list[Code]:
    return [code for code in vars(codes).values() if isinstance(code, Code)]


# What only reading a disk can find is shown by the tests of the project and of the targets.
FOUND_ELSEWHERE = {"E212", "E213", "E214", "E215", "E216"}


def test_every_code_of_the_front_end_is_shown_by_a_case() -> None:
    declared = {code.id for code in all_codes() if code.id[1] in "1234" or code.id == "E502"}
    found = {code for case in CASES.iterdir() for code in outcome_of(case).codes}
    assert declared - found == FOUND_ELSEWHERE


def test_no_two_codes_share_an_id() -> None:
    ids = Counter(code.id for code in all_codes())
    assert [id for id, count in ids.items() if count > 1] == []
