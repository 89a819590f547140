"""Whatever fails where tokens are looked at: 401 or 503, nothing forwarded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from compiler.resources import tree
from compiler.targets.nginx.code import joined
from tests.unit.targets.nginx_limits import Change, altered
from tests.unit.targets.nginx_tokens import (
    RSA_KEY,
    SUBJECT,
    Issuing,
    Secured,
    claims,
    fetched,
    introspected,
    issuer,
    rsa_members,
    secured_by,
    token,
)

CODE = joined(tree("templates") / "nginx" / "njs").decode()
TOKENS = CODE[CODE.index("function make_issuers_made() {") :]
TOKENS = TOKENS[: TOKENS.index("\nreturn { issuers };\n")]
GATEWAY = "njs/gateway.js"
THROW = "throw new Error('injected');"
# Of a token that is good, nothing runs these, or they stand there twice.
UNTRIED = (
    *("refuseToken", "refuseScope", "forgetFailure", "pause", "curveKey"),
    *("fetchAgain", "awaited"),
    *("looks", "issuers"),
    # What is no object is none of an issuer with keys, and the one who is asked here says yes.
    "isObject",
)
HEAD = r"^(?:async )?function (\w+)\(.*?\) \{\n"
SCOPED = {"scope": "a"}


def _functions() -> dict[str, str]:
    """The heads of what a good token runs, by name."""
    found = {found[1]: found[0] for found in re.finditer(HEAD, TOKENS, re.M)}
    return {
        name: head
        for name, head in found.items()
        if name not in UNTRIED and not name.startswith("make_")
    }


def _statements() -> Iterator[tuple[str, str, str]]:
    """(function, what is before a statement in it, statement)."""
    for name, head in _functions().items():
        body = TOKENS[TOKENS.index(head) + len(head) :].partition("\n}\n")[0].split("\n")
        for at, line in enumerate(body):
            if re.match(r" {4,8}(?:const|let|return|if|await|[a-z]\w*[.(])", line):
                yield name, head + "".join(f"{each}\n" for each in body[:at]), line


@contextmanager
def _broken(folder: Path, change: Change) -> Iterator[tuple[Secured, tuple[str, ...]]]:
    """A gateway that has broken code, and good tokens of every kind."""
    with Issuing() as publishing, Issuing() as asked:
        publishing.publish({**rsa_members(RSA_KEY), "kid": "own"})
        asked.say(active=True, sub=SUBJECT, **SCOPED)
        other = "https://other.example"
        issuers = (
            issuer(),
            issuer(fetched(publishing.port).proof, name="other", issuer=other),
            introspected(asked.port),
        )
        with secured_by(folder, *issuers, scopes=("a",), change=change) as served:
            yield (
                served,
                (
                    token(claims(**SCOPED)),
                    token(claims(iss=other, **SCOPED), head={"kid": "own"}),
                    token(claims(iss=other, **SCOPED)),
                    "opaque",
                ),
            )


def test_the_tokens_are_good(tmp_path: Path) -> None:
    with _broken(tmp_path, lambda _: None) as (served, good):
        assert [served.seen(each)[0] for each in good] == [200] * 4


def _injected(before: str, statement: str) -> Change:
    return altered(GATEWAY, before + statement, f"{before}{THROW}\n{statement}")


@pytest.mark.parametrize("name", list(_functions()))
def test_a_function_that_throws_refuses(tmp_path: Path, name: str) -> None:
    """Those tokens that come by it; the others pass."""
    with _broken(tmp_path, _injected(_functions()[name], "")) as (served, good):
        statuses = [served.seen(each)[0] for each in good * 2]
        assert set(statuses) <= {200, 401, 503}
        assert statuses.count(200) == len(served.heads)
        assert {401, 503} & set(statuses), "nothing ran it"


@pytest.mark.soak
@pytest.mark.parametrize(("name", "before", "statement"), list(_statements()))
def test_a_statement_that_throws_refuses(
    tmp_path: Path, name: str, before: str, statement: str
) -> None:
    with _broken(tmp_path, _injected(before, statement)) as (served, good):
        statuses = [served.seen(each)[0] for each in good]
        assert set(statuses) <= {200, 401, 503}
        assert statuses.count(200) == len(served.heads)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gw_issuers['issuer ' + name]", "gw_issuers['?']"),
        ("gw_issuers['iss ' + issuer]", "gw_none['iss ' + issuer]"),
        ("gw_subjects[facts.subject]", "gw_none[facts.subject]"),
        ("gw_scopes[", "gw_none["),
        ("gw_issuers.digest + token", "gw_none.digest + token"),
        ("ngx.shared.gw_tokens.get(", "ngx.shared.gw_none.get("),
        ("JSON.parse(lines[i].split(' ')[2])", "{}"),
        ("globalThis.crypto.subtle.verify(", "Promise.resolve("),
        ("globalThis.crypto.subtle.verify(", "Promise.reject("),
        ("ngx.fetch(", "Promise.reject("),
        ("return { identify };", "return {};"),
        ("return { tokenFacts };", "return {};"),
        ("return { issuers, limits,", "return { limits,"),
        ("algorithms: line[ALGORITHMS].split(' ')", "algorithms: line[ALGORITHMS].none.split(' ')"),
    ],
)
def test_code_that_is_broken_refuses(tmp_path: Path, old: str, new: str) -> None:
    with _broken(tmp_path, altered(GATEWAY, old, new)) as (served, good):
        statuses = [served.seen(each)[0] for each in good]
        assert set(statuses) <= {200, 401, 503}
        assert statuses.count(200) == len(served.heads) < 4


@pytest.mark.parametrize("file", ["issuers", "subjects", "scopes"])
def test_data_that_is_missing_refuses(tmp_path: Path, file: str) -> None:
    def emptied(copy: Path) -> None:
        (copy / f"data/{file}.json").write_text("{}\n")

    with _broken(tmp_path, emptied) as (served, good):
        statuses = {served.seen(each)[0] for each in good}
        # Where no scopes are written down, none are asked for.
        assert statuses <= ({200} if file == "scopes" else {401, 403, 503})
