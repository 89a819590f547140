"""Whatever fails where limits are counted: no 2xx, nothing forwarded, nothing left behind."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from compiler.resources import tree
from compiler.targets.nginx.code import joined
from tests.unit.targets.nginx_limits import (
    Change,
    Gateway,
    altered,
    requests,
    running_at_once,
    served,
    tokens,
)

CODE = joined(tree("templates") / "nginx" / "njs").decode()
LIMITS = CODE[CODE.index("function make_limits_made() {") :]
LIMITS = LIMITS[: LIMITS.index("\nreturn { limits };\n")]
# Once in all, so that what comes after it finds what it left behind: `add` knows the first.
ONCE = "if (ngx.shared.gw_limits.add('injected', 1, 60000)) { throw new Error('injected'); }"
AFTER = (
    "replaced",
    "settleHeld",
    "costNothing",
    "spent",
    "correct",
    "passing",
    "isEnough",
    "begin",
    "countEvents",
    "marksIn",
    "eventsSeen",
)
# What only a refusal or a token runs.
REFUSING = ("stop", "giveBack", "isCurrent", "subscribed")
GATEWAY = "njs/gateway.js"


def _functions() -> Iterator[str]:
    """The heads of what limits run before a request passes."""
    for head, name in re.findall(r"^(function (\w+)\(.*?\) \{\n)", LIMITS, re.M):
        if name not in (*AFTER, *REFUSING, "limits"):
            yield head


def _statements() -> Iterator[tuple[str, str]]:
    """(before, statement) of the functions that count, each with all before it in its function."""
    heads = "admitted|count|hold|lower|takeOf|opened|look|tellLimits|say|limitsOf|scopesOf"
    for head, body in re.findall(
        rf"(^function (?:{heads})\(.*?\) \{{\n)(.*?)\n\}}", LIMITS, re.S | re.M
    ):
        lines = body.split("\n")
        for at, line in enumerate(lines):
            if re.match(r"    (?!throw )[a-z]", line):
                yield head + "".join(f"{each}\n" for each in lines[:at]), line


def _injected(before: str, statement: str, thrown: str = ONCE) -> Change:
    return altered(GATEWAY, before + statement, f"{before}{thrown}\n{statement}")


def _one_after_another(gateway: Gateway, amount: int) -> None:
    """The first request fails, and exactly so many pass after it."""
    assert gateway.ask().status == 503
    assert gateway.vendor.arrived == 0
    assert gateway.statuses(amount + 1) == [200] * amount + [429]
    assert gateway.vendor.arrived == amount


@pytest.mark.parametrize("head", list(_functions()), ids=lambda text: text[:30])
def test_a_function_that_throws_refuses_and_counts_nothing(tmp_path: Path, head: str) -> None:
    limits = (requests(2), running_at_once(1), tokens(50))
    api = (requests(3), tokens(60))
    with served(tmp_path, *limits, api=api, reserve=25, change=_injected(head, "")) as gateway:
        _one_after_another(gateway, 2)


@pytest.mark.soak
@pytest.mark.parametrize(("before", "statement"), list(_statements()))
def test_a_statement_that_throws_refuses(tmp_path: Path, before: str, statement: str) -> None:
    change = _injected(before, statement, "throw new Error('injected');")
    limits = (requests(2), running_at_once(1), tokens(50))
    with served(tmp_path, *limits, api=(requests(3),), change=change) as gateway:
        assert set(gateway.statuses(3)) <= {503, 429}
        assert gateway.vendor.arrived == 0


@pytest.mark.parametrize("name", [*AFTER, "readHeld"])
def test_a_failure_at_the_end_gives_back_all_the_same(tmp_path: Path, name: str) -> None:
    (head,) = re.findall(rf"^function {name}\(.*?\) \{{\n", CODE, re.M)
    change = _injected(head, "")
    with served(tmp_path, running_at_once(1), requests(4), change=change) as gateway:
        asked = gateway.seen()
        assert asked in (200, None)
        deadline = time.monotonic() + 5
        while (status := gateway.ask().status) == 429 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert status == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gw_budgets[name]", "gw_budgets['?']"),
        ("gw_budgets['headers/' + what]", "gw_budgets['?']"),
        ("ngx.shared.gw_limits.incr(limit", "ngx.shared.gw_none.incr(limit"),
        ("ngx.shared.gw_limits.incr(limit", "Promise.reject(limit"),
        ("    if (!(granted >= 1)) {", "    if (!(granted / 'x' >= 1)) {"),
        ("Number(words[1])", "Number('x')"),
        ("return { admitted, ", "return { "),
        ("return { issuers, limits, own,", "return { issuers, own,"),
    ],
)
def test_code_that_is_broken_refuses(tmp_path: Path, old: str, new: str) -> None:
    with served(tmp_path, requests(2), change=altered(GATEWAY, old, new)) as gateway:
        assert set(gateway.statuses(3)) <= {503, 429}
        assert gateway.vendor.arrived == 0


def test_a_full_memory_refuses_until_something_has_ended(tmp_path: Path) -> None:
    """What can be counted already still is; and what ended makes room, so that it is bounded."""
    # Of every length, for memory is set aside by size.
    add = "ngx.shared.gw_limits.add('x'.repeat(length) + i, 1, 1500)"
    filled = f"for (let i = 0; i < 999; i += 1) {{ try {{ {add}; }} catch (e) {{ break; }} }}"
    filled = f"for (let length = 90; length > 0; length -= 4) {{ {filled} }}"
    change = [altered("nginx.conf", "zone=gw_limits:16m", "zone=gw_limits:64k")]
    old = "function admitted(r, api, entry) {\n"
    fill = f"if (ngx.shared.gw_limits.add('filled', 1, 60000)) {{ {filled} }}\n"
    change.append(altered(GATEWAY, old, old + fill))

    def both(copy: Path) -> None:
        for each in change:
            each(copy)

    with served(tmp_path, requests(5), running_at_once(2), change=both) as gateway:
        assert gateway.statuses(3) == [503] * 3
        assert gateway.vendor.arrived == 0
        time.sleep(1.7)
        assert gateway.statuses(7) == [200] * 5 + [429] * 2
        assert gateway.vendor.arrived == 5
