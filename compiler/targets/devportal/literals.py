"""Texts as literals of the languages that snippets are written in: one way for each."""

from __future__ import annotations

import json
import shlex
from typing import assert_never

from compiler.guides import Language

# So that the code can also stand inside of a page: no tag begins in it, and no line ends in it
# where JavaScript before 2019 saw an end and JSON does not.
_ESCAPED = {mark: f"\\u{ord(mark):04x}" for mark in "<>&"}


def literal(text: str, language: Language) -> str:
    """What stands for the text in code of the language."""
    match language:
        case Language.PYTHON:
            return python(text)
        case Language.JAVASCRIPT:
            return javascript(text)
        case Language.SHELL:
            return shell(text)
        case _:
            assert_never(language)


def python(text: str) -> str:
    """A string literal of Python, in ASCII."""
    return '"' + "".join(map(_in_python, text)) + '"'


def javascript(text: str) -> str:
    """A string literal of JavaScript, in ASCII; it is JSON too."""
    return "".join(_ESCAPED.get(mark, mark) for mark in json.dumps(text))


def shell(text: str) -> str:
    """A word of a POSIX shell. The text has no NUL, which none can hold."""
    return shlex.quote(text)


def _in_python(mark: str) -> str:
    if mark in '"\\':
        return "\\" + mark
    if mark.isascii() and mark.isprintable():
        return mark
    code = ord(mark)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"
