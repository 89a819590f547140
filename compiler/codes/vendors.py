"""E33x to E35x and W31x: a vendor's two files, and how they fit together."""

from __future__ import annotations

from compiler.codes.declaring import error, warning

BAD_DESCRIPTION = error(
    "E330",
    "the description cannot be used: {problem}",
    "it must be OpenAPI 3.0, 3.1 or Swagger 2.0, as JSON or YAML, whole in one file",
)
OTHER_FOLDER = error(
    "E331",
    "'{key}' is '{value}', but the folder is called '{folder}'",
    "give the folder or the key the other one's name: vendors/VENDOR/VERSION",
)
BUNDLED_VENDOR = error(
    "E332",
    "'{vendor}' is the name of a vendor that comes with the compiler",
    "give the folder another version, such as '{version}-own'",
)
UNKNOWN_ID = error(
    "E333",
    "the description has no {noun} '{word}'{suggestion}",
    "write one that it has: {known}",
)
GROUP_IS_ID = error(
    "E334",
    "the group '{word}' has the name of an operation of the description",
    "give the group another name: a word means one thing",
)
NO_SUCH_PARAMETER = error(
    "E335",
    "no path{where} has a parameter '{parameter}'{suggestion}",
    "write the name of a {{parameter}} of the path: {known}",
)
NOT_A_GET = error(
    "E336",
    "'{id}' is a {method}, and only a GET can become a WebSocket",
    "take it out of 'websockets'",
)
RESERVED_HEADER = error(
    "E337",
    "'{header}' cannot be {use}: the gateway {reason}",
    "name another header",
)
KEY_FOR_NOBODY = error(
    "E338",
    "'key' names a variable, but with 'auth: none' nobody gets it",
    "write 'key: none', or say in 'auth' where the vendor looks for the key",
)
CREDENTIAL_PINNED = error(
    "E339",
    "'{name}' holds the key of {vendor}, so it cannot be {use}",
    "take it out here: the gateway sets it from the key",
)
NO_SUCH_FLAG = error(
    "E340",
    "nothing asks '{id}' for a stream: its requests have no '{place}'{suggestion}",
    "write the pointer of a field that the description has, or the name of a query parameter",
)
NOT_A_FLAG = error(
    "E341",
    "'{place}' of '{id}' is {found}, which cannot ask for a stream like this",
    "a field is boolean, or has the 'value' among its values; a parameter can have the 'value'",
)

CHANGED_DESCRIPTION = warning(
    "W310",
    "'{place}' in the description: {change}{times}",
    "correct the file, or leave it so: the portal shows it as it is read",
)
UNUSED_VENDOR = warning(
    "W311",
    "no API uses the vendor {vendor}",
    "let an API name it, or delete its folder",
)
NO_USAGE = warning(
    "W312",
    "nothing says what these operations of {vendor} cost: {operations}",
    "write under 'usage.operations' where their answers have the counts, or 'none' for each",
)
NOT_IN_ANSWER = warning(
    "W313",
    "'{measure}' would never be known: answers of {id}{form} have no '{place}'{suggestion}",
    "correct the pointer; 'none' says that an answer has no such thing",
)
NOT_A_MEASURE = warning(
    "W314",
    "'{measure}' would never be known: '{place}' in answers of {id}{form} is {found}",
    "name a field that holds {expected}",
)
STREAM_NOT_DESCRIBED = warning(
    "W315",
    "'{id}' streams {format}, but the description has no answer of type {media_type} for it",
    "check 'format', or add that answer to the description",
)
MODEL_NOT_IN_REQUEST = warning(
    "W316",
    "no log would name the model: requests{where} have no '{place}'{suggestion}",
    "correct where the model stands, or write 'none'",
)
UNKNOWN_PIN = warning(
    "W317",
    "{vendor} is not known to take '{value}' as '{name}'{suggestion}",
    "known are {known}; keep it if the vendor really takes it",
)
INVALID_DESCRIPTION = warning(
    "W318",
    "the description is no valid OpenAPI here: {problem}",
    "correct it where tools of clients read it: the portal hands it on",
)
