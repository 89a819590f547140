"""Keys: how much of them is random, and what the checksum finds."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.issuing import making
from compiler.masking import has_key, looks_secret, mask


def test_the_form() -> None:
    key = making.make()
    assert making.PATTERN.fullmatch(key)
    assert len(key) == 54
    assert not making.is_mistyped(key)
    assert len(making.ALPHABET) == len(set(making.ALPHABET)) == 58
    assert not set("0OIl") & set(making.ALPHABET)


def test_all_of_the_random_bits_are_in_it() -> None:
    assert len({making.make() for _ in range(1000)}) == 1000
    least, most = making._with_check(bytes(32)), making._with_check(b"\xff" * 32)
    assert making.PATTERN.fullmatch(least)
    assert making.PATTERN.fullmatch(most)
    assert len(making.ALPHABET) ** making._RANDOM_LETTERS >= 2**256
    assert len(making.ALPHABET) ** making._CHECK_LETTERS >= 2**32


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_different_bits_are_different_keys(one: bytes, other: bytes) -> None:
    assert (making._with_check(one) == making._with_check(other)) == (one == other)


@given(st.integers(4, 53), st.sampled_from(making.ALPHABET))
def test_a_mistyped_letter_is_found(at: int, letter: str) -> None:
    key = making.make()
    typed = key[:at] + letter + key[at + 1 :]
    assert making.is_mistyped(typed) == (typed != key)


@given(st.integers(4, 52))
def test_swapped_letters_are_found(at: int) -> None:
    key = making.make()
    typed = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
    assert making.is_mistyped(typed) == (typed != key)


@pytest.mark.parametrize("cut", [1, 10, 49])
def test_a_key_that_was_cut_off_is_found(cut: int) -> None:
    assert making.is_mistyped(making.make()[:-cut])


def test_keys_of_other_makes_are_not_judged() -> None:
    assert not making.is_mistyped("sk-something")
    assert not making.is_mistyped("")


def test_the_digest_is_what_the_gateways_compare() -> None:
    assert making.digest("a key") == hashlib.sha256(b"a key").hexdigest()


def test_reports_cover_such_keys() -> None:
    for _ in range(200):
        key = making.make()
        assert looks_secret(key)
        assert has_key(f"the key {key} of mine")
        assert key[8:] not in mask(f"the key {key} of mine")
