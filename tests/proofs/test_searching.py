"""The search of the proof that no secret escapes finds a secret in each form, and nothing else."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Callable
from itertools import product

import pytest

from tests.proofs.canaries import Canaries
from tests.proofs.searching import Search

CANARIES = Canaries("search")
SECRET, OTHER = CANARIES["vendor_one"], CANARIES["vendor_two"]
SEARCH = Search({"one": SECRET, "other": OTHER})

Form = Callable[[str], str]


def coded(text: str) -> bytes:
    return base64.b64encode(text.encode())


def coded_for_urls(text: str) -> bytes:
    return base64.urlsafe_b64encode(text.encode())


FORMS: dict[str, Form] = {
    "raw": str,
    "lower": str.lower,
    "upper": str.upper,
    "capital": str.title,
    "part": lambda text: text[:18],
    "percent": lambda text: urllib.parse.quote(text, safe=""),
    "percent as little as can be": lambda text: urllib.parse.quote(text, safe='/+=%"\\'),
    "percent all": lambda text: "".join(f"%{ord(letter):02X}" for letter in text),
    "percent all, lower": lambda text: "".join(f"%{ord(letter):02x}" for letter in text),
    "hex": lambda text: text.encode().hex(),
    "hex, upper": lambda text: text.encode().hex().upper(),
    "hex with colons": lambda text: text.encode().hex(":"),
    "json": lambda text: json.dumps({"key": text}),
    "json, all escaped": lambda text: "".join(f"\\u{ord(letter):04X}" for letter in text),
    "python": lambda text: repr(text.encode()),
    "c": lambda text: "".join(f"\\x{ord(letter):02X}" for letter in text),
    "numbers": lambda text: str(list(text.encode())),
    "base64": lambda text: coded(text).decode(),
    "base64 without padding": lambda text: coded(text).decode().rstrip("="),
    "base64 for urls": lambda text: coded_for_urls(text).decode(),
    "base64 for urls without padding": lambda text: coded_for_urls(text).decode().rstrip("="),
    "basic": lambda text: coded(f"user:{text}").decode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_found(form: str) -> None:
    for before, after in product(("", "a", "ab", "abc"), ("", "z", "zy")):
        inside = FORMS[form](before + SECRET + after)
        found = SEARCH.of(f"some {inside} thing".encode())
        assert {one.secret for one in found} == {"one"}


def test_the_alphabets_of_base64_differ_where_it_counts() -> None:
    assert coded(SECRET) != coded_for_urls(SECRET)


def test_nothing_else_is_found() -> None:
    assert not SEARCH.of(b"")
    for text in CANARIES.values.values():
        names = {one.secret for one in SEARCH.of(text.encode())}
        assert names == {SECRET: {"one"}, OTHER: {"other"}}.get(text, set())


def test_a_secret_that_cannot_be_looked_for_is_refused() -> None:
    with pytest.raises(AssertionError):
        Search({"it": "a-b-c-d-e"})
