"""The quickstart with other callers: projects that differ in what their gateway has to check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path

from tests.bench import tokens
from tests.bench.load import KEY

_JWKS = "keys.json"
_LIMITS = {"requests": "100000000/minute", "tokens": "100000000000/minute"}
SPREAD = 10
"""Consumers whose keys are used where there are more."""


class Shown(Enum):
    """What the clients of a case show: no check of it, a key, one token, or a new one each time."""

    NOTHING = "none"
    KEY = "[api_key]"
    TOKEN = "[jwt]"
    NEW_TOKEN = "[jwt] "


@dataclass(frozen=True, slots=True)
class Case:
    """limited: by a limit of requests and one of tokens, on the API and on the consumers' plan."""

    name: str
    shown: Shown
    limited: bool = False
    consumers: int = 1


CASES = (
    Case("nothing is asked for", Shown.NOTHING),
    Case("a key", Shown.KEY),
    Case("a key, and limits", Shown.KEY, limited=True),
    Case("a token that was seen before", Shown.TOKEN),
    Case("a token that was seen before, and limits", Shown.TOKEN, limited=True),
    Case("a token that is new", Shown.NEW_TOKEN),
)
FEW, MANY = 10, 100_000
SIZES = tuple(
    (
        Case(f"{what}, {FEW} consumers", Shown.KEY, limited, FEW),
        Case(f"{what}, {MANY:,} consumers", Shown.KEY, limited, MANY),
    )
    for what, limited in (("a key", False), ("a key, and limits", True))
)


def edit(case: Case, issuer: tokens.Issuer, project: Path) -> None:
    """Makes the quickstart the project of a case."""
    (api,) = (project / "apis").glob("*.yaml")
    with api.open("a") as file:
        file.write(f"security: {case.shown.value.strip()}\n")
        if case.limited:
            file.write(f"limits: {json.dumps(_LIMITS)}\n")
    if case.shown in (Shown.TOKEN, Shown.NEW_TOKEN):
        (project / _JWKS).write_text(issuer.keys)
        line = f"    issuers: {json.dumps({tokens.NAME: issuer.settings(_JWKS)})}\n"
        gateway = project / "gateway.yaml"
        sandbox, found, production = gateway.read_text().partition("  production:\n")
        assert found
        gateway.write_text(f"{sandbox}{line}{found}{line}{production}")
    if case.limited:
        plans = {"plans": {"gold": {"limits": _LIMITS}}}
        (project / "plans.yaml").write_text(json.dumps(plans))
    with (project / "consumers.yaml").open("w") as file:
        file.write("consumers:\n")
        file.writelines(_consumers(case))


def _consumers(case: Case) -> Iterator[str]:
    subject = f"[{{issuer: {tokens.NAME}, subject: {tokens.SUBJECT}}}]"
    for number in range(case.consumers):
        yield f"  - name: app-{number}\n"
        if case.limited:
            yield "    plan: gold\n"
        if case.shown in (Shown.TOKEN, Shown.NEW_TOKEN):
            yield f"    subjects: {subject}\n"
        else:
            digest = hashlib.sha256(_key(number).encode()).hexdigest()
            yield f"    keys: [{{sha256: {digest}}}]\n"


def _key(number: int) -> str:
    return KEY if number == 0 else f"gw-key-of-the-benchmark-{number:06d}"


def credentials(case: Case, fresh: Iterator[str], new: int) -> list[str]:
    """What the clients send in turn. fresh: tokens; new: how many of them a round takes."""
    match case.shown:
        case Shown.NOTHING | Shown.KEY:
            step = max(1, case.consumers // SPREAD)
            return [_key(number) for number in range(0, case.consumers, step)]
        case Shown.TOKEN:
            return list(islice(fresh, 1))
        case Shown.NEW_TOKEN:
            return list(islice(fresh, new))
