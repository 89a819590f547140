"""Who may call, as a file for the Lua code: few long texts instead of many short ones.

LuaJIT's collector visits every object that a worker keeps, again and again: a hundred thousand
names would cost each request a quarter more than ten do. Of one text it sees nothing inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from compiler import ir
from compiler.targets.envoy.grants import Grants
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import Json

HEADER = "-- Who may call.\n"

# Of a digest: so many texts as three hexadecimal digits tell apart.
_DIGITS = 3
_BUCKETS = 4096
_ESCAPED = re.compile(rb"[^!-$&-~]")


def consumers_file(gateway: ir.Gateway, grants: Grants) -> tuple[str, bytes]:
    """keys: lines by the beginning of a digest. subjects: of each issuer, by `bucket`. A line is
    the digest, or the subject as `word`; the consumer's name, also as `word`; the second at which
    the key ends, or "-"; the number of the grant, or "-"."""
    data: Json = {"keys": _texts(_keys(gateway, grants))}
    if gateway.issuers:
        data["subjects"] = [_texts(_subjects(gateway, each, grants)) for each in gateway.issuers]
    if grants.texts:
        data["grants"] = grants.texts
    return "consumers.lua", f"{HEADER}return {lua_literal(data)}\n".encode()


def word(subject: str) -> str:
    """Any text as one of printable ASCII, without blanks."""
    return _ESCAPED.sub(lambda found: b"%%%02X" % ord(found[0]), subject.encode()).decode()


def bucket(word: str) -> str:
    """The number of a word's text; callers.lua counts likewise."""
    number = 0
    for byte in word.encode():
        number = (number * 33 + byte) % _BUCKETS
    return str(number)


def _keys(gateway: ir.Gateway, grants: Grants) -> Iterator[tuple[str, str]]:
    for consumer in gateway.consumers:
        for key in consumer.keys:
            expires = "-" if key.expires is None else str(key.expires)
            rest = f"{word(consumer.name)} {expires} {grants.word(consumer.grant)}"
            yield key.digest[:_DIGITS], f"{key.digest} {rest}"


def _subjects(gateway: ir.Gateway, issuer: ir.Issuer, grants: Grants) -> Iterator[tuple[str, str]]:
    for consumer in gateway.consumers:
        for subject in consumer.subjects:
            if subject.issuer == issuer.name:
                written = word(subject.value)
                rest = f"{word(consumer.name)} - {grants.word(consumer.grant)}"
                yield bucket(written), f"{written} {rest}"


def _texts(lines: Iterable[tuple[str, str]]) -> Json:
    """A line break stands before and after each line."""
    found: dict[str, list[str]] = {}
    for name, line in lines:
        found.setdefault(name, []).append(line)
    return {name: "\n" + "\n".join(found[name]) + "\n" for name in sorted(found)}
