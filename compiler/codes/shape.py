"""E2xx: the shape of a file, and which files there are."""

from __future__ import annotations

from compiler.codes.declaring import error

UNKNOWN_KEY = error("E201", "unknown key '{key}'{suggestion}", "known here: {known}")
MISSING_KEY = error("E202", "key '{key}' is missing", "add '{key}': {explanation}")
WRONG_TYPE = error("E203", "'{key}' is {found}, but takes {expected}", "{explanation}")
NO_VALUE = error(
    "E204",
    "'{key}' has no value",
    "give it {expected}{or_delete}: there is no null in the language",
)
BAD_VALUE = error(
    "E205",
    "'{key}' is '{value}', which {reason}{suggestion}",
    "it takes {expected}: {explanation}",
)
BAD_NAME = error("E206", "the name '{value}' {reason}", "a name here is {expected}")
NOT_EXACTLY_ONE = error(
    "E207", "'{key}' takes exactly one of {choices}", "write one of them: {explanation}"
)
LANGUAGE_VERSION = error(
    "E208", "this compiler knows version 1 of the language only", "write 'gatewright: 1'"
)
MAYBE_SECRET = error(
    "E209",
    "'{key}' takes {expected}; what stands here is not shown, since it may be a secret",
    "if it is one, take it out of the file and its history and replace it at the vendor",
    secret=True,
)
REPEATED = error("E210", "'{value}' stands in '{key}' twice", "keep one of the two")
TOO_FEW = error("E211", "'{key}' is empty", "give it {expected}{or_delete}")
NOT_A_PROJECT = error(
    "E212",
    "this folder has no gateway.yaml, so it is no project",
    "name the project's folder, or write a gateway.yaml",
)
UNREADABLE_FILE = error(
    "E213",
    "this cannot be read, is larger than 32 MiB, or leads out of the project",
    "files must be ordinary ones inside the project, and 'apis' a folder, that you may read",
)
WRONG_SUFFIX = error(
    "E214",
    "files that end in '{suffix}' are not read",
    "let the name end in '.yaml', or move the file out of the project",
)
LINKED_FOLDER = error(
    "E215",
    "links to folders are not followed",
    "put the folder itself here, or link each of its files",
)
BAD_FILE_NAME = error(
    "E216",
    "the name of this file has a character that is not UTF-8 or cannot be printed",
    "rename the file",
)
NEEDS_ANOTHER = error(
    "E217",
    "'{key}' says nothing without '{other}' beside it",
    "add '{other}': {explanation}; or delete '{key}'",
)
STRAY_FILE = error(
    "E218",
    "the compiler reads no such file or folder in 'vendors'",
    "a vendor is 'vendors/VENDOR/VERSION/vendor.yaml' with one openapi.yaml or openapi.json, and a "
    "client 'vendors/clients/CLIENT.yaml'",
)
NO_VENDOR_FILE = error(
    "E219",
    "the description stands here without a vendor.yaml",
    "write one beside it: 'gatewright vendors import' makes a first one",
)
ONE_DESCRIPTION = error(
    "E220",
    "a vendor has one description, openapi.yaml or openapi.json; here is {count}",
    "put exactly one of the two beside vendor.yaml",
)
