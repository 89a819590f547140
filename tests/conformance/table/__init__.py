"""All exchanges, by section of the contract."""

from __future__ import annotations

from tests.conformance.exchange import Exchange
from tests.conformance.table import (
    azure,
    bodies,
    cors,
    credentials,
    headers,
    lifecycle,
    methods,
    openai,
    paths,
    pins,
    review,
    streams,
    vendor,
)

TABLE: tuple[Exchange, ...] = (
    *paths.ROWS,
    *methods.ROWS,
    *credentials.ROWS,
    *headers.ROWS,
    *pins.ROWS,
    *bodies.ROWS,
    *streams.ROWS,
    *vendor.ROWS,
    *cors.ROWS,
    *review.ROWS,
    *openai.ROWS,
    *azure.ROWS,
    *lifecycle.ROWS,
)
