"""The whole of an import: bytes -> the two files of a vendor, and what was done on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from compiler.descriptions.findings import Fault, Normalised, Notice, Refused
from compiler.descriptions.normalising import normalised
from compiler.descriptions.reading import read, without_collector
from compiler.importing import (
    credentials,
    guessing,
    models,
    selecting,
    streams,
    usages,
    writing,
)
from compiler.importing.guess import Guess
from compiler.importing.selecting import NoSuchOperation
from compiler.importing.shapes import Bodies
from compiler.openapi import Described, Document

_LONGEST_TITLE = 200  # letters, as the language has it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. file: the name of the description, for people. operations: words; none:
    all of them."""

    name: str
    version: str
    file: str
    operations: tuple[str, ...] = ()
    facts_only: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """A vendor's files, by name, and what to tell: counts of operations and components before and
    after, notices about the file, the guesses by key, and the operations that stream by their
    requests but whose answers did not say so."""

    files: dict[str, str] = field(repr=False)
    read: tuple[int, int]
    kept: tuple[int, int]
    notices: tuple[Notice, ...]
    guesses: dict[str, Guess]
    undeclared: tuple[str, ...]


def imported(content: bytes, wanted: Wanted) -> Imported | Refused | NoSuchOperation:
    """The vendor that a description is of, or why it is of none."""
    with without_collector():
        data = read(content)
        if isinstance(data, Fault):
            return Refused((data,))
        found = normalised(data)
        if isinstance(found, Refused):
            return found
        del data
        return _made(found, wanted, hashlib.sha256(content).hexdigest())


def _made(found: Normalised, wanted: Wanted, digest: str) -> Imported | NoSuchOperation:
    whole = Document(found.data, digest)
    operations = selecting.chosen(whole, wanted.operations)
    if isinstance(operations, NoSuchOperation):
        return operations
    kept = selecting.pruned(whole, operations)
    before = Document(kept, digest)
    guesses, silent = _guesses(before, operations)
    streams.declared(kept, silent)
    if wanted.facts_only:
        kept = selecting.facts_only(kept)
    sections = _sections(wanted, kept, guesses)
    opening = (
        f"Made by `gatewright vendors import` from {wanted.file} (SHA-256 {digest}). What is "
        "marked as guessed is concluded from that file: check it against the vendor's documents, "
        "and take the mark away; `--force` keeps what has none."
    )
    files = {
        "vendor.yaml": writing.vendor_yaml(opening, sections),
        "openapi.json": writing.openapi_json(kept),
    }
    return Imported(
        files=files,
        read=selecting.count(found.data),
        kept=selecting.count(kept),
        notices=found.notices,
        guesses=guesses,
        undeclared=silent,
    )


def _guesses(
    document: Document, operations: Sequence[Described]
) -> tuple[dict[str, Guess], tuple[str, ...]]:
    """By key of vendor.yaml, in the order of that file."""
    bodies = Bodies(document)
    streaming, silent = streams.streaming(document, operations, bodies)
    found = {
        "server": guessing.server(document),
        "auth": credentials.auth(document, operations),
        "groups": guessing.groups(operations),
        "query": guessing.pins(document, operations, "query"),
        "headers": guessing.pins(document, operations, "header"),
        "model": models.model(document, operations, bodies),
        "models": models.models(document, operations, bodies),
        "streaming": streaming,
        "usage": usages.usage(document, operations),
    }
    return {key: guess for key, guess in found.items() if guess is not None}, silent


def _sections(
    wanted: Wanted, document: dict[str, Any], guesses: dict[str, Guess]
) -> list[tuple[str, Any]]:
    variable = f"{wanted.name.upper().replace('-', '_')}_API_KEY"
    keyless = guesses["auth"].value == "none"
    key = Guess("none", "it goes with auth") if keyless else Guess(
        {"env": variable}, "the vendor's name"
    )  # fmt: skip
    sections: list[tuple[str, Any]] = [
        ("vendor", wanted.name),
        ("version", wanted.version),
        ("title", Guess(document["info"]["title"][:_LONGEST_TITLE], "the description's title")),
        ("server", guesses["server"]),
        ("key", key),
    ]
    return sections + [(name, guess) for name, guess in guesses.items() if name != "server"]
