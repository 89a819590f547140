"""The parameters of an operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compiler import openapi
from compiler.openapi import Described, Document


def parameters(document: Document, operation: Described) -> Iterator[Mapping[str, Any]]:
    """The parameters of an operation, their references followed."""
    for each in operation.data.get("parameters", ()):
        yield openapi.dereferenced(document, each)
