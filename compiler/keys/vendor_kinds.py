"""The scalars of vendor.yaml."""

from __future__ import annotations

from compiler import urls, values
from compiler.keys.kinds import Scalar, text_of
from compiler.terms import StreamFormat

VENDOR_NAME = text_of(
    "vendor-name",
    "lower-case letters, digits, '.', '_' and '-', at most 64",
    r"[a-z0-9][a-z0-9._-]{0,63}",
    "is no name of a vendor",
    as_text=True,
)
VENDOR_VERSION = text_of(
    "vendor-version",
    "letters, digits, '.', '_' and '-', at most 64",
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "is no version of a vendor",
    as_text=True,
)
SERVER = Scalar("server", "an origin, perhaps with {placeholders}, or none", urls.parse_server)
PREFIX = text_of(
    "prefix", "text of ASCII characters, at most 64", r"[\x20-\x7e]{0,64}", "is no such text"
)
SERVICE = text_of(
    "service",
    "lower-case letters, digits and '-', at most 64",
    r"[a-z0-9][a-z0-9-]{0,63}",
    "is no name of a service",
)
GROUP = text_of(
    "group",
    "lower-case letters, digits, '_' and '-', with a letter first",
    r"[a-z][a-z0-9_-]{0,63}",
    "is no name of a group",
)
OPERATION_ID = text_of(
    "operation-id",
    "an operationId of the description",
    r"[A-Za-z_][A-Za-z0-9_.-]{0,199}",
    "is no operationId",
    as_text=True,
)
GROUP_OR_ID = text_of(
    "group-or-id",
    "a group or an operationId",
    r"[A-Za-z_][A-Za-z0-9_.-]{0,199}",
    "is neither",
    as_text=True,
)
POINTER = Scalar("json-pointer", "a JSON pointer such as /usage/total", values.parse_pointer)
PARAMETER_NAME = text_of(
    "parameter-name",
    "the name of a parameter",
    r"[\x21-\x7e]{1,128}",
    "is no name of a parameter",
    as_text=True,
)
PARAMETER_VALUE = text_of(
    "parameter-value",
    "text of ASCII characters, at most 128",
    r"[\x20-\x7e]{1,128}",
    "is empty, longer or has other characters",
    as_text=True,
)
MODEL_NAME = text_of(
    "model-name",
    "the name of a model, at most 256 letters",
    r"[^\x00-\x20\x7f-\xa0]{1,256}",
    "is no name of a model",
    as_text=True,
)
STREAM_FORMAT = Scalar(
    "stream-format",
    "one of " + ", ".join(StreamFormat),
    StreamFormat,
    choices=tuple(StreamFormat),
)
FLAG = Scalar("flag", "true or false", bool, type="boolean")
