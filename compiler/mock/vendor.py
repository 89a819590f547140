"""A request -> what the mock vendor answers to it."""

from __future__ import annotations

import re

from compiler.mock import errors, fitting
from compiler.mock.answers import answered
from compiler.mock.calls import Call, Request, Router, Unknown
from compiler.mock.described import Content
from compiler.mock.effort import TooMuch, bounded
from compiler.mock.replies import Reply, request_id
from compiler.mock.schemas import Impossible
from compiler.mock.streams import asked, collected, streamed
from compiler.mock.vectors import TooMany

STATUS_HEADER = "x-mock-status"
"""Which error to answer with: 400 to 599."""
DELAY_HEADER = "x-mock-delay"
"""How long to wait before the answer: 200ms, 2s."""
CUT_HEADER = "x-mock-cut"
"""After how many events of a stream the connection breaks."""

_DELAY = re.compile(r"([0-9]{1,6})(ms|s)")
_LONGEST_DELAY = 60.0
_CUT = re.compile("[0-9]{1,6}")
_STATUS = re.compile("[45][0-9][0-9]")
_NONE = "The mock vendor has no answer that fits the description of"


def reply(router: Router, request: Request) -> Reply:
    """The answer to a request; the same request has the same answer."""
    try:
        found = router.find(request)
        made = errors.unknown(found) if isinstance(found, Unknown) else _reply(found)
    except Exception as error:  # whatever is in a description, the server goes on
        made = errors.plain(500, f"The mock vendor has a fault: {type(error).__name__}.")
    return made.adding(("x-request-id", request_id(request)))


def delay(request: Request) -> float:
    """For how many seconds a request wants to wait."""
    found = _DELAY.fullmatch(request.headers.get(DELAY_HEADER, "").strip())
    if found is None:
        return 0.0
    return min(int(found[1]) / (1000 if found[2] == "ms" else 1), _LONGEST_DELAY)


def _reply(call: Call) -> Reply:
    headers = call.request.headers
    if (status := headers.get(STATUS_HEADER, "").strip()) != "":
        if _STATUS.fullmatch(status) is None:
            return errors.plain(400, f"{STATUS_HEADER} takes a status of 400 to 599.")
        said = f"{errors.phrase(int(status))}: {STATUS_HEADER} asked the mock vendor for it."
        return errors.refused(call, int(status), said)
    if call.operation.websocket:
        return errors.plain(501, "The mock vendor speaks no WebSocket.")
    if not call.request.whole:
        return errors.refused(call, 413, "The body is larger than the mock vendor reads.")
    if (wrong := fitting.complaint(call)) is not None:
        refusing = call.description.refusing(call.described)
        said = f"The request does not fit the description: {wrong.text}."
        return errors.refused(call, refusing, said, wrong.steps)
    try:
        with bounded():
            return _well(call)
    except TooMany as error:
        return errors.refused(call, 400, f"The mock vendor makes {error}.")
    except (Impossible, TooMuch) as reason:
        return errors.plain(501, f"{_NONE} {call.operation.id}: {reason}.")
    except RecursionError:
        return errors.plain(501, f"{_NONE} {call.operation.id}: it is nested too deep.")


def _well(call: Call) -> Reply:
    stream = asked(call)
    if stream is not None:
        made = streamed(call, stream)
        cut = call.request.headers.get(CUT_HEADER, "").strip()
        if _CUT.fullmatch(cut):
            return Reply(made.status, made.headers, made.pieces, made.stream, int(cut))
        return made
    chat = call.api.guide.chat
    of_stream = chat is not None and call.operation.id == chat.streamed != chat.operation
    if chat is not None and of_stream and chat.events and _is_list(call):
        return collected(call, chat)
    return answered(call)


def _is_list(call: Call) -> bool:
    """Whether the operation's JSON answers are arrays."""
    content: Content = call.description.success(call.described)[1]
    schema = content.get("application/json", True)
    return call.description.schemas.plain(schema).get("type") == "array"
