"""What looks like a secret, and what is only the name of one."""

from __future__ import annotations

import pytest

from compiler.masking import has_key, looks_secret, mask


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


@pytest.mark.parametrize(
    "text",
    [
        "sk-proj-aB3dE5fG7_hI9jK1lM3-nO5pQ7rS9tU1vW3xY5z",
        "use sk_live_51HxYzAbCdEfGhIjKl, please",
        "gwk_demo_7f3a9c51d2e84b06",
        "ghp_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5",
        "https://x.example/?key=AIzaSyA1234567890abcdefghijklmnopqrstuv",
        "AKIAIOSFODNN7EXAMPLE",
        "authorization: bearer 4bc17dcc4bd3bc9d7aa1ff1db21ba3c6",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "-----BEGIN RSA PRIVATE KEY-----",
    ],
)
def test_keys_in_a_text_are_certain(text: str) -> None:
    assert has_key(text)
    assert len(mask(text).replace("*", "")) < len(text) or "-----" in text


@pytest.mark.parametrize(
    "text",
    [
        "sk-your-key-goes-here-as-always",
        "sk-gateway01prod.example",
        "Bearer YOUR_API_KEY, or Bearer <token of your team>",
        "key-accounts-2026-emea",
        "hf_model_meta_llama_3_70b_instruct",
        "task-force-2026-learning",
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "3f2b8c1e-9a4d-4c2f-8b1a-7d6e5f4c3b2a",
        "-----BEGIN PUBLIC KEY----- MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=",
    ],
)
def test_what_may_be_something_else_is_no_key(text: str) -> None:
    assert not has_key(text)
