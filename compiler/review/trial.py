"""Environments where things are tried out and those of real clients, told apart by their names."""

from __future__ import annotations

import re
from functools import lru_cache

from compiler.model import Environment

# Words of a name that nobody gives to what real clients use.
TRIAL = ("dev", "development", "mock", "sandbox", "stage", "staging", "test", "testing")
_WORD = re.compile("[a-z0-9]+")


def is_trial(environment: Environment) -> bool:
    """Whether real clients have no business there."""
    return environment.url.loopback or any(has_words(environment.name, word) for word in TRIAL)


def has_words(text: str, name: str) -> bool:
    """Whether the words of the name stand in the text side by side."""
    return _words(name) in _words(text)


@lru_cache(maxsize=1024)
def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "
