"""Asking an issuer about a token (RFC 7662); what it said is kept for a while, by the token's
digest."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from gatewright_gateway.calling import PATIENCE, NoAnswer, Service, call
from gatewright_gateway.named_secret import read_secret
from gatewright_gateway.tokens import (
    Claims,
    Rules,
    Subject,
    is_meant,
    json_object,
    subject_of,
    whole,
)

_MOST_KEPT = 20_000
_AT_ONCE = 100  # questions; more of them wait, as long as a question may take

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Secret:
    """Where the secret of the gateway, as a client of the issuer, is read from."""

    variable: str | None
    file: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to ask, and as whom. seconds: how long an answer is kept. most: bytes of one."""

    service: Service
    client: str
    secret: Secret
    seconds: int
    most: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the issuer says of a token. subject: None: it does not count. end: when it ends, in
    seconds of the Unix epoch; None: it does not say."""

    subject: Subject | None
    end: float | None = None

    def holds(self, leeway: int, now: float) -> bool:
        """Whether the token counts at this time."""
        return self.subject is not None and (self.end is None or now < self.end + leeway)


NO = Said(None)


class Introspection:
    """Questions, each asked once for all who wait, and answers, the youngest so many."""

    def __init__(self, rules: Rules, asked: Asked) -> None:
        self.rules = rules
        self.asked = asked
        self._kept: dict[bytes, tuple[Said, float]] = {}
        self._running: dict[bytes, asyncio.Task[Said | None]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def __len__(self) -> int:
        """How many answers are held."""
        return len(self._kept)

    def is_like(self, other: Introspection) -> bool:
        """Whether what one knows is true for the other."""
        return (self.rules, self.asked) == (other.rules, other.asked)

    def known(self, token: bytes) -> Said | None:
        """What is kept; None: nothing."""
        said, until = self._kept.get(_digest(token), (None, 0.0))
        return said if time.monotonic() < until else None

    def ask(self, token: bytes) -> asyncio.Task[Said | None]:
        """What the issuer says; None: nobody knows."""
        digest = _digest(token)
        running = self._running.get(digest)
        if running is None:
            running = asyncio.create_task(self._ask(token, digest))
            self._running[digest] = running
            running.add_done_callback(lambda _: self._running.pop(digest, None))
        return running

    async def _ask(self, token: bytes, digest: bytes) -> Said | None:
        secret = read_secret(self.asked.secret)
        try:
            if secret is None:
                raise NoAnswer
            async with asyncio.timeout(2 * PATIENCE), self._turns:
                raw = await self._call(token, secret)
            claims = json_object(raw)
            if claims is None:
                raise NoAnswer
        except (NoAnswer, TimeoutError):
            _log.error("an issuer cannot be asked about a token")
            return None
        said = _said(claims, self.rules)
        self._keep(digest, said)
        return said

    async def _call(self, token: bytes, secret: bytes) -> bytes:
        # RFC 6749 section 2.3.1: both are encoded as in a form before they are joined.
        pair = f"{quote_plus(self.asked.client)}:{quote_plus(secret)}"
        headers = (
            (b"Authorization", b"Basic " + b64encode(pair.encode())),
            (b"Content-Type", b"application/x-www-form-urlencoded"),
        )
        form = f"token={quote(token, safe='')}&token_type_hint=access_token"
        return await call(self.asked.service, b"POST", headers, form.encode(), self.asked.most)

    def _keep(self, digest: bytes, said: Said) -> None:
        self._kept.pop(digest, None)
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[digest] = (said, time.monotonic() + self.asked.seconds)


def _said(claims: Claims, rules: Rules) -> Said:
    if claims.get("active") is not True or claims.get("iss", rules.issuer) != rules.issuer:
        return NO
    end = whole(claims["exp"]) if "exp" in claims else None
    if ("exp" in claims and end is None) or not is_meant(claims, rules.audiences):
        return NO
    return Said(subject_of(claims, rules), end)


def _digest(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()
