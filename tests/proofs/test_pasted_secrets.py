"""A key that was pasted into a project, in the place of any value or name of the language, is
refused, and no report shows it. The table of keys is walked, so a new key is proven too."""

from __future__ import annotations

import copy
import subprocess
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from compiler import reporting
from compiler.explanations import EXPLANATIONS, explained
from compiler.keys.kinds import Names, Scalar
from compiler.keys.row import Key
from compiler.keys.table import TABLE, FileKind
from compiler.masking import has_key
from tests.proofs.good_project import FILES, Files, Step, file_of, outcome
from tests.proofs.searching import Search

ROOT = Path(__file__).resolve().parents[2]

# Of makes that nothing else looks like; made up, and of no account.
SECRETS = {
    "prefixed": "sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5z",
    "token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5NqT",
    "of a cloud": "AKIAIOSFODNN7EXAMPLE",
    "header": "Bearer k7F3xQ9mZ2pL8vN4bT6wR1yH5cJ0dS3g",
    "in words": "use gwk_7f3a9c51d2e84b06aa11 here",
}
SEARCH = Search(SECRETS)
NAMES = {"<environment>": "sandbox", "<name>": "sandbox"}
ROWS = tuple((kind, row) for kind, rows in TABLE.items() for row in rows)


def steps_of(row: Key) -> tuple[Step, ...]:
    steps = row.path.replace("[]", ".[]").split(".")
    return tuple(0 if step == "[]" else NAMES.get(step, step.strip("<>")) for step in steps)


def pasted(kind: FileKind, steps: tuple[Step, ...], value: Any) -> Files:
    """The good project with a value in any place; what is in the way is replaced."""
    files = copy.deepcopy(FILES)
    place: Any = files[file_of(kind)]
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        below: Any = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(place, list):
            if not place:
                place.append(below)
            found = place[0]
        else:
            found = place.get(step)
        if following is None or type(found) is not type(below):
            place[step] = found = below
        place = found
    return files


def check_covered(files: Files, *codes: str) -> None:
    """Refused with one of these codes, and nothing of it in any report."""
    found = outcome(files, indent=1)
    assert {each.code.id for each in found.diagnostics if each.code.id in codes}, found.report
    for form in reporting.FORMATS:
        report = reporting.render(found.diagnostics, found.texts, form)
        assert not SEARCH.of(report.encode()), report


def test_the_good_project_is_good() -> None:
    assert not outcome(FILES, indent=1).codes


def check_row(kind: FileKind, row: Key, secret: str) -> None:
    free = isinstance(row.kind, Scalar) and row.kind.type == "string" and not row.kind.choices
    codes = ("E209",) if free else ("E203", "E205", "E208", "E209")
    check_covered(pasted(kind, steps_of(row), secret), *codes)


def test_a_key_in_the_place_of_any_value() -> None:
    for (kind, row), secret in zip(ROWS, cycle(SECRETS.values()), strict=False):
        check_row(kind, row, secret)


@pytest.mark.soak
@pytest.mark.parametrize("secret", SECRETS)
def test_each_key_in_the_place_of_any_value(secret: str) -> None:
    for kind, row in ROWS:
        check_row(kind, row, SECRETS[secret])


def test_a_key_in_the_place_of_any_name() -> None:
    secrets = cycle(SECRETS.values())
    for kind, row in ROWS:
        if isinstance(row.kind, Names):
            steps = (*steps_of(row), next(secrets))
            check_covered(pasted(kind, steps, {}), "E206")
            check_covered(pasted(kind, steps, "x"), "E206")


def test_explanations_hold_no_key() -> None:
    """Examples of what not to do look like keys to people, and not to a scanner of secrets."""
    for code in EXPLANATIONS:
        assert not has_key(explained(code)), code.id


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "{}"),
        ("{}",),
        ("check", "{}"),
        ("check", "--format", "{}"),
        ("check", "--{}"),
        ("compile", "examples/quickstart", "--check", "--env", "{}"),
        ("compile", "examples/quickstart", "--check", "--out", "out/quickstart", "--target", "{}"),
        ("compile", "examples/quickstart", "--check", "--out", "examples/quickstart/apis/{}"),
        ("run", "{}", "--env", "sandbox"),
    ],
)
def test_words_of_the_command_are_not_repeated(words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "compiler", *(w.format(SECRETS["prefixed"]) for w in words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True)
    assert done.returncode == 2
    assert not SEARCH.of(done.stdout + done.stderr), done.stderr
