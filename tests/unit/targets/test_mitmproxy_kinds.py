"""Which bodies mitmproxy reads before it judges them, by what the vendor will see of them."""

from __future__ import annotations

import pytest
from gatewright_gateway.heads import RequestHead
from gatewright_gateway.settings import Body
from gatewright_gateway.validation import must_be_read

BOTH = Body(required=True, types=("multipart/form-data", "application/json"), shape=0)
UPLOAD = (b"Content-Type", b"multipart/form-data; boundary=x")


@pytest.mark.parametrize(
    ("headers", "read"),
    [
        ((UPLOAD,), False),
        ((UPLOAD, (b"Connection", b"keep-alive")), False),
        # The vendor gets no such header, and a body without a type is JSON.
        ((UPLOAD, (b"Connection", b"close, Content-Type")), True),
        ((), True),
        # One line and two: the first type counts.
        (((b"Content-Type", b"application/json, text/plain"),), True),
        (((b"Content-Type", b"application/json"), UPLOAD), True),
        ((UPLOAD, (b"Content-Type", b"application/json")), False),
    ],
)
def test_a_type_of_one_hop(headers: tuple[tuple[bytes, bytes], ...], read: bool) -> None:
    assert must_be_read(RequestHead(b"POST", b"/", 1, headers, 2), BOTH) is read
