"""E2xx: the shape of a file, and which files there are."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

SHAPE: Mapping[Code, Explanation] = {
    codes.UNKNOWN_KEY: Explanation(
        "The language has no such key at this place. It is not passed over, since a misspelt limit "
        "would be no limit.",
        "limit: {body: 1MiB}",
        "Take the key that is suggested, or one of those that are listed.",
    ),
    codes.MISSING_KEY: Explanation(
        "A key that has no default is not there.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat",
        "Add the key; the advice says what it holds.",
    ),
    codes.WRONG_TYPE: Explanation(
        "The value is of another kind than the key takes: a list in place of a text, say, or a "
        "number without its unit.",
        "timeouts: {idle: 300}",
        "Write a value of the expected kind: 'timeouts: {idle: 300s}'.",
    ),
    codes.NO_VALUE: Explanation(
        "A key stands there without a value, or with null. The language has no null: what is not "
        "written has its default.",
        "limits:",
        "Give it a value, or delete the key.",
    ),
    codes.BAD_VALUE: Explanation(
        "The value is of the right kind, but not one that the key can take: an unknown word, a "
        "number out of its range, or a form that some engine could not express safely.",
        "limits: {body: 10MB}",
        "Write a value as the advice describes it: 'limits: {body: 10MiB}'.",
    ),
    codes.BAD_NAME: Explanation(
        "A name that you choose becomes part of paths and of engines' configurations, so its "
        "letters are limited.",
        "# gateway.yaml\ngatewright: 1\nname: acme\n"
        'environments:\n  Sandbox: {url: "http://127.0.0.1:8080"}',
        "Choose a name of the letters that the advice lists.",
    ),
    codes.NOT_EXACTLY_ONE: Explanation(
        "The keys here are alternatives: two would contradict each other, and none says nothing.",
        "endpoints:\n  sandbox: {key: {env: ACME_KEY, file: /run/secrets/acme}}",
        "Keep one of the alternatives.",
    ),
    codes.LANGUAGE_VERSION: Explanation(
        "The project is written for another version of the language than this compiler knows, so "
        "nothing in it can be relied on.",
        "# gateway.yaml\ngatewright: 2\nname: acme\n"
        'environments: {sandbox: {url: "http://127.0.0.1:8080"}}',
        "Write 'gatewright: 1', or use the compiler that the project was written for.",
    ),
    codes.MAYBE_SECRET: Explanation(
        "Here the language takes the name of a key or its digest, and what stands there looks like "
        "a key itself; or a key stands in a text that would be in the artifacts for everybody to "
        "read, such as a description, a property or a pinned parameter. It is covered in every "
        "report, but it is in your file and perhaps in its history.",
        "endpoints:\n  sandbox: {key: {env: sk-in-plain-sight-0123}}",
        "Write the name of the variable ('{env: ACME_KEY}') or the path of the file that holds the "
        "key. Replace the key at the vendor if it was real.",
    ),
    codes.REPEATED: Explanation(
        "A list has the same word twice, so one of them was meant to be another.",
        "tags: [llm, llm]",
        "Delete one of the two, or write what was meant.",
    ),
    codes.TOO_FEW: Explanation(
        "A list or mapping that must hold something is empty. An empty list of security would open "
        "an API, for example; that is written 'none'.",
        "security: []",
        "Fill it, or delete the key so that its default counts.",
    ),
    codes.NOT_A_PROJECT: Explanation(
        "The folder has no gateway.yaml. That file says where the gateways run, so without it "
        "there is nothing to compile.",
        "$ gatewright check /var/empty",
        "Name the folder that holds gateway.yaml, or write one.",
    ),
    codes.UNREADABLE_FILE: Explanation(
        "A file of the project cannot be read: it is a pipe or a folder, larger than 32 MiB, not "
        "permitted, or a link that leads out of the project.",
        "$ ln -s /etc/passwd apis/chat.yaml",
        "Put an ordinary file that you may read in its place.",
    ),
    codes.WRONG_SUFFIX: Explanation(
        "The file looks like a definition but has another ending than '.yaml'. Leaving it out in "
        "silence would leave an API out.",
        "$ ls apis\nchat.yml",
        "Rename it to end in '.yaml', or move it out of the folder.",
    ),
    codes.LINKED_FOLDER: Explanation(
        "A folder below 'apis' is a link. Links to folders can go in circles and out of the "
        "project, so none is followed.",
        "$ ln -s ../shared apis/shared",
        "Put the folder itself there, or link its files one by one.",
    ),
    codes.BAD_FILE_NAME: Explanation(
        "The file's name has bytes that are not UTF-8, or control characters. It could not be "
        "shown in a report or written into a manifest.",
        "$ touch $'apis/chat\\x1b.yaml'",
        "Rename the file.",
    ),
    codes.NEEDS_ANOTHER: Explanation(
        "The key changes what another one means, and that one is not there.",
        "# vendors/acme/v1/vendor.yaml (part)\n"
        "streaming: {format: sse, when: {query: alt}, operations: [createChat]}",
        "Add the other key: 'when: {query: alt, value: sse}'; or delete this one.",
    ),
    codes.STRAY_FILE: Explanation(
        "In the folder 'vendors' each vendor has a folder with one for each version in it, and "
        "there 'vendor.yaml' and a description; the folder 'clients' has a file for each client. "
        "This file stands elsewhere or has another name, so nothing would read it.",
        "$ ls vendors/acme\nvendor.yaml",
        "Move it to vendors/VENDOR/VERSION/ or vendors/clients/, or out of the project.",
    ),
    codes.NO_VENDOR_FILE: Explanation(
        "An OpenAPI file says what can be called. Where the vendor's server is, and where it looks "
        "for its key, stands in a vendor.yaml, which is not there.",
        "$ ls vendors/acme/v1\nopenapi.yaml",
        "Write one, or let 'gatewright vendors import' make it of the OpenAPI file.",
    ),
    codes.ONE_DESCRIPTION: Explanation(
        "A vendor.yaml goes with one OpenAPI file. With two, nobody could say which counts.",
        "$ ls vendors/acme/v1\nopenapi.json  openapi.yaml  vendor.yaml",
        "Put 'openapi.yaml' or 'openapi.json' beside it, not both.",
    ),
}
