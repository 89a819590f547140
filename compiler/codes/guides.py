"""E342 to E351, W319 and W320: what vendors say to people. E416 to E418: the portal's looks."""

from __future__ import annotations

from compiler.codes.declaring import error, warning

UNKNOWN_CLIENT = error(
    "E342",
    "there is no client '{client}'{suggestion}",
    "name one of {known}, or add 'vendors/clients/{client}.yaml'",
)
CLIENT_WITHOUT_CODE = error(
    "E343",
    "the code of '{client}' is for {words}, and {vendor} has no such group or operation",
    "add code for a group of the vendor to the client's file, or take the client out",
)
OTHER_FILE = error(
    "E344",
    "'client' is '{value}', but the file is called '{file}'",
    "give the file or the key the other one's name: vendors/clients/CLIENT.yaml",
)
BUNDLED_CLIENT = error(
    "E345",
    "'{client}' is the name of a client that comes with the compiler",
    "give the file and its 'client' another name, such as '{client}-own'",
)
NOT_IN_CHAT = error(
    "E346",
    "no conversation can be held: requests to '{id}' have no '{place}'{suggestion}",
    "correct the pointer: it leads into the request's body, '0' being the first item of a list",
)
NOT_FOR_CHAT = error(
    "E347",
    "'{key}' would be refused: '{place}' in requests to '{id}' is {found}",
    "{cure}",
)
NOT_STREAMED = error(
    "E348",
    "'{id}' answers no request with a stream",
    "name the operation that does, or add this one to 'streaming'",
)
ONE_TEXT = error(
    "E349",
    "{count} of the events have '<<text>>', and each piece of a text needs one event",
    "write '<<text>>' in one event: it is sent again for each piece",
)
NO_PIECE = error(
    "E350",
    "the event with '<<text>>' has no such text at '{place}'",
    "correct 'delta' or the event: the pointer leads to where '<<text>>' stands",
)
NOT_TOGETHER = error(
    "E351",
    "no request can have '{place}' of '{key}': {problem}",
    "name places of a request that stand beside each other, those of a list from '0' on",
)
LOGO_TOO_LARGE = error(
    "E416",
    "the logo '{file}' has {size} KiB, and at most {most} are taken",
    "make a smaller picture: it is shown at the height of a line",
)
NOT_A_PICTURE = error(
    "E417",
    "the logo '{file}' is no {form} picture: {reason}",
    "name another file, or give this one the ending of what is in it",
)
ACTIVE_PICTURE = error(
    "E418",
    "the logo '{file}' does more than show something: it has {what}",
    "take that out of the file, or export it as a PNG",
)
NO_TEXT = warning(
    "W319",
    "no text would be shown: '{key}' is '{place}', and in answers of '{id}'{form} {problem}",
    "correct the pointer: it leads to the text itself",
)
UNUSED_CLIENT = warning(
    "W320",
    "no vendor names the client '{client}'",
    "name it in 'clients' of a vendor.yaml of the project, or delete its file",
)
