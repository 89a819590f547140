"""What the table's issuer says of opaque tokens (RFC 7662), by the name that the token carries."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from tests.conformance.forged import AUDIENCE
from tests.conformance.keys import PARTNER_SECRET

PARTNER = "https://partner.test"
CLIENT = "gate:wright+1 %"
SUBJECT = "partner-app"

SHORT = 4
"""Seconds that a token lasts whose end comes before it could be forgotten."""

HUGE = 300 * 1024
"""Bytes: more than any gateway takes from an issuer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the issuer. wait: nothing comes while the test lasts; close: nothing comes."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    location: str | None = None
    wait: bool = False
    close: bool = False


def active(**members: object) -> Reply:
    """A right answer about the table's partner, but for what is said of it; None: not there."""
    now = int(time.time())
    own = {"active": True, "iss": PARTNER, "aud": AUDIENCE, "sub": SUBJECT, "exp": now + 3600}
    whole = {name: value for name, value in {**own, **members}.items() if value is not None}
    return Reply(json.dumps(whole).encode())


def reply(name: str, since: int) -> Reply:
    """What is said of a token of this name; of one that nobody knows: that it is not active. since:
    when it was first asked about, in seconds."""
    now = int(time.time())
    answers: dict[str, Reply] = {
        "active": active(),
        "audiences": active(aud=["https://other.test", AUDIENCE]),
        "bare": Reply(json.dumps({"active": True, "sub": SUBJECT, "aud": AUDIENCE}).encode()),
        "scoped": active(scope="chat.read chat.write"),
        "unscoped": active(scope="chat.read"),
        "short": active(exp=since + SHORT),
        "expired": active(exp=now - 3600),
        "exp_text": active(exp=str(now + 3600)),
        "wrong_iss": active(iss="https://other.test"),
        "wrong_aud": active(aud="https://other.test"),
        "no_aud": active(aud=None),
        "nobody": active(sub="nobody"),
        "no_sub": active(sub=None),
        "sub_number": active(sub=4711),
        "inactive": Reply(b'{"active":false}'),
        "inactive_but_rich": active(active=False),
        "active_text": active(active="true"),
        "active_number": active(active=1),
        "active_null": Reply(json.dumps({"active": None, "sub": SUBJECT}).encode()),
        "active_absent": active(active=None),
        "list": Reply(b'[{"active":true}]'),
        "text": Reply(b'"active"'),
        "garbage": Reply(b'{"active":true,"sub":"partner-app'),
        "empty": Reply(b""),
        "huge": active(pad="p" * HUGE),
        "status_500": Reply(active().body, 500),
        "status_401": Reply(active().body, 401),
        "status_204": Reply(b"", 204),
        "status_500_each_time": Reply(active().body, 500),
        "redirect": Reply(active().body, 302, location="/elsewhere"),
        "hang": Reply(wait=True),
        "close": Reply(close=True),
    }
    return answers.get(name, Reply(b'{"active":false}'))


def asked_of(body: bytes, headers: dict[str, str]) -> str:
    """The token that a question is about. AssertionError: the question is not as it must be."""
    assert headers.get("content-type", "").partition(";")[0] == "application/x-www-form-urlencoded"
    assert headers.get("accept") == "application/json", headers.get("accept")
    scheme, _, value = headers.get("authorization", "").partition(" ")
    assert scheme == "Basic"
    given = [unquote_plus(one) for one in base64.b64decode(value).decode().split(":")]
    assert given == [CLIENT, PARTNER_SECRET], "other credentials"
    form = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True)
    assert sorted(form) == ["token", "token_type_hint"], sorted(form)
    assert form["token_type_hint"] == ["access_token"]
    (token,) = form["token"]
    return token


def name_of(token: str) -> str:
    """The name that an opaque token carries, or the claim `answer` of one that looks like a JWT."""
    if token.count(".") == 2:
        text = token.split(".")[1]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return str(claims.get("answer"))
    return token.removeprefix("gwo_").rpartition("_")[0]
