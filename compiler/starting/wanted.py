"""What a new project is made from, the defaults of that, and what is wrong with an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from compiler.keys import kinds
from compiler.keys.kinds import Scalar
from compiler.masking import mask
from compiler.values import refuse_key
from compiler.vendors import Vendor

URL = "url"
VERSION = "1.0.0"  # of the first API

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_WORD = re.compile("[A-Za-z0-9]+")
_LONGEST = 60  # letters of a name that is made up, some below what a name may have


@dataclass(frozen=True, slots=True)
class Wanted:
    """A project with one API. project, name, context: as the files have them. values: of each Need
    of the vendor, by its name."""

    vendor: Vendor
    project: str
    name: str
    context: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What only the author can say of the vendor's server. kind: of the value. meaning: for people.
    likely: a value that many have; None where there is none."""

    name: str
    kind: Scalar
    meaning: str
    likely: str | None = None


def needs(vendor: Vendor) -> tuple[Need, ...]:
    """What an endpoint of the vendor does not compile without."""
    if vendor.server is None:
        likely = "http://127.0.0.1:8000"
        return (Need(URL, kinds.ENDPOINT_URL, "where the server is", likely),)
    names = dict.fromkeys(_PLACEHOLDER.findall(vendor.server))
    return tuple(Need(name, kinds.HOST_PART, f"of {vendor.server}") for name in names)


def project_of(folder: Path) -> str:
    """A name of the project, from that of its folder."""
    made = _NO_NAME.sub("-", folder.resolve().name).strip("._-")[:_LONGEST]
    return made if made and fault(kinds.PROJECT_NAME, made) is None else "gateways"


def name_of(vendor: Vendor) -> str:
    """A name of the API, from what people call its vendor."""
    words = _WORD.findall(vendor.title) or _WORD.findall(vendor.name)
    return "".join(word[0].upper() + word[1:] for word in words)[:_LONGEST] + "API"


def context_of(name: str) -> str:
    """A context of the API, from its name."""
    return name.lower()


def fault(kind: Scalar, text: str) -> str | None:
    """What is wrong with an answer, as a sentence that shows no secret; None: nothing."""
    try:
        refuse_key(text)
        kind.parse(text)
    except ValueError as error:
        return f"'{mask(text)}' {error}; it takes {kind.expected}"
    return None
