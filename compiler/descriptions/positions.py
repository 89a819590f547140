"""Where in a file a place of its text is, as people and editors count.

The YAML parser breaks lines at more characters than those do (YAML 1.1, section 4.2), and where the
last line has no end it speaks of the one after it; how far from the beginning a place is, it knows.
"""

from __future__ import annotations

import codecs

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def place_of(content: bytes, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a letter; of the end where the file has fewer."""
    text = content.decode("utf-16" if content.startswith(_WIDE) else "utf-8", "replace")
    index = min(index, len(text))
    lines = (text.count("\n", 0, index), text.count("\r", 0, index), text.count("\r\n", 0, index))
    begins = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    return lines[0] + lines[1] - lines[2] + 1, index - begins + 1
