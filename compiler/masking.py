"""What may be shown of a user's text: never what may be a secret, never a control character.

Every field of every diagnostic and every source line that a report shows passes here. A mask keeps
the length of what it covers, so that a caret below a masked line still stands under its place.
"""

from __future__ import annotations

import re

# Prefixes that makers of keys use; the rest of such a word is never shown. They are in lower case:
# HF_API_TOKEN is the name of a variable.
_MARKED = re.compile(
    r"\b(?:sk|pk|rk|gwk|gsk|key|gh[oprsu]|github_pat|glpat|xox[a-z]|hf|pat|eyJ)[-_]"
    r"[A-Za-z0-9_./+=-]{8,}"
    r"|\b(?:AIza|AKIA|eyJ)[A-Za-z0-9_.-]{12,}"
    r"|(?i:(?<=bearer )\S+|(?<=basic )\S+)"
)
# Long words of one piece that mix letters and digits, as random keys and digests do. Names that
# people give (operationIds, variables) have separators every few letters.
_RANDOM = re.compile(
    r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{20,}"
    # Letters alone, where no word is longer than a few of them.
    r"|(?=[A-Za-z]{20})[A-Z]*(?:[a-z]{1,4}[A-Z]{1,4}){4,}[A-Za-z]*"
    # Base64, whose slashes make it look like a path.
    r"|(?=[^0-9]*[0-9])(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[A-Za-z0-9+/]{32,}={0,2}"
    r"|(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
# What cannot be anything but a key, wherever it stands: a mask may cover too much, but for this a
# text is refused. After some prefixes, only where the rest is as random as no name is (below).
_CERTAIN = re.compile(
    r"\bAKIA[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_PERHAPS = re.compile(
    r"\b(?:sk|rk|gwk|gsk|gh[oprsu]|github_pat|glpat|xox[abeprs]|hf)[-_]([A-Za-z0-9_-]{12,})"
    r"|(?i:\bbearer\s+)([A-Za-z0-9_.~+/=-]{16,})"
)
# What each of them has, and most texts have not.
_LONG = re.compile("[A-Za-z0-9_.~+/=-]{15}|PRIVATE KEY")
_BEGIN_PLAIN = ("AKIA", "AIza")  # keys without any sign but letters and digits; digests have none
_RUN = re.compile("[A-Za-z0-9]{10,}")
_CHANGE = re.compile("[a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z])")
_CHANGES = 4  # of lower case, upper case and digits in a run: no name has so many
_USERINFO = re.compile(r"(?<=//)[^\s@\"']*(?=@)")  # a password may have a slash in it
_QUERY_VALUE = re.compile(r"(?<=[?&])([A-Za-z0-9_.-]+=)([^&\s\"']+)")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Keys of the language (and words that people try) beside which a secret could stand.
_BESIDE = re.compile(
    r"(?i)(\b(?:env|file|key|keys|sha256|secret|token|password|authorization)\b[\"']?\s*[:=]\s*)(.+)"
)


def mask(text: str) -> str:
    """The text with what looks like a secret covered and control characters made harmless."""
    for pattern in (_MARKED, _RANDOM, _USERINFO):
        text = pattern.sub(lambda found: "*" * len(found[0]), text)
    text = _QUERY_VALUE.sub(lambda found: found[1] + "*" * len(found[2]), text)
    return printable(text)


def printable(text: str) -> str:
    """The text without what could make a terminal do anything but print."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def mask_beside(line: str) -> str:
    """A line that could not be read as YAML: covers all that stands after a word such as `key:`."""
    return mask(_BESIDE.sub(lambda found: found[1] + "*" * len(found[2]), line))


def looks_secret(text: str) -> bool:
    """Whether the text looks like a key rather than like the name of one."""
    return bool(_MARKED.search(text) or _RANDOM.search(text))


def has_key(text: str) -> bool:
    """Whether a key stands in a text that may say anything: no name, digest or id is taken for
    one, and so keys of makes that look like these are not found."""
    if not _LONG.search(text) or (text.isalnum() and not any(b in text for b in _BEGIN_PLAIN)):
        return False
    return bool(_CERTAIN.search(text)) or any(
        len(_CHANGE.findall(run)) >= _CHANGES
        for found in _PERHAPS.finditer(text)
        for run in _RUN.findall(found[1] or found[2])
    )
