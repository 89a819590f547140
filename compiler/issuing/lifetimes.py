"""How long a key counts: days and times as consumers.yaml has them, all of UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from compiler import values
from compiler.production import is_production as is_production

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")


def moment(written: str) -> datetime:
    """When a key ends: a day does so at its first second. ValueError: neither a day such as
    2027-01-01 nor a time such as 2027-01-01T12:00:00Z."""
    if not _WRITTEN.fullmatch(written):
        raise ValueError("is no day such as 2027-01-01")
    try:
        return datetime.fromisoformat(written.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        raise ValueError("is no day of the calendar") from None


def of_day(written: str, now: datetime) -> str:
    """The end of a key that was asked for. ValueError: it is none, or it is over."""
    if moment(written) <= now:
        raise ValueError("is over")
    return written


def after(duration: str, now: datetime) -> str:
    """The end of a key that counts for a duration such as 1h. ValueError: it is none, or more than
    a day."""
    end = now + timedelta(milliseconds=values.parse_duration(duration))
    return f"{end:%Y-%m-%dT%H:%M:%SZ}"
