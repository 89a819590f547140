"""What an answer says of the tokens that were used, at the places that the vendor's data names."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator

from compiler.mock.pointing import Json, leads, put
from compiler.mock.said import Exchange
from compiler.terms import InBody, InHeader, Pointer, Reported

# What a gateway takes as the value of a header; models of vendors have shorter names.
_IN_HEADER = re.compile("[!-~](?:[ -~]{0,254}[!-~])?")


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


def counted(
    value: Json, reported: Reported, said: Exchange, model: str, fits: Callable[[Json], bool]
) -> Json:
    """An answer with the counts and the model where it has places for them; as it is, where it
    would not fit so."""
    made = copy.deepcopy(value)
    for where, count in _places(reported, said):
        if isinstance(where, InBody):
            first, *others = where.pointers
            if leads(made, first):
                put(made, first, count)
            for other in others:  # what is added up is not counted twice
                if leads(made, other):
                    put(made, other, 0)
    if isinstance(reported.model, InBody) and leads(made, reported.model.pointers[0]):
        put(made, reported.model.pointers[0], model)
    return made if fits(made) else value


def headers(reported: Reported, said: Exchange, model: str) -> tuple[tuple[str, str], ...]:
    """The headers in which an answer says so."""
    found = [(where.name, str(count)) for where, count in _places(reported, said)
             if isinstance(where, InHeader)]  # fmt: skip
    if isinstance(reported.model, InHeader) and _IN_HEADER.fullmatch(model):
        found.append((reported.model.name, model))
    return tuple(found)
