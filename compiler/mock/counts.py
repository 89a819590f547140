"""What an answer says of the tokens that were used, at the places that the vendor's data names."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.mock.pointing import Json, leads, put
from compiler.mock.said import Exchange
from compiler.terms import InBody, InHeader, Pointer, Reported


def _places(reported: Reported, said: Exchange) -> Iterator[tuple[InBody | InHeader | None, int]]:
    yield reported.input, said.input
    yield reported.output, said.output
    yield reported.total, said.total if reported.output is not None else said.input


def pointers(reported: Reported) -> tuple[Pointer, ...]:
    """The places in a body that the counts and the model's name have: of counts that are added up,
    the first."""
    found = []
    for where in (reported.input, reported.output, reported.total, reported.model):
        if isinstance(where, InBody):
            found.append(where.pointers[0])
    return tuple(found)


def counted(value: Json, reported: Reported, said: Exchange, model: str) -> None:
    """Writes the counts and the model into an answer that has places for them."""
    for where, count in _places(reported, said):
        if isinstance(where, InBody):
            first, *others = where.pointers
            if leads(value, first):
                put(value, first, count)
            for other in others:  # what is added up is not counted twice
                if leads(value, other):
                    put(value, other, 0)
    if isinstance(reported.model, InBody) and leads(value, reported.model.pointers[0]):
        put(value, reported.model.pointers[0], model)


def headers(reported: Reported, said: Exchange, model: str) -> tuple[tuple[str, str], ...]:
    """The headers in which an answer says so."""
    found = [(where.name, str(count)) for where, count in _places(reported, said)
             if isinstance(where, InHeader)]  # fmt: skip
    if isinstance(reported.model, InHeader) and model.isascii() and model.isprintable():
        found.append((reported.model.name, model))
    return tuple(found)
