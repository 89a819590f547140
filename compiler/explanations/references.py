"""E3xx and W3xx: references, vendors, what stands where."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

REFERENCES: Mapping[Code, Explanation] = {
    codes.UNKNOWN_VENDOR: Explanation(
        "No vendor of that name and version is known.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat\nvendor: acm/v1",
        "Take one of the vendors that the advice lists.",
    ),
    codes.UNKNOWN_OPERATION: Explanation(
        "The word is no group, no 'METHOD /path' and no operationId of the vendor's description.",
        "operations: {include: [chats]}",
        "Take the suggested word, or one of the groups in the advice.",
    ),
    codes.AMBIGUOUS_OPERATION: Explanation(
        "The word fits more than one operation of the vendor, so it is unclear which is meant.",
        'operations: {include: ["GET /v1/models/{id}"]}',
        "Write one of the forms that the advice lists.",
    ),
    codes.EXCLUDES_NOTHING: Explanation(
        "What is excluded is not there to be excluded. Either it never was, or an earlier word has "
        "taken it away; the author believes something else of this API.",
        "operations: {include: [chat], exclude: [audio]}",
        "Delete the word, or include what it was meant to thin out.",
    ),
    codes.INCLUDES_NOTHING: Explanation(
        "All that the word names is included already.",
        "operations: {include: [chat, createChat]}",
        "Delete the word, or the broader one before it.",
    ),
    codes.NO_OPERATIONS: Explanation(
        "After includes and excludes nothing is left that the API could serve.",
        "operations: {include: [chat], exclude: [createChat, listChats]}",
        "Include something, exclude less, or delete the API.",
    ),
    codes.DUPLICATE_API: Explanation(
        "Two files define an API of the same name and version. Names are compared without regard "
        "to case, since some file systems and many people do so.",
        "# apis/b.yaml, beside an apis/a.yaml with 'name: chat' and the same version\n"
        "name: Chat\nversion: 1.0.0\ncontext: other\nvendor: acme/v1",
        "Give one of them another name or version, or delete the copy.",
    ),
    codes.OVERLAP: Explanation(
        "Two APIs would answer at the same URL: the base of one equals the other's or lies below "
        "it. The message shows such a URL.",
        "# apis/a.yaml has 'context: \"{version}\"' and 'version: \"1\"': /1\n"
        'name: Inner\nversion: "2"\ncontext: 1/inner\nvendor: acme/v1',
        "Give one of the two another context.",
    ),
    codes.RESERVED_BASE: Explanation(
        "/healthz and /.well-known belong to the gateway itself.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: .well-known\nvendor: acme/v1",
        "Give the API another context.",
    ),
    codes.BASES_DIFFER_IN_CASE: Explanation(
        "Two bases are the same but for upper and lower case. Gateways tell them apart; people and "
        "some proxies do not.",
        "# apis/a.yaml has 'context: chat'\n"
        "name: Other\nversion: 1.0.0\ncontext: Chat\nvendor: acme/v1",
        "Give one of the two another context.",
    ),
    codes.UNKNOWN_ENVIRONMENT: Explanation(
        "The name is none of the environments of gateway.yaml, so what stands below it would never "
        "count.",
        'endpoints: {sandbx: {url: "https://llm.acme.example"}}',
        "Correct the name, or add the environment to gateway.yaml.",
    ),
    codes.MISSING_VARIABLE: Explanation(
        "The vendor's server has a place for a name of yours (a resource, a region), and this "
        "environment does not fill it.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat\nvendor: placed/v1",
        "Fill it under 'endpoints.ENVIRONMENT.variables', or write a whole 'url'.",
    ),
    codes.UNKNOWN_VARIABLE: Explanation(
        "The vendor's server has no such place to fill.",
        "endpoints: {sandbox: {variables: {resorce: acme}}}",
        "Correct the name; the advice lists those that exist.",
    ),
    codes.USELESS_VARIABLES: Explanation(
        "Variables fill the vendor's own server, but a whole 'url' takes its place, so they would "
        "have no effect.",
        'endpoints:\n  sandbox: {url: "https://llm.acme.example", variables: {resource: acme}}',
        "Keep the 'url' or the 'variables'.",
    ),
    codes.NO_CREDENTIAL: Explanation(
        "The vendor takes no key, and this endpoint names one. It would be sent to nobody.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat\nvendor: keyless/v1\n"
        "endpoints: {sandbox: {key: {env: ACME_KEY}}}",
        "Delete the 'key' of the endpoint.",
    ),
    codes.BAD_SERVER: Explanation(
        "With these variables the vendor's server is no valid host name.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat\nvendor: placed/v1\n"
        "endpoints:\n  sandbox: {variables: {resource: a..b}}\n"
        "  production: {variables: {resource: acme}}",
        "Correct the variables, or write a whole 'url'.",
    ),
    codes.NO_SINCE: Explanation(
        "A deprecated API tells its clients since when (the Deprecation header, RFC 9745), and "
        "only you know the day.",
        "lifecycle: deprecated",
        "Add the day: 'deprecation: {since: 2026-06-01}'.",
    ),
    codes.DEPRECATION_UNUSED: Explanation(
        "Dates of a deprecation are announced only while the API is deprecated. Here its lifecycle "
        "is another, so nobody would be told.",
        "deprecation: {since: 2026-06-01}",
        "Write 'lifecycle: deprecated', or delete 'deprecation'.",
    ),
    codes.SUNSET_TOO_EARLY: Explanation(
        "The API would end before, or on the day, it is said to be deprecated.",
        "lifecycle: deprecated\ndeprecation: {since: 2026-06-01, sunset: 2026-01-01}",
        "Correct one of the two days.",
    ),
    codes.PRIVATE_KEY: Explanation(
        "A document goes to the portal, where everybody may read it, and this file has a private "
        "key in it.",
        "documents: [{title: Keys, type: how_to, file: certs/key.pem}]",
        "Name another file. If the key was real, replace it.",
    ),
    codes.NO_SERVER: Explanation(
        "The vendor is a kind of server that everybody runs for themselves, so that only the API "
        "can say whose it is.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat\nvendor: serverless/v1",
        "Write the 'url' of the endpoint in every environment.",
    ),
    codes.NOT_SIGNED: Explanation(
        "The endpoint asks for requests that are signed with an access key of AWS, and the "
        "vendor's vendor.yaml does not name a service ('auth: {sigv4: SERVICE}') for which it "
        "takes such requests.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat\nvendor: plain/v1\n"
        "endpoints: {sandbox: {key: {sigv4: us-east-1}}}",
        "Name the variable or the file that holds the vendor's key.",
    ),
    codes.UNSIGNABLE: Explanation(
        "A signature holds a digest of the request's body, so a gateway must have the whole body "
        "before it sends any of it on. It holds no uploads, and a WebSocket has no end.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat\nvendor: signed/v1\n"
        "operations: {include: [audio]}\nendpoints: {sandbox: {key: {sigv4: us-east-1}}}",
        "Exclude these operations, or give them to another API with another kind of key.",
    ),
    codes.NO_API: Explanation(
        "The project has environments but no API, so its gateways would answer 404 to everything.",
        "# gateway.yaml, without any file in apis/\ngatewright: 1\nname: acme\n"
        'environments:\n  sandbox: {url: "http://127.0.0.1:8080"}',
        "Add a file to the folder 'apis'.",
    ),
}
