"""What of a vendor's answer repeats the key in the query, and does not pass mitmproxy."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from gatewright_gateway.headers import concealed, telling
from gatewright_gateway.heads import ResponseHead

LONG, SHORT = "a+key/of=the%vendor", "k=1"


@pytest.mark.parametrize("key", [LONG, SHORT])
def test_however_often_it_is_encoded(key: str) -> None:
    pair = f"key={quote(key, safe='')}"
    spelled = [f"key={key}", pair, quote(pair), quote(quote(pair)), quote(pair).replace("%", "%25")]
    lines = tuple((b"X-%d" % at, text.encode()) for at, text in enumerate(spelled))
    kept = ((b"X-Word", b"kept 100%"), (b"Content-Length", b"0"))
    head = ResponseHead(1, 307, pair.encode(), (*lines, *kept), 0, None)
    shown = concealed(head, telling(key.encode(), pair.encode()))
    assert shown.headers == kept
    assert shown.reason == b""
    assert concealed(head, None) == head
