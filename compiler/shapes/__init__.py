"""What a request's JSON body may be: schemas of a description -> a table to check bodies by.

The table is plain JSON. `nodes` is a list; a node is an object with some of these keys and no
other, and subschemas are numbers of nodes, counted from 0. An empty node allows everything. A
value fits a node where it fits all of its keys; they are looked at in this order, and the first
that does not fit is the complaint:

    never         true: nothing fits
    $ref          NODE
    type          [WORD]: array, boolean, integer, null, number, object, string; 1.0 is an integer
    enum          [VALUE]: equal as JSON: 1 is 1.0 but not true, the order of members is no matter
    minimum, exclusiveMinimum, maximum, exclusiveMaximum      NUMBER; of numbers
    multipleOf    INTEGER above 0; of numbers; what is no integer is no multiple
    minLength, maxLength          INTEGER; of strings, in code points
    minItems, maxItems            INTEGER; of arrays
    prefixItems   [NODE]: the first items, one each
    items         NODE: the items after those of prefixItems
    properties    [[NAME, NODE]]: of objects, in this order, the members that are there
    required      [NAME]: of objects, in this order
    minProperties, maxProperties  INTEGER; of objects
    additionalProperties          NODE: the members that `properties` does not name, in the order of
                  their names' UTF-8 bytes
    allOf         [NODE]
    anyOf         [NODE]: at least one fits
    oneOf         [NODE]: exactly one fits
    not           NODE: it does not fit

Numbers are doubles (IEEE 754). Nodes lead back to themselves, but never at the same place of a
value. A value at one place is best checked once against a node: what was found is found again.

A complaint is a place and a word. The place is a JSON pointer (RFC 6901) to the value; of
`required`, to the member that is missing. The word is the key, but: `never` is
`additionalProperties` where the node stands there; oneOf is `oneOf` where more than one fits;
where none does, anyOf and oneOf pass on the complaint of the alternative whose place has the most
steps, of several the first whose word is not `enum`, else the first; and are `anyOf`, at their
own place, where none has more steps than that.

Before any node, in this order: `json`, where the body is not UTF-8; `depth`, where more than
`max_depth` brackets and braces are open at once outside of strings; `json`, where the body is no
JSON text (RFC 8259: no byte order mark; members may stand twice, the last counts).

A complaint is shown as PLACE: TEXT, or as TEXT alone at the root; `type` as its text with the
types behind it, joined by " or ". Of a place every byte of a step that is not unreserved (RFC
3986) is percent-encoded, after "~" and "/" became "~0" and "~1", half pairs of surrogates being
U+FFFD. One of more than `place_bytes` is cut to its first `place_bytes` - 3, then "...".

What an operation says of its body: `required`; `types`, the media types of its content, in lower
case without parameters; `shape`, the node of those that are JSON, or null. A request without a
body is `empty` where one is required, and else fits. A body whose media type is JSON, which is
application/json, ends in "+json" or is not given, is checked by `shape` where there is one. Any
other passes unread if `types` has its media type (not given: application/json), to which "*/*"
and "text/*" stand for many; if not, it is `content`.
"""

from compiler.shapes.collecting import Body, Shapes, Table
from compiler.shapes.rules import RULES

__all__ = ["RULES", "Body", "Shapes", "Table"]
