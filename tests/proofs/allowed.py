"""Where a canary may come out all the same, as data: each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.proofs.searching import Search


@dataclass(frozen=True, slots=True)
class Allowance:
    """These canaries may stand in outputs whose name begins so, of one engine or (`*`) of each."""

    engine: str
    where: str
    canaries: tuple[str, ...]
    reason: str


SENT = ("query", "path", "header", "prompt")

ALLOWED = (
    Allowance("*", "vendor one", ("vendor_one", *SENT), "its own key, and what the client asks it"),
    Allowance("*", "vendor two", ("vendor_two", *SENT), "its own key, and what the client asks it"),
    Allowance("*", "issuer", ("issuer_secret", "token", "stranger"), "it is asked about tokens"),
    Allowance("*", "answer passes", ("completion",), "the vendor's answer"),
    Allowance("*", "answer vendor cuts", ("completion",), "the vendor's answer, so far"),
    Allowance("*", "answer vendor stops", ("completion",), "the vendor's answer, so far"),
    Allowance("*", "answer passes path", ("path",), "the vendor names the model asked for"),
    Allowance(
        "mitmproxy",
        "record flows",
        ("query", "path", "header"),
        "who records requests wants their heads; credentials and bodies are taken out",
    ),
    Allowance(
        "envoy",
        "stderr",
        ("query",),
        "its body size limit names the target of a body of unannounced length that outgrows it",
    ),
)


def leaks(engine: str, outputs: Mapping[str, bytes], search: Search) -> Iterator[str]:
    """What came out where it must not, as lines to read."""
    for where, content in outputs.items():
        allowed = {
            name
            for one in ALLOWED
            if one.engine in ("*", engine) and where.startswith(one.where)
            for name in one.canaries
        }
        for found in sorted(search.of(content), key=str):
            if found.secret not in allowed:
                yield f"{engine}, {where}: {found.secret}, {found.form}"
