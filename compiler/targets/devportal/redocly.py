"""redocly.yaml: the APIs of the portal for a linter and a documentation builder of OpenAPI.

In the portal's folder, `redocly lint` looks at all documents, and `redocly build-docs NAME@VERSION`
makes a page of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from compiler.artifacts import joined
from compiler.ir import Api, Gateway
from compiler.targets.devportal.flow import flow
from compiler.targets.devportal.places import listed, openapi_file

PATH = PurePosixPath("redocly.yaml")

_BEFORE = """\
# Compiled by gatewright. In this folder: redocly lint; redocly build-docs NAME@VERSION
extends: [recommended]
rules:
  # By which terms an API may be used is between a company and its callers.
  info-license: off
  # Vendors have paths such as /files/{id} beside /files/search: the literal one goes first.
  no-ambiguous-paths: off
  # An upgrade to a WebSocket is answered with 101.
  operation-2xx-response: off
"""


def redocly(gateway: Gateway) -> Iterator[bytes]:
    """The file, with one line for each API that is listed."""
    lines = map(_line, listed(gateway))
    first = next(lines, None)
    if first is None:
        return joined(_BEFORE, (), "apis: {}\n")
    return joined(f"{_BEFORE}apis:\n{first}", lines, "", between="")


def _line(api: Api) -> str:
    return f"  {flow(api.id)}: {flow({'root': str(openapi_file(api))})}\n"
