"""How the files of a project that are no definitions are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

ReadFile = Callable[[PurePosixPath], bytes | None]
"""The bytes of a file of the project, None where there is none."""
