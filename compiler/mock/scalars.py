"""Texts and numbers that a schema allows, chosen so that people can read them.

All of them are the same at each time: an example is a function of its schema and its name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from compiler.mock.matching import matches
from compiler.mock.media import PICTURE_BASE64
from compiler.mock.patterns import matching
from compiler.mock.schemas import Impossible

CREATED = 1_700_000_000
"""The moment at which everything in the mock was made: 2023-11-14, in seconds since 1970."""

_MOMENT = "2023-11-14T22:13:20Z"
_FORMATS = {
    "date-time": _MOMENT,
    "date": "2023-11-14",
    "time": "22:13:20Z",
    "duration": "PT1S",
    "email": "someone@example.com",
    "idn-email": "someone@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/mock",
    "uri-reference": "/mock",
    "iri": "https://example.com/mock",
    "iri-reference": "/mock",
    "uri-template": "/mock/{id}",
    "url": "https://example.com/mock",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "json-pointer": "/mock",
    "relative-json-pointer": "0/mock",
    "regex": "mock",
    "byte": "bW9jaw==",
    "base64": "bW9jaw==",
}
_TIME = re.compile(
    r"(?:^|_)(?:created|updated|modified|completed|started|expires|expired|finished|cancelled"
    r"|timestamp)(?:_?(?:at|on|time))?$|_at$",
)
_ID = re.compile(r"^id$|_id$|[a-z]I[dD]$")
_PADDING = "mock "
_LONGEST = 64 * 1024  # letters; of a text that must be longer there is no example


def text(schema: Mapping[str, Any], name: str) -> str:
    """A text of this schema, for a member of this name. It may not fit where the schema asks for
    something unusual. Impossible: it would be very long."""
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if least > _LONGEST:
        raise Impossible("minLength")
    pattern = schema.get("pattern")
    candidates = [_plain_text(schema, name), "mock", "a", "1", "0"]
    if isinstance(pattern, str):
        made = matching(pattern, shortest=least)
        candidates += [] if made is None else [made]
        fitting = [one for one in candidates if matches(pattern, one)]
        for one in (*fitting, *candidates):
            if len(one) >= least and (most is None or len(one) <= most):
                return one
        return fitting[0] if fitting else candidates[0]
    found = candidates[0]
    if len(found) < least:
        found += _PADDING * ((least - len(found)) // len(_PADDING) + 1)
        found = found[:least]
    return found if most is None else found[:most]


def _plain_text(schema: Mapping[str, Any], name: str) -> str:
    if (form := schema.get("format")) in _FORMATS:
        return _FORMATS[form]
    if schema.get("contentEncoding") == "base64" or "b64" in name or "base64" in name:
        return PICTURE_BASE64
    if _ID.search(name):
        return "mock-1"
    if _TIME.search(name.lower()):
        return _MOMENT
    if name in ("url", "uri") or name.endswith(("_url", "_uri", "Url", "Uri")):
        return _FORMATS["uri"]
    return "example"


def integer(schema: Mapping[str, Any], name: str) -> int:
    """An integer of this schema; 0 or 1 where it says nothing, or a moment by the name."""
    wished = CREATED if _TIME.search(name.lower()) else 0
    found = _number(schema, wished, 1)
    return math.ceil(found)


def number(schema: Mapping[str, Any], name: str) -> int | float:
    """A number of this schema."""
    wished = CREATED if _TIME.search(name.lower()) else 0
    return _number(schema, wished, 0.5)


def _number(schema: Mapping[str, Any], wished: float, step: float) -> int | float:
    """The wished number, or the nearest that the limits allow. step: 1 for integers."""
    found: int | float = wished
    whole = step == 1
    least, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    most, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    if most is not None:
        found = min(found, math.floor(most) if whole else most)
    if below is not None and found >= below:
        found = math.ceil(below) - 1 if whole else min(below - step, _before(below, -math.inf))
    if least is not None:
        found = max(found, math.ceil(least) if whole else least)
    if above is not None and found <= above:
        found = math.floor(above) + 1 if whole else max(above + step, _before(above, math.inf))
        for limit in (most, below):
            if limit is not None and not whole and found >= limit:
                found = (above + limit) / 2
    part = schema.get("multipleOf")
    if part and found % part:
        above_it = math.ceil(found / part) * part
        fits = (most is None or above_it <= most) and (below is None or above_it < below)
        found = above_it if fits else above_it - part
    return found


def _before(limit: float, towards: float) -> float:
    """The next number that there is: beside large ones a half makes no difference."""
    return math.nextafter(limit, towards)


def flag(name: str) -> bool:
    """Whether a yes-or-no of this name is yes: an answer is whole, and no page follows it."""
    return name in ("deleted", "done", "is_finished", "ready", "success")
