"""Consumers by digests and subjects: what the Envoy target writes, and what its Lua code finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from compiler import ir
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.roster import bucket, word
from tests.gateways import UNLIMITED
from tests.unit.targets.envoy_lua import Evaluate, evaluate_in
from tests.unit.targets.token_gateway import tokens_gateway

SUBJECTS = (
    "svc-4711",
    "svc 4711",
    "svc%204711",
    "a\nb - -",
    "\n",
    "-",
    "é Ω 日本 \U0001f600",
    "auth0|5f7c8ec7c33c6c004bbafe82",
    "x" * 255,
)
DIGESTS = tuple(f"{n:064x}" for n in (0, 1, 2**255, 2**256 - 1))


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluate]:
    one = tokens_gateway(1, 2, 3)
    name = one.issuers[0].name
    grant = ir.Grant(None, ("A@1",), UNLIMITED)
    callers = tuple(
        ir.Consumer(
            f"c{n}",
            (ir.ConsumerKey(digest, None if n else 99),) if n < len(DIGESTS) else (),
            grant if n % 2 else ir.Grant(None, None, UNLIMITED),
            (ir.Subject(name, subject),),
        )
        for n, (digest, subject) in enumerate(zip((*DIGESTS, *DIGESTS, ""), SUBJECTS, strict=True))
    )
    with evaluate_in(tmp_path_factory.mktemp("roster"), replace(one, consumers=callers)) as run:
        yield run


def found(look: Evaluate, call: str) -> str:
    return look(
        f"local c = require('callers').{call}\n"
        "if not c then return 'nobody' end\n"
        "return c.name .. ' ' .. tostring(c.expires) .. ' ' .. tostring(c.grant and true)"
    )


@pytest.mark.parametrize(("place", "digest"), tuple(enumerate(DIGESTS)))
def test_a_digest_leads_to_its_consumer(look: Evaluate, place: int, digest: str) -> None:
    expires = "nil" if place else "99"
    granted = "true" if place % 2 else "false"
    assert found(look, f"of('{digest}')") == f"c{place} {expires} {granted}"


@pytest.mark.parametrize("digest", ["", "c0", f"{3:064x}", DIGESTS[0][:-1], "\n", ".*"])
def test_other_digests_lead_nowhere(look: Evaluate, digest: str) -> None:
    assert found(look, f"of({lua_literal(digest)})") == "nobody"


@pytest.mark.parametrize(("place", "subject"), tuple(enumerate(SUBJECTS)))
def test_a_subject_leads_to_its_consumer(look: Evaluate, place: int, subject: str) -> None:
    granted = "true" if place % 2 else "false"
    assert found(look, f"spoken_of(1, {lua_literal(subject)})") == f"c{place} nil {granted}"


@pytest.mark.parametrize("subject", ["", "svc-471", "svc-47110", "c0", "a", "b", "svc+4711", "%"])
def test_other_subjects_lead_nowhere(look: Evaluate, subject: str) -> None:
    assert found(look, f"spoken_of(1, {lua_literal(subject)})") == "nobody"


def test_words_have_no_blanks() -> None:
    for subject in SUBJECTS:
        assert word(subject).isascii()
        assert not {" ", "\n"} & set(word(subject))
        assert 0 <= int(bucket(word(subject))) < 4096
    assert len({word(subject) for subject in SUBJECTS}) == len(SUBJECTS)
