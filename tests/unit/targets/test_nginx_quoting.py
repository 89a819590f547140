"""One token in, the same text out, whatever the text is: read back by crossplane's own lexer."""

from __future__ import annotations

import crossplane  # type: ignore[import-untyped]  # it has no type information
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.targets.nginx.quoting import DOLLAR, MAX_TOKEN_BYTES, quote, quote_value

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], min_codepoint=0x20).filter(lambda c: c != "\x7f"),
    max_size=200,
)
HOSTILE = ('a"b', "a\\", '\\"', "a;b", "a{b}", "# c", "$host", "${x}", "a b", "'", "~^x", "")


def _unquoted(token: str) -> str:
    """nginx's own reading of a double-quoted token (ngx_conf_read_token)."""
    assert token[0] == token[-1] == '"'
    text, escaped = "", False
    for character in token[1:-1]:
        if escaped:
            text += character if character in "\"'\\" else "\\" + character
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            assert character != '"', f"the token ends early: {token}"
            text += character
    assert not escaped, f"the closing quote is escaped: {token}"
    return text


@given(TEXTS)
def test_nginx_reads_the_text_back(text: str) -> None:
    assert _unquoted(quote(text)) == text


@given(TEXTS)
def test_a_value_begins_no_variable(text: str) -> None:
    value = _unquoted(quote_value(text))
    assert "$" not in value.replace(DOLLAR, "")
    assert value.replace(DOLLAR, "$") == text.replace(DOLLAR, "$" + DOLLAR[1:])


@pytest.mark.parametrize("text", HOSTILE)
def test_crossplane_sees_one_argument(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("quoting") / "nginx.conf"
    file.write_text(f"env {quote(text)};\nenv end;\n")
    parsed = crossplane.parse(str(file), strict=False)["config"][0]["parsed"]
    assert [len(directive["args"]) for directive in parsed] == [1, 1]


@given(st.integers(0, 0x1F) | st.just(0x7F))
def test_control_characters_are_refused(code: int) -> None:
    with pytest.raises(ValueError, match="control character"):
        quote(f"a{chr(code)}b")


def test_what_nginx_calls_too_long_is_refused() -> None:
    quote("x" * MAX_TOKEN_BYTES)
    with pytest.raises(ValueError, match="too long"):
        quote("é" * MAX_TOKEN_BYTES)
