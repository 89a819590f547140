"""E1xx: text and YAML."""

from __future__ import annotations

from compiler.codes.declaring import error

SYNTAX = error(
    "E101",
    "this is not YAML: {problem}",
    "look at this line and the one before it: indentation (no tabs), quotes, brackets, colons",
)
DUPLICATE_KEY = error("E102", "key '{key}' stands here a second time", "keep one of the two")
ANCHOR = error(
    "E103",
    "'{name}' is an anchor or alias, which the language does not have",
    "write the value out; quote a text that starts with '&' or '*'",
)
MERGE_KEY = error(
    "E104",
    "'<<' would merge another mapping, which the language does not have",
    "write the keys out",
)
TAG = error(
    "E105",
    "'{tag}' is a YAML tag, which the language does not have",
    "leave the tag away; quote a text that starts with '!'",
)
SEVERAL_DOCUMENTS = error(
    "E106", "a second YAML document starts here", "put each document into a file of its own"
)
KEY_NOT_TEXT = error("E107", "a key must be text", "quote the key, or check the brackets")
TOO_DEEP = error(
    "E108", "this is nested more than {depth} levels deep", "check the brackets and the indentation"
)
EMPTY_FILE = error("E109", "the file is empty", "fill it or delete it")
NOT_UTF8 = error("E110", "the byte {byte} here is not UTF-8", "save the file as UTF-8")
BYTE_ORDER_MARK = error(
    "E111", "the file starts with a byte order mark", "save the file as UTF-8 without one"
)
BAD_CHARACTER = error("E112", "a definition cannot have this character: {character}", "delete it")
DIRECTIVE = error(
    "E113",
    "YAML directives are not part of the language",
    "delete the lines that start with '%'; every file is YAML 1.2",
)
