"""How much may be used: layers of limits put together, and limits that can never be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from compiler.codes import (
    FREE_OPERATIONS,
    IDLE_LIMIT,
    IDLE_RESERVE,
    SHARED_AMOUNT,
    SHARED_CONCURRENT,
    UNCOUNTED_TOKENS,
    WINDOW_TWICE,
)
from compiler.definition.written import Layer
from compiler.diagnostics import Diagnostics
from compiler.model import Settings
from compiler.resolve.precedence import SourcedLayer, choose
from compiler.suggest import listed
from compiler.terms import Budget, Limit, LimitKind, Rate
from compiler.vendors import VendorOperation

MOST_SHARED = 2**32 - 1
"""What Envoy's rate limit service takes: `requests_per_unit` is a uint32 in its protocol."""

WINDOWS = {1: "second", 60: "minute", 3600: "hour", 86_400: "day"}
_RATES = tuple(kind for kind in LimitKind if kind is not LimitKind.CONCURRENT)


def budget_of(layers: Sequence[SourcedLayer]) -> Budget:
    """The limits that count; layers: the strongest first, BUILT_IN the last."""
    found: list[Limit] = []
    for kind in LimitKind:
        value = choose(f"limits.{kind}", layers).value
        if kind is LimitKind.CONCURRENT:
            found += () if value is None else (Limit(kind, value, 0),)
        else:
            rates = {rate.seconds: rate.amount for rate in value}
            found += (Limit(kind, rates[seconds], seconds) for seconds in sorted(rates))
    return Budget(tuple(found), choose("limits.reserve", layers).value)


def check_rates(layer: Layer, diagnostics: Diagnostics) -> None:
    """Complains of one place's limits: a window that stands there twice, and a limit that another
    one keeps from ever being reached."""
    for kind in _RATES:
        written = layer.get(f"limits.{kind}")
        rates: tuple[Rate, ...] = () if written is None else written.value
        if written is None:
            continue
        windows = [rate.seconds for rate in rates]
        for seconds in sorted({each for each in windows if windows.count(each) > 1}):
            diagnostics.add(WINDOW_TWICE, written.span, kind=_name(kind), window=WINDOWS[seconds])
        for idle, stronger in _idle(rates) if len(set(windows)) == len(windows) else ():
            diagnostics.add(IDLE_LIMIT, written.span, limit=shown(idle), stronger=shown(stronger))


def check_shared(layers: Sequence[SourcedLayer], diagnostics: Diagnostics) -> None:
    """Complains of what a service cannot count for several gateways. layers: as of `budget_of`, in
    an environment where a service counts."""
    found = choose(f"limits.{LimitKind.CONCURRENT}", layers)
    if found.value is not None and found.span is not None:
        diagnostics.add(SHARED_CONCURRENT, found.span)
    for kind in _RATES:
        rates = choose(f"limits.{kind}", layers)
        for rate in rates.value:
            if rates.span is not None and rate.amount > MOST_SHARED:
                diagnostics.add(SHARED_AMOUNT, rates.span, limit=shown(rate), most=MOST_SHARED)


def check_reserve(layer: Layer, budgets: Iterable[Budget], diagnostics: Diagnostics) -> None:
    """Complains of a reserve that nothing is reserved of. budgets: those that the layer is part
    of; none where the environments are unknown."""
    written, known = layer.get("limits.reserve"), tuple(budgets)
    limits = (limit for budget in known for limit in budget.limits)
    if written is not None and known and not any(limit.kind.of_tokens for limit in limits):
        diagnostics.add(IDLE_RESERVE, written.span)


def check_tokens(
    api: str, layer: Layer, settings: Iterable[Settings], diagnostics: Diagnostics
) -> None:
    """Complains of a limit of tokens where no answer says how many. layer: where an API writes it;
    settings: those that the layer is part of."""
    operations = [operation for each in settings for operation in each.operations.value]
    counted = any(operation.usage is not None for operation in operations)
    # Others without a report, such as lists of models, use no tokens.
    free = {each.id for each in operations if each.usage is None and _generates(each)}
    for kind in LimitKind:
        written = layer.get(f"limits.{kind}")
        if not kind.of_tokens or not (written is not None and written.value):
            continue
        if not counted:
            diagnostics.add(UNCOUNTED_TOKENS, written.span, api=api)
        elif free:
            diagnostics.add(FREE_OPERATIONS, written.span, api=api, operations=listed(free))


def shown(limit: Rate | Limit) -> str:
    """As people write it."""
    window = WINDOWS.get(limit.seconds)
    return str(limit.amount) if window is None else f"{limit.amount}/{window}"


def _generates(operation: VendorOperation) -> bool:
    """Whether a model surely works for it: it writes while the client reads."""
    return operation.websocket or (operation.streaming and operation.method != "GET")


def _name(kind: LimitKind) -> str:
    return kind.value.replace("_", " ")


def _idle(rates: Iterable[Rate]) -> Iterator[tuple[Rate, Rate]]:
    """Rates with another that always is used up first. A window opens with its first request, so
    that a longer one holds at most one shorter window more than fit into it."""
    ordered = sorted(rates, key=lambda rate: rate.seconds)
    for at, long in enumerate(ordered):
        for short in ordered[:at]:
            if short.amount * (long.seconds // short.seconds + 1) <= long.amount:
                yield long, short
                break
        for longer in ordered[at + 1 :]:
            if longer.amount <= long.amount:
                yield long, longer
                break
