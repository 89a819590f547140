"""What the answers of a deprecated API say of its end."""

from __future__ import annotations

from calendar import timegm
from datetime import date

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def deprecation_headers(
    since: date | None, sunset: date | None, link: str | None
) -> tuple[tuple[str, str], ...]:
    """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` (RFC 8288) as names and values;
    what is not known has no header. A day begins at midnight, UTC."""
    headers = []
    if since is not None:
        headers.append(("Deprecation", f"@{timegm(since.timetuple())}"))
    if sunset is not None:
        headers.append(("Sunset", _midnight(sunset)))
    if link is not None:
        headers.append(("Link", f'<{link}>; rel="deprecation"; type="text/html"'))
    return tuple(headers)


def _midnight(day: date) -> str:
    """IMF-fixdate (RFC 9110, section 5.6.7), which no locale changes."""
    weekday, month = _DAYS[day.weekday()], _MONTHS[day.month - 1]
    return f"{weekday}, {day.day:02d} {month} {day.year:04d} 00:00:00 GMT"
