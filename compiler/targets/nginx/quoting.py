"""The quoting of the nginx grammar: what the user wrote becomes one token, whatever it holds.

Source: nginx's ngx_conf_read_token (core/ngx_conf_file.c). Between double quotes only the quote and
the backslash end or change anything; a `$` begins a variable where a directive interpolates, and
has no escape.
"""

from __future__ import annotations

# The variable that holds a dollar sign; nginx.conf defines it with `geo`.
DOLLAR = "${gw_dollar}"

# nginx refuses a longer token ("too long parameter") once it does not fit its 4 KiB buffer.
MAX_TOKEN_BYTES = 4000


def quote(text: str) -> str:
    """A token for a directive that takes the text as it stands.

    ValueError: a control character, for which the grammar has no safe form, or too long.
    """
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in text):
        raise ValueError(f"control character in nginx token {text!r}")
    if len(text.encode()) > MAX_TOKEN_BYTES:
        raise ValueError(f"nginx token too long: {text[:40]!r}...")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quote_value(text: str) -> str:
    """A token for a directive that interpolates variables: no `$` of the text begins one."""
    return quote(text).replace("$", DOLLAR)


FILTERS = {"nginx": quote, "nginx_value": quote_value}
