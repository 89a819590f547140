"""What the author wrote for one key -> the value that the compiler works with.

Each function takes a scalar's text (or whole data) and raises ValueError with the end of a sentence
("is longer than 64 letters") that never repeats the text. The patterns are strict because what they
accept is written into the configurations of several engines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from ipaddress import ip_address
from pathlib import PurePosixPath

from compiler.masking import has_key, looks_secret
from compiler.terms import Rate
from compiler.urls import parse_port

KIB = 1024
MAX_SIZE = 2 * KIB**3  # below what any engine's counters hold
MAX_DURATION_MS = 24 * 3600 * 1000

_SIZE = re.compile(r"([1-9][0-9]{0,11})(B|KiB|MiB|GiB)")
_SIZE_UNITS = {"B": 1, "KiB": KIB, "MiB": KIB**2, "GiB": KIB**3}
_DURATION = re.compile(r"([1-9][0-9]{0,8})(ms|s|m|h)")
_DURATION_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_FILE_PATH = re.compile(r"[A-Za-z0-9._@%+=:,~/-]+")
_CONTEXT_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~-]|\{version\})+")
_DIGEST = re.compile("[0-9a-fA-F]{64}")
_REGION = re.compile("[a-z0-9-]{1,40}")
_RATE = re.compile(r"([1-9][0-9]{0,14})/(second|minute|hour|day)")
_WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2})Z)?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
PICTURES = (".svg", ".png", ".webp")
"""What a picture's file may end with."""


class KeyInText(ValueError):
    """A key stands where everybody could read it."""


def refuse_key(text: str) -> None:
    """KeyInText: a key stands in the text, whatever it is a value of."""
    if has_key(text):
        raise KeyInText("has a key in it")


def matching(pattern: str, reason: str) -> Callable[[str], str]:
    """A value that is its own text where the whole of it matches."""
    compiled = re.compile(pattern)

    def parse(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(reason)
        return text

    return parse


def parse_size(text: str) -> int:
    """Bytes."""
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError("is no whole number with B, KiB, MiB or GiB after it")
    size = int(found[1]) * _SIZE_UNITS[found[2]]
    if size > MAX_SIZE:
        raise ValueError("is more than 2GiB")
    return size


def parse_duration(text: str) -> int:
    """Milliseconds."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError("is no whole number above 0 with ms, s, m or h after it")
    duration = int(found[1]) * _DURATION_UNITS[found[2]]
    if duration > MAX_DURATION_MS:
        raise ValueError("is more than 24h")
    return duration


def parse_leeway(text: str) -> int:
    """Whole seconds, at most five minutes."""
    return _seconds(text, 300, "5m")


def parse_keep(text: str) -> int:
    """Whole seconds, at most a day."""
    return _seconds(text, 86_400, "24h")


def _seconds(text: str, most: int, written: str) -> int:
    duration = parse_duration(text)
    if duration % 1000:
        raise ValueError("is no whole number of seconds")
    if duration > most * 1000:
        raise ValueError(f"is more than {written}")
    return duration // 1000


def parse_context(text: str) -> str:
    """What stands before (or around) the version in an API's URL, without slashes at the ends."""
    if text.startswith("/") or text.endswith("/"):
        raise ValueError("starts or ends with '/'")
    if len(text) > 200:
        raise ValueError("is longer than 200 letters")
    if text.count("{version}") > 1:
        raise ValueError("has '{version}' more than once")
    for segment in text.split("/"):
        if segment in ("", ".", ".."):
            raise ValueError("has a segment that is empty, '.' or '..'")
        if not _CONTEXT_SEGMENT.fullmatch(segment):
            raise ValueError("has other characters than letters, digits, '.', '_', '~' and '-'")
    return text


def parse_variable(text: str) -> str:
    """The name of an environment variable; refuses what looks like a key itself."""
    if not _VARIABLE.fullmatch(text) or looks_secret(text):
        raise ValueError("is not the name of an environment variable")
    return text


def parse_region(text: str) -> str:
    """The name of a region of a cloud; refuses what looks like a key itself."""
    if not _REGION.fullmatch(text) or looks_secret(text):
        raise ValueError("is no name of a region")
    return text


def parse_engine_path(text: str) -> str:
    """An absolute path on the machine of the engine."""
    if not text.startswith("/") or not _FILE_PATH.fullmatch(text) or len(text) > 1024:
        raise ValueError("is no absolute path of ordinary characters")
    if text == "/" or any(part in ("", ".", "..") for part in text[1:].split("/")):
        raise ValueError("is no absolute path without '//', '.' and '..'")
    if text.count("/") == 1 and looks_secret(text):  # a key in base64 may start with a slash
        raise ValueError("looks like a secret")
    return text


def parse_bundle_path(text: str) -> str:
    """A file of the project (relative, inside), or an absolute path on the engine's machine."""
    if text.startswith("/"):
        return parse_engine_path(text)
    if not _FILE_PATH.fullmatch(text) or len(text) > 1024:
        raise ValueError("has characters that a path here cannot have")
    parts = PurePosixPath(text).parts
    if ".." in parts or not parts or text.endswith("/"):
        raise ValueError("does not name a file inside the project")
    return str(PurePosixPath(text))


def parse_project_path(text: str) -> str:
    """A file of the project, which the compiler reads."""
    if text.startswith("/"):
        raise ValueError("is absolute; the compiler reads files of the project alone")
    return parse_bundle_path(text)


def parse_logo_path(text: str) -> str:
    """A picture of the project, by the end of its name."""
    found = parse_project_path(text)
    if PurePosixPath(found).suffix.lower() not in PICTURES:
        raise ValueError("does not end with " + ", ".join(PICTURES))
    return found


def parse_colour(text: str) -> str:
    """A colour as `#` and six hex digits, in lower case."""
    if not _COLOUR.fullmatch(text):
        raise ValueError("is not '#' and six hex digits")
    return text.lower()


def parse_document_path(text: str) -> str:
    """A file of the project, relative to the file that names it; it may climb with '..'."""
    if text.startswith("/"):
        raise ValueError("is absolute; a document is a file of the project")
    if not _FILE_PATH.fullmatch(text) or len(text) > 1024:
        raise ValueError("has characters that a path here cannot have")
    if text.endswith("/") or PurePosixPath(text).name in ("", ".."):
        raise ValueError("does not name a file")
    return text


def parse_date(text: str) -> date:
    """A day as ISO 8601 writes it, from 1970 on."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("is not of the form 2026-12-31")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day of the calendar") from None
    if day.year < 1970:
        raise ValueError("is before 1970")
    return day


def parse_rate(text: str) -> Rate:
    """So many in a window of a second, a minute, an hour or a day."""
    found = _RATE.fullmatch(text)
    if found is None:
        raise ValueError("is no whole number above 0 with /second, /minute, /hour or /day after it")
    return Rate(int(found[1]), _WINDOWS[found[2]])


def parse_instant(text: str) -> int:
    """The second of the Unix epoch at which a day begins, or a moment, in UTC."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError("is not of the form 2026-12-31 or 2026-12-31T12:00:00Z")
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00:00'}")
    except ValueError:
        raise ValueError("is no day or time of the calendar") from None
    if moment.year < 1970:
        raise ValueError("is before 1970")
    return int(moment.replace(tzinfo=UTC).timestamp())


def parse_digest(text: str) -> str:
    """A SHA-256 digest in lower-case hex."""
    if not _DIGEST.fullmatch(text):
        raise ValueError("is no SHA-256 digest")
    return text.lower()


def parse_address(text: str) -> str:
    """An IP address to listen on, canonical."""
    try:
        if "%" in text:
            raise ValueError("zone")
        return str(ip_address(text))
    except ValueError:
        raise ValueError("is no IP address") from None


def parse_resolver(text: str) -> str:
    """IP[:port] of a DNS server, IPv6 in brackets, the port only where it is not 53."""
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::(.*))?", text)
    if bracketed is not None:
        host, port = bracketed[1], bracketed[2]
    elif text.count(":") == 1:
        host, port = text.split(":")
    else:
        host, port = text, None
    address = parse_address(host)
    if ":" in address:
        address = f"[{address}]"
    number = 53 if port is None else parse_port(port)
    return address if number == 53 else f"{address}:{number}"


def parse_pointer(text: str) -> tuple[str, ...]:
    """A JSON pointer (RFC 6901) to something inside a document, so never the empty one."""
    if not text.startswith("/") or re.search(r"~(?![01])", text):
        raise ValueError("is no JSON pointer")
    if len(text) > 512 or re.search(r"[\x00-\x1f\x7f]", text):
        raise ValueError("is longer than 512 letters or has control characters")
    return tuple(t.replace("~1", "/").replace("~0", "~") for t in text[1:].split("/"))


def parse_claim(text: str) -> tuple[str, ...]:
    """The name of a claim, or a JSON pointer to one inside another."""
    if text.startswith("/"):
        return parse_pointer(text)
    if not re.fullmatch(r"[^\x00-\x1f\x7f-\x9f]{1,200}", text):
        raise ValueError("is longer than 200 letters or has control characters")
    return (text,)
