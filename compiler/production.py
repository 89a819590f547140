"""Which environments are production: a test key is shown in a browser or sent around, and none of
them takes one."""

from __future__ import annotations

import re

_NAMES = re.compile(r"(?:^|[-_])(?:prod|production)[0-9]*(?:[-_]|$)")


def is_production(environment: str) -> bool:
    """Whether an environment is called production or prod, or one of several such."""
    return _NAMES.search(environment) is not None
