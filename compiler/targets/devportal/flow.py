"""Data -> one line of text that is JSON and YAML at once, of YAML 1.1 as of 1.2."""

from __future__ import annotations

import json
import re

# JSON lets them stand as they are; in YAML they are line breaks, or no characters of a text at all
# (YAML 1.1 and 1.2, "c-printable" and "b-char").
_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def flow(value: object) -> str:
    """The line. Every text in it is quoted."""
    made = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return _ODD.sub(lambda odd: f"\\u{ord(odd[0]):04x}", made)
