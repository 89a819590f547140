"""E1xx: text and YAML."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

TEXT: Mapping[Code, Explanation] = {
    codes.SYNTAX: Explanation(
        "The file cannot be read as YAML. The place is where the reader gave up, which may be a "
        "line after the mistake.",
        "tags: [llm, internal\nlimits: {body: 1MiB}",
        "Close what is open, indent with blanks, and quote texts that hold ': ' or ' #'.",
    ),
    codes.DUPLICATE_KEY: Explanation(
        "A mapping has the same key twice. Other readers take the last one in silence; here "
        "neither counts, since nobody knows which was meant.",
        "limits:\n  body: 1MiB\n  body: 2MiB",
        "Delete one of the two.",
    ),
    codes.ANCHOR: Explanation(
        "Anchors and aliases are left out of the language: a value stands where it is read, and a "
        "file cannot grow beyond what it shows.",
        "timeouts: &slow {idle: 600s}\nlimits: *slow",
        "Write the value out, or put it into 'defaults'. A text that starts with & or * is quoted.",
    ),
    codes.MERGE_KEY: Explanation(
        "'<<' merges mappings in YAML 1.1. The language has its own layers (defaults, overrides), "
        "whose order is fixed and whose values know where they come from.",
        "timeouts:\n  <<: {idle: 5s}",
        "Write the keys out, or put them into 'defaults'.",
    ),
    codes.TAG: Explanation(
        "A tag would change the type of a value. Types come from the key that a value stands at.",
        "description: !!str 5",
        "Leave the tag away; quote a text that starts with '!'.",
    ),
    codes.SEVERAL_DOCUMENTS: Explanation(
        "A file holds one document, so that a file is one thing: a gateway, an API, the consumers.",
        "name: Chat\n---\nname: Other",
        "Move everything after '---' into a file of its own.",
    ),
    codes.KEY_NOT_TEXT: Explanation(
        "A key is a list, a mapping, a number or a truth value. All keys of the language are "
        "texts.",
        "true: x",
        "Quote the key if it is a name of yours; else look at the brackets and at '? '.",
    ),
    codes.TOO_DEEP: Explanation(
        "The nesting is far beyond what the language has, so it is a mistake or an attack.",
        "tags: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "Look for brackets that were not closed.",
    ),
    codes.EMPTY_FILE: Explanation(
        "The file holds nothing but blanks and remarks, so it defines nothing.",
        "# to do",
        "Fill it or delete it.",
    ),
    codes.NOT_UTF8: Explanation(
        "The file has bytes that are not UTF-8; mostly it was saved in an older encoding.",
        "description: Gr\N{LATIN SMALL LETTER U WITH DIAERESIS}\N{LATIN SMALL LETTER SHARP S}e  "
        "# saved as Latin-1",
        "Save the file as UTF-8.",
    ),
    codes.BYTE_ORDER_MARK: Explanation(
        "Some editors begin a file with an invisible mark of its encoding. YAML files have none.",
        "name: Chat  # after the bytes EF BB BF",
        "Save the file as 'UTF-8 without BOM'.",
    ),
    codes.BAD_CHARACTER: Explanation(
        "The file has a control character, or a line break that YAML 1.1 knows and YAML 1.2 does "
        "not. It is invisible and could change what an engine reads.",
        "description: a\N{LINE SEPARATOR}b  # U+2028 between the letters",
        "Delete the character; inside double quotes it can be written as an escape where it is "
        "allowed at all.",
    ),
    codes.DIRECTIVE: Explanation(
        "Lines such as '%YAML 1.1' would change how the file is read. Every file is YAML 1.2.",
        "%YAML 1.2\n---\nname: Chat",
        "Delete the lines that start with '%'.",
    ),
}
