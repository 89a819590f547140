"""E342 to E351, W319 and W320: what vendors say to people. E416 to E418: the portal's looks."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

_FACTS = "# vendors/acme/v1/vendor.yaml (part)\n"
_CLIENT = "# vendors/clients/mine.yaml\n"
_REST = "title: Mine\nlanguage: shell\ncode: {chat: mine --url <<base_url>>}"
_LOOK = (
    "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n"
    "  sandbox: {url: http://127.0.0.1:8080}\n"
)


def _chat(**changes: str) -> str:
    """A `chat` with some of its keys changed; it is right without."""
    keys = {
        "operation": "createChat",
        "model": "acme-large",
        "messages": "/messages",
        "role": "/role",
        "text": "/content",
        "answer": "/text",
        "delta": "/text",
        "events": "[{data: '{\"text\": <<text>>}'}]",
        **changes,
    }
    first, places, rest = list(keys)[:3], list(keys)[3:7], list(keys)[7:]

    def line(names: list[str]) -> str:
        return ", ".join(f"{name}: {keys[name]}" for name in names)

    inner = [line(first), line(places), *(line([name]) for name in rest)]
    return _FACTS + "chat: {" + ",\n  ".join(inner) + "}"


GUIDES: Mapping[Code, Explanation] = {
    codes.UNKNOWN_CLIENT: Explanation(
        "A vendor names a program or library of which nothing is known: no file of that name comes "
        "with the compiler, and the project has none in 'vendors/clients'.",
        f"{_FACTS}clients: [{{client: curlish}}]",
        "Correct the name, or describe the client in a file of that name.",
    ),
    codes.CLIENT_WITHOUT_CODE: Explanation(
        "A client's file has its code by group of operations or by operationId, and the vendor has "
        "none of those, so the portal would never show the client.",
        f"{_CLIENT}client: mine\ntitle: Mine\nlanguage: shell\n"
        "code: {poems: mine --url <<base_url>>}",
        "Add code for one of the vendor's groups, or take the client out of its 'clients'.",
    ),
    codes.OTHER_FILE: Explanation(
        "A client's name stands in its file and is that file's name, and here the two differ: one "
        "was copied, or renamed alone.",
        f"{_CLIENT}client: yours\n{_REST}",
        "Give both the same name. Vendors call it by that name in 'clients'.",
    ),
    codes.BUNDLED_CLIENT: Explanation(
        "The compiler comes with a client of this name. If a project could replace it, the same "
        "definition would mean different things in different projects.",
        f"{_CLIENT}client: mine\n{_REST}",
        "Give the file and its 'client' another name, and name that one in your vendors.",
    ),
    codes.NOT_IN_CHAT: Explanation(
        "'chat' says where a request has its messages, or what it has besides, and the description "
        "says what requests have: there is nothing at this place.",
        _chat(messages="/massages"),
        "Correct the pointer. 'role' and 'text' lead into one message, the others into the body.",
    ),
    codes.NOT_FOR_CHAT: Explanation(
        "A request of a conversation would have a value there that the description does not allow: "
        "of another type, or none of the few that it lists.",
        _chat(set="{/tokens: many}"),
        "Write a value that it allows. Where the vendor calls the speakers by other words than "
        "'user' and 'assistant', 'roles' has them.",
    ),
    codes.NOT_STREAMED: Explanation(
        "The portal's chat asks this operation for a stream, and nothing in vendor.yaml says that "
        "it answers with one.",
        f"{_chat()}\nstreaming: none",
        "Add it to 'streaming', or name the operation that streams as 'streamed'.",
    ),
    codes.ONE_TEXT: Explanation(
        "'events' is an example of a stream. One of its events has '<<text>>' where a piece of the "
        "text stands; it is sent again for each piece, those before it and after it once.",
        _chat(events='[{data: \'{"text": "Hello"}\'}]'),
        "Write '<<text>>' in one event, without quotes around it: it becomes a JSON string.",
    ),
    codes.NO_PIECE: Explanation(
        "'delta' says where an event has a piece of the text, and the example of such an event has "
        "it elsewhere. One of the two is wrong, so the chat would stay empty.",
        _chat(delta="/model"),
        "Let the pointer lead to where '<<text>>' stands.",
    ),
    codes.NOT_TOGETHER: Explanation(
        "The portal's chat makes a request with the model, the messages, what asks for a stream, "
        "and what 'set' and 'stream' add. Here one of them would be inside of another that is a "
        "value of its own, or take its place.",
        _chat(set="{/model: acme-small}"),
        "Correct one of the two pointers, or take what has its value already out of 'set'.",
    ),
    codes.NO_TEXT: Explanation(
        "'answer' and 'delta' say where the text is in an answer and in the events of a stream, "
        "and by the description there is no text.",
        _chat(answer="/usage"),
        "Correct the pointer. It leads to the text itself, past lists: /choices/0/text.",
    ),
    codes.UNUSED_CLIENT: Explanation(
        "The project has a client of its own that no vendor names, so the portal does not show it. "
        "Its file is checked all the same.",
        f"{_CLIENT}client: mine\n{_REST}",
        "Name it in 'clients' of a vendor of the project, or delete the file.",
    ),
    codes.LOGO_TOO_LARGE: Explanation(
        "The logo stands at the head of every page and is loaded with each first visit.",
        f"{_LOOK}portal: {{logo: brand/poster.png}}",
        "Export it smaller: a picture of 200 pixels has a few KiB.",
    ),
    codes.NOT_A_PICTURE: Explanation(
        "What is in the file is not what its name promises, so browsers would not show it.",
        f"{_LOOK}portal: {{logo: brand/logo.png}}",
        "Name the right file. A picture that was renamed needs its own ending: .svg, .png or "
        ".webp.",
    ),
    codes.ACTIVE_PICTURE: Explanation(
        "An SVG file can run code, and load things from elsewhere. At the head of a page nothing "
        "of it runs, but whoever opens the picture itself has it at the portal's own address.",
        f"{_LOOK}portal: {{logo: brand/logo.svg}}",
        "Take that part out; programs that draw offer to export plain SVG.",
    ),
}
