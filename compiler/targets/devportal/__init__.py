"""The developer portal: what a client may know of each API, as files for any static server."""

from __future__ import annotations

from compiler.targets.devportal.target import TARGET as TARGET
