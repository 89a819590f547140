"""What looks like a secret, and what is only the name of one."""

from __future__ import annotations

import pytest

from compiler.masking import looks_secret, mask


@pytest.mark.parametrize(
    "name",
    ["KEY_OF_PRODUCTION", "SK_TEST_ACCOUNT", "MISTRAL_API_KEY", "HF_TOKEN", "PAT_GITHUB_2026"],
)
def test_names_of_variables_are_names(name: str) -> None:
    assert not looks_secret(name)


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-4fK2abcdEFGH",
        "gwk_7Hs91kqLmZ",
        "AKIAIOSFODNN7EXAMPLE",
        "key-3ax6xnjp29jd6fds4gc373sgvjxteol0",
        "4bc17dcc4bd3bc9d7aa1ff1db21ba3c6",
    ],
)
def test_keys_are_not(key: str) -> None:
    assert looks_secret(key)
    assert key[8:] not in mask(f"value {key} here")
