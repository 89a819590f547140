"""Tokens that are not what was signed, on a real Envoy."""

from __future__ import annotations

import itertools
import random
import string
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from tests.conformance.forged import token
from tests.unit.targets.envoy_token_gate import served
from tests.unit.targets.token_gateway import SUBJECT

SIGNED = (("rsa", "RS256"), ("rsa", "PS256"), ("p256", "ES256"), ("ed25519", "EdDSA"))


def test_changed_tokens(tmp_path: Path) -> None:
    """No character of a token can be another one, be missing, or be there twice."""
    chance = random.Random(20261122)
    letters = string.ascii_letters + string.digits + "-_.=+/"
    right = [token(SUBJECT, key=name, algorithm=of, jti=of).text("") for name, of in SIGNED]
    with (
        served(tmp_path) as gate,
        closing(HTTPConnection("127.0.0.1", gate.port, timeout=30)) as client,
    ):
        for _ in range(400):
            text = chance.choice(right)
            at = chance.randrange(len(text))
            change = chance.choice(("", chance.choice(letters), text[at] + chance.choice(letters)))
            changed = text[:at] + change + text[at + 1 :]
            headers = {"Authorization": f"Bearer {changed}"}
            client.request("GET", "/only/1.0.0/v1/models", headers=headers)
            answer = client.getresponse()
            answer.read()
            assert answer.status == (200 if changed == text else 401), changed
        for head, payload, signature in itertools.product(*(3 * [right])):
            parts = [one.split(".")[at] for at, one in enumerate((head, payload, signature))]
            line = f"Authorization: Bearer {'.'.join(parts)}"
            assert (gate.ask(line).status == 200) is (head == payload == signature)
