"""E33x to E35x and W31x: a vendor's own two files."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

_FACTS = "# vendors/acme/v1/vendor.yaml (part)\n"
_DESCRIPTION = "# vendors/acme/v1/openapi.yaml\n"
_INFO = "openapi: 3.1.0\ninfo: {title: Acme, version: v1}\n"

VENDORS: Mapping[Code, Explanation] = {
    codes.BAD_DESCRIPTION: Explanation(
        "The OpenAPI file of a vendor cannot be read: it is no YAML or JSON, is of another format, "
        "refers to other files, or breaks the form that OpenAPI gives a document.",
        f"{_DESCRIPTION}openapi: 4.0.0\ninfo: {{title: Acme, version: v1}}\npaths: {{}}",
        "Correct the file. 'gatewright vendors import' makes a description that can be read of "
        "most that cannot.",
    ),
    codes.OTHER_FOLDER: Explanation(
        "A vendor's name and version stand in its file and in the names of its folders, and here "
        "the two differ: one was copied from elsewhere, or renamed alone.",
        f"{_FACTS}vendor: acne",
        "Give both the same name. APIs call it 'VENDOR/VERSION'.",
    ),
    codes.BUNDLED_VENDOR: Explanation(
        "The compiler comes with a vendor of this name and version. If a project could replace it, "
        "the same definition would mean different things in different projects.",
        "$ ls vendors/plain/v1\nopenapi.yaml  vendor.yaml",
        "Give the folder another version, and let your APIs name that one.",
    ),
    codes.UNKNOWN_ID: Explanation(
        "A fact of vendor.yaml speaks of an operation that the description does not have, so it "
        "would be true of nothing. In 'default', groups can stand as well.",
        f"{_FACTS}groups: {{chat: [createChta]}}",
        "Correct the operationId; the advice lists those of the description.",
    ),
    codes.GROUP_IS_ID: Explanation(
        "APIs name groups and operations in the same place, so that a word which is both would be "
        "ambiguous.",
        f"{_FACTS}groups: {{chat: [createChat], talk: [talk, createChat]}}",
        "Give the group another name.",
    ),
    codes.NO_SUCH_PARAMETER: Explanation(
        "The model is said to stand in a parameter of the path, and no path of the description has "
        "one of that name.",
        f"{_FACTS}model: {{path: deployment}}",
        "Write the name between the braces of the path.",
    ),
    codes.NOT_A_GET: Explanation(
        "A WebSocket begins with a GET request (RFC 6455), and this operation has another method.",
        f"{_FACTS}websockets: [createChat]",
        "Take it out of 'websockets'.",
    ),
    codes.RESERVED_HEADER: Explanation(
        "The header frames the request, or the gateway sets or removes it on every request. What a "
        "vendor.yaml or an endpoint says of it would be overruled, or break the connection.",
        f'{_FACTS}headers: {{Content-Length: {{fixed: "0"}}}}',
        "Use another header, or leave it to the gateway.",
    ),
    codes.KEY_FOR_NOBODY: Explanation(
        "'key' says where engines find a key, and 'auth: none' says that the vendor takes none.",
        f"{_FACTS}key: {{env: ACME_API_KEY}}\nauth: none",
        "Write 'key: none', or say in 'auth' where the vendor looks for it.",
    ),
    codes.CREDENTIAL_PINNED: Explanation(
        "The header or parameter that holds the vendor's key cannot be set to something else, and "
        "is no place for the name of a model: what stands there would be logged.",
        f'{_FACTS}auth: {{query: key}}\nquery: {{key: {{default: "1"}}}}',
        "Take it out. What clients send there is removed anyway.",
    ),
    codes.NO_SUCH_FLAG: Explanation(
        "Requests are said to ask for a stream in a field or parameter that the description does "
        "not have.",
        f"{_FACTS}streaming: {{format: sse, when: {{body: /straem}}, operations: [createChat]}}",
        "Correct the pointer or the name, or describe the field.",
    ),
    codes.NOT_A_FLAG: Explanation(
        "The field that is said to ask for a stream is neither true nor false, or cannot have the "
        "value that is said to ask for one.",
        f"{_FACTS}streaming: {{format: sse, when: {{body: /tokens}}, operations: [createChat]}}",
        "Name another field, or the value: 'when: {body: /mode, value: sse}'.",
    ),
    codes.CHANGED_DESCRIPTION: Explanation(
        "The description has something that OpenAPI 3.1 does not know or that leads nowhere. The "
        "compiler reads it as if that were not there, or as 3.1 would write it; a Swagger 2.0 file "
        "is converted as a whole.",
        f"{_DESCRIPTION}swagger: '2.0'\ninfo: {{title: Acme, version: v1}}\n"
        "paths:\n  /v1/find: {get: {operationId: find, responses: {'200': {description: ok}}}}",
        "Nothing must be done. 'gatewright vendors import' writes the changed description out.",
    ),
    codes.UNUSED_VENDOR: Explanation(
        "The project has a vendor of its own that no API names. It is checked all the same.",
        "$ ls vendors\nacme",
        "Let an API name it, or delete the folder.",
    ),
    codes.NO_USAGE: Explanation(
        "Logs say what each request cost, as far as the vendor's answers do. For these operations "
        "nothing says where, and nothing says that they cost nothing: 'usage' is not there, or the "
        "places that it has for all are not in their answers.",
        f"{_FACTS}usage:\n  {{input: /usage/in, output: /usage/out, total: none, model: /model}}",
        "Write the places under 'usage.operations', or 'none' for each that reports none.",
    ),
    codes.NOT_IN_ANSWER: Explanation(
        "The description says what answers look like, and there is nothing at this pointer: it is "
        "misspelt, or true of another operation.",
        f"{_FACTS}usage:\n  {{input: /usage/inn, output: /usage/out, total: none, model: /model}}",
        "Correct the pointer, or write 'none'.",
    ),
    codes.NOT_A_MEASURE: Explanation(
        "What the description has at this pointer cannot be a count, or the name of a model.",
        f"{_FACTS}usage:\n  {{input: /usage/note, output: /usage/out, total: none, model: /model}}",
        "Name the field that holds the count: a whole number.",
    ),
    codes.STREAM_NOT_DESCRIBED: Explanation(
        "The operation is said to stream, and the description has no such answer of it. Gateways "
        "pass the stream on all the same; the portal does not show it.",
        f"{_FACTS}streaming: {{format: ndjson, when: always, operations: [createChat]}}",
        "Check the format; descriptions of vendors often leave such answers out, so add it.",
    ),
    codes.MODEL_NOT_IN_REQUEST: Explanation(
        "The model is said to stand where the description has nothing.",
        f"{_FACTS}model: {{body: /modle}}",
        "Correct the pointer or the name, or write 'none'.",
    ),
    codes.UNKNOWN_PIN: Explanation(
        "An endpoint sets a parameter or a header to a value that the vendor is not known to take: "
        "another version of its API, say, or a model that it does not have.",
        "# apis/acme.yaml\nname: Acme\nversion: 1.0.0\ncontext: acme\nvendor: acme/v1\n"
        "endpoints:\n  sandbox: {query: {api-version: {fixed: 2026-07-01}}}",
        "Correct it. If the vendor is ahead of its description, leave it as it is.",
    ),
    codes.INVALID_DESCRIPTION: Explanation(
        "The description can be read, but breaks a rule of OpenAPI that tools of clients rely on. "
        "Looked for where the package openapi-spec-validator is installed.",
        f"{_DESCRIPTION}{_INFO}paths:\n  /v1/find:\n    get:\n      operationId: find\n"
        "      parameters: [{name: id, in: path, required: true, schema: {}}]\n      responses: {}",
        "Correct it, above all where the portal hands the operation on.",
    ),
}
