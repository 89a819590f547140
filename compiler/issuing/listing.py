"""Keys as they are shown: whose they are and where they count, never more of them than the first
digits of their digests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from compiler.issuing.consumers import Consumers
from compiler.issuing.lifetimes import moment
from compiler.masking import has_key, mask, printable

SHOWN_DIGITS = 12  # of a digest: enough to tell a million keys apart

_COLUMNS = ("consumer", "digest", "environments", "expires", "note")
_ABSENT = "-"


def rows(
    found: Consumers, consumer: str | None, environment: str | None, now: datetime
) -> list[dict[str, Any]]:
    """The keys of one consumer or of all, as data; of one environment or of all."""
    return [
        {
            "consumer": each["name"],
            "digest": key["sha256"].lower()[:SHOWN_DIGITS],
            "environments": key.get("environments"),
            "expires": key.get("expires"),
            "expired": is_expired(key, now),
            "note": key.get("note"),
        }
        for each in found.listed
        if consumer in (None, each["name"])
        for key in each.get("keys", ())
        if environment is None or counts_in(key, environment)
    ]


def counts_in(key: dict[str, Any], environment: str) -> bool:
    """Whether a key is one of an environment."""
    places = key.get("environments")
    return places is None or environment in places


def is_expired(key: dict[str, Any], now: datetime) -> bool:
    """Whether a key does not count any more."""
    written = key.get("expires")
    return written is not None and moment(str(written)) <= now


def table(listed: Sequence[dict[str, Any]]) -> str:
    """The keys for people."""
    lines = [tuple(name.upper() for name in _COLUMNS), *(tuple(_cells(each)) for each in listed)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cells(row: dict[str, Any]) -> Iterator[str]:
    yield row["consumer"]
    yield row["digest"]
    yield "every" if row["environments"] is None else ", ".join(row["environments"])
    expires = row["expires"] or _ABSENT
    yield f"{expires} (expired)" if row["expired"] else expires
    yield safe(row["note"] or _ABSENT)


def safe(text: str) -> str:
    """What somebody wrote, without a key in it."""
    return mask(text) if has_key(text) else printable(text)


def facts(consumer: dict[str, Any], key: dict[str, Any], environment: str) -> dict[str, Any]:
    """What a key opens in an environment, as consumers.yaml says it."""
    special = consumer.get("overrides", {}).get(environment, {})
    return {
        "consumer": consumer["name"],
        "environment": environment,
        "plan": special.get("plan", consumer.get("plan")),
        "apis": special.get("apis", consumer.get("apis")),
        "expires": key.get("expires"),
        "note": key.get("note"),
    }


def sentences(found: dict[str, Any]) -> str:
    """The facts for people, a line each."""
    apis = found["apis"]
    shown = {
        "consumer": found["consumer"],
        "environment": found["environment"],
        "plan": found["plan"] or _ABSENT,
        "apis": "every one that takes its plan" if apis is None else ", ".join(apis),
        "expires": found["expires"] or "never",
        "note": safe(found["note"] or _ABSENT),
    }
    return "\n".join(f"{name:<11}  {value}" for name, value in shown.items())
