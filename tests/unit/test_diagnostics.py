"""The collector, and what is never shown of a user's text."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from compiler.codes import MAYBE_SECRET, NO_API, UNKNOWN_KEY, UNKNOWN_VENDOR
from compiler.diagnostics import Diagnostics, Span
from compiler.masking import looks_secret, mask, mask_beside
from tests.projects import compile_texts

PATH = PurePosixPath("apis/a.yaml")


def test_the_same_complaint_twice_is_one() -> None:
    diagnostics = Diagnostics()
    for _ in range(2):
        diagnostics.add(UNKNOWN_VENDOR, Span(PATH, 2, 3), vendor="x", suggestion="", known="y")
    assert len(diagnostics) == 1
    assert diagnostics.failed


def test_they_come_sorted_by_place() -> None:
    diagnostics = Diagnostics()
    places = [Span(PATH, 10), Span(PATH, 9, 2), Span(PATH, 9, 1), Span(PurePosixPath("a"), 99)]
    for span in places:
        diagnostics.add(NO_API, span)
    assert [found.span for found in diagnostics] == sorted(places)
    assert not diagnostics.failed


def test_braces_of_the_user_stay_as_they_are() -> None:
    diagnostics = Diagnostics()
    diagnostics.add(UNKNOWN_VENDOR, Span(PATH), vendor="{vendor}{0}", suggestion="", known="")
    (found,) = diagnostics
    assert "'{vendor}{0}'" in found.message


def test_a_secret_code_covers_from_its_column() -> None:
    diagnostics = Diagnostics()
    diagnostics.add(MAYBE_SECRET, Span(PATH, 1, 7), key="a", expected="b")
    diagnostics.add(UNKNOWN_KEY, Span(PATH, 2, 1), covered_from=5, key="k", suggestion="", known="")
    assert [found.covered_from for found in diagnostics] == [7, 5]


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdefghijkl",
        "gwk_0123456789abcdef",
        "aB3dE5fG7hI9jK1lM3nO5pQ7",
        "0123456789abcdef0123456789abcdef",
        "AIzaSyA-0123456789_abcdefgh",
        "ghp_abcdefgh12345678",
        "xoxb-12345678-abcdef",
        "qwPLmZxNvBtYrEuIoAsDfGhJkLcVbNmQ",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEYab",
        "3f2b8c1e-9a4d-4c2f-8b1a-7d6e5f4c3b2a",
    ],
)
def test_what_looks_like_a_key_is_covered(secret: str) -> None:
    assert looks_secret(secret)
    shown = mask(f"the value '{secret}' here")
    assert secret not in shown
    assert secret[-8:] not in shown
    assert len(shown) == len(f"the value '{secret}' here")


@pytest.mark.parametrize(
    "name",
    [
        "PLAIN_API_KEY",
        "HF_API_TOKEN",
        "KEY_PRODUCTION",
        "chat_completion_v1_chat_completions_post",
        "retrieve_model_v1_models__model_id__get",
        "listChatCompletions",
        "/run/secrets/vendor-production",
        "https://api.vendor.example/v1/chat",
        "2024-10-21-preview",
        "task-12345678",
    ],
)
def test_names_that_people_give_are_shown(name: str) -> None:
    assert not looks_secret(name)
    assert mask(name) == name


def test_passwords_in_urls_and_control_characters_are_covered() -> None:
    assert "hunter2" not in mask("https://user:hunter2@vendor.example")
    assert "hunter2" not in mask("https://vendor.example/?api_key=hunter2&b=1")
    assert "hunter2" not in mask("Authorization: Bearer hunter2")
    assert "\x1b" not in mask("\x1b[2J")
    assert "\u202e" not in mask("a\u202eb")


def test_a_line_that_is_no_yaml_shows_nothing_beside_a_key() -> None:
    assert "hunter2" not in mask_beside("  key: {env: hunter2")
    assert "hunter2" not in mask_beside('  "api-key" : hunter2')
    assert mask_beside("  context: chat: x") == "  context: chat: x"


def test_a_message_stays_readable_whatever_the_key() -> None:
    """And quick to make: masking and comparing words take the square of their length."""
    outcome = compile_texts({"apis/chat.yaml": f"? {'k' * 1_000_000}\n: 1\n"})
    assert "E201" in outcome.codes
    assert len(outcome.report) < 5000


def test_a_secret_is_covered_before_a_long_text_is_cut() -> None:
    diagnostics = Diagnostics()
    secret = "k7F3xQ9mZ2pL8vN4bT6wR1yH5cJ0dS3g"
    diagnostics.add(UNKNOWN_VENDOR, Span(PATH), vendor="x " * 995 + secret, suggestion="", known="")
    (found,) = diagnostics
    assert "k7F" not in found.message
