"""Plans, consumers and limits of every kind, in numbers and names that engines could stumble on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from compiler.keys import kinds
from compiler.masking import has_key
from compiler.terms import LimitKind
from tests.property.hostile_issuers import scopes, subjects

HERE = "here"
"""The only environment."""

_WINDOWS = ("second", "minute", "hour", "day")
_AMOUNTS = st.one_of(
    st.sampled_from([1, 2, 1000, 2**31 - 1, 2**31, 2**32, 2**53 // 1000, 10**15 - 1]),
    st.integers(1, 10**15 - 1),
)
_RATES = st.dictionaries(st.sampled_from(_WINDOWS), _AMOUNTS, min_size=1).map(
    lambda rates: [f"{amount}/{window}" for window, amount in rates.items()]
)
_NAMES = st.one_of(
    st.from_regex(kinds.PLAN_NAME.pattern, fullmatch=True).filter(lambda name: not has_key(name)),
    st.sampled_from(["constructor", "toString", "0", "a..b", "none", "nil", "x" * 64, "g0", "1"]),
)
_NUMBERS = {
    "concurrent": st.sampled_from([1, 2, 999_999, 1_000_000]),
    "reserve": st.sampled_from([1, 1000, 999_999_999, 10**9]),
}
_EXPIRES = st.sampled_from(["2026-12-31", "2099-12-31T23:59:59Z", "1970-01-01"])


_ROLES = st.one_of(
    st.from_regex(kinds.ROLE.pattern, fullmatch=True).filter(lambda name: not has_key(name)),
    st.sampled_from(["internal", "con", "constructor", "index.html", "a..b", "0", "x" * 64, "N."]),
)


@dataclass(frozen=True)
class Known:
    """The names of the project's plans, issuers and roles."""

    plans: list[str]
    issuers: list[str]
    roles: list[str]


def roles() -> st.SearchStrategy[list[str]]:
    """Those of a project, one at least."""
    return st.lists(_ROLES, min_size=1, max_size=3, unique_by=str.lower)


@st.composite
def asking(draw: st.DrawFn, known: Known) -> dict[str, Any]:
    """What an API asks of its callers."""
    ways = ["api_key", "jwt"] if known.issuers else ["api_key"]
    security = draw(st.lists(st.sampled_from(ways), unique=True))
    if not security:
        return {"security": "none"}
    found: dict[str, Any] = {"security": security}
    accepted = st.lists(st.sampled_from(known.plans), unique=True) if known.plans else st.just([])
    if named := draw(accepted):
        found["plans"] = named
    if "jwt" in security:
        found["scopes"] = draw(scopes())
    return found


@st.composite
def limits(draw: st.DrawFn) -> dict[str, Any]:
    """Some of the limits of an API, a plan or a consumer."""
    found: dict[str, Any] = {}
    for kind in draw(st.lists(st.sampled_from([*LimitKind, "reserve"]), max_size=4, unique=True)):
        if str(kind) in _NUMBERS:
            found[str(kind)] = draw(_NUMBERS[str(kind)])
        else:
            rates = draw(_RATES)
            found[str(kind)] = rates[0] if len(rates) == 1 and draw(st.booleans()) else rates
    return found


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """Plans by name."""
    names = draw(st.lists(_NAMES, max_size=3, unique_by=str.lower))
    return {name: draw(_limited()) for name in names}


@st.composite
def _limited(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        found["limits"] = draw(limits())
    if draw(st.booleans()):
        found["overrides"] = {HERE: {"limits": draw(limits())}}
    return found


@st.composite
def consumers(
    draw: st.DrawFn, known: Known, apis: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Consumers that the APIs take."""
    return [draw(_consumer(number, known, apis)) for number in range(draw(st.integers(0, 3)))]


@st.composite
def _consumer(
    draw: st.DrawFn, number: int, known: Known, apis: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    name = st.from_regex(kinds.CONSUMER_NAME.pattern, fullmatch=True)
    stem = draw(name.filter(lambda text: not has_key(text)))[:60]
    found: dict[str, Any] = {"name": f"{stem}_{number}", **draw(_limited())}
    spoken_of = draw(subjects(known.issuers, number))
    if spoken_of:
        found["subjects"] = spoken_of
    if not spoken_of or draw(st.booleans()):
        count = draw(st.integers(1, 3))
        found["keys"] = [draw(_key(f"{stem} {number} {at}")) for at in range(count)]
    mine = draw(st.lists(st.sampled_from(known.roles), unique=True))
    if mine:
        found["roles"] = mine
    plan = draw(st.sampled_from([None, *known.plans]))
    granted: dict[str, Any] = {} if plan is None else {"plan": plan}
    words = [
        word
        for api in apis
        if plan in api.get("plans", (plan,)) and _sees(mine, api)
        for word in (api["name"], f"{api['name']}@{api['version']}")
        if not has_key(word)
    ]
    some = st.lists(st.sampled_from(words), min_size=1, unique=True) if words else st.none()
    if (named := draw(some)) is not None and draw(st.booleans()):
        granted["apis"] = named
    if draw(st.booleans()):
        return {**found, **granted}
    overrides = found.get("overrides", {HERE: {}})[HERE]
    if "plan" in granted and draw(st.booleans()):  # which another one replaces
        found["plan"] = draw(st.sampled_from(known.plans))
    return {**found, "overrides": {HERE: {**overrides, **granted}}}


def _sees(mine: list[str], api: Mapping[str, Any]) -> bool:
    special = api.get("overrides", {}).get(HERE, {})
    visibility = special.get("visibility", api.get("visibility", "public"))
    return visibility == "public" or bool({*mine} & {*visibility["roles"]})


@st.composite
def _key(draw: st.DrawFn, text: str) -> dict[str, Any]:
    found: dict[str, Any] = {"sha256": hashlib.sha256(text.encode()).hexdigest()}
    if draw(st.booleans()):
        found["environments"] = [HERE]
    if draw(st.booleans()):
        found["expires"] = draw(_EXPIRES)
    return found
