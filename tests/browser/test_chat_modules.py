"""What the chat panel's scripts do that no conversation shows, in the browser that runs them."""

from __future__ import annotations

import json

import pytest

from tests.browser.modules import Modules

LOG = """
    const log = document.createElement("div");
    log.id = "chat-log";
    document.body.replaceChildren(log);
    const message = m.message("assistant", "Model", "");
    let changes = 0;
    const seen = new MutationObserver((records) => { changes += records.length; });
    seen.observe(log, {subtree: true, characterData: true});
    const text = () => log.querySelector(".message-text").textContent;
    const painted = () => new Promise((resolve) => requestAnimationFrame(resolve));
"""


def test_pieces_of_one_frame_are_painted_at_once(modules: Modules) -> None:
    body = f"""{LOG}
        for (let number = 0; number < 1000; number += 1) {{ message.append(`${{number}} `); }}
        const before = text();
        await painted();
        return [before, text(), changes];
    """
    pieces = "".join(f"{number} " for number in range(1000))
    assert modules.run("chatlog", body) == ["", pieces, 1]


def test_an_answer_that_has_ended_is_there_as_a_whole(modules: Modules) -> None:
    body = f"""{LOG}
        message.append("one ");
        message.append("two");
        message.flush();
        const found = [text()];
        message.flush();
        await painted();
        return [...found, text(), changes];
    """
    assert modules.run("chatlog", body) == ["one two", "one two", 1]


def test_who_reads_further_up_is_not_pulled_down(modules: Modules) -> None:
    body = f"""{LOG}
        log.style.cssText = "height: 100px; overflow: auto; white-space: pre";
        const lines = "line\\n".repeat(50);
        message.append(lines);
        message.flush();
        const end = () => log.scrollHeight - log.scrollTop - log.clientHeight < 2;
        const followed = end();
        log.scrollTop = 0;
        message.append(lines);
        message.flush();
        return [followed, log.scrollTop];
    """
    assert modules.run("chatlog", body) == [True, 0]


@pytest.mark.parametrize("failure", ['{"error": {"message": "Busy"}}', '{"error": "Busy"}'])
def test_an_error_that_came_as_a_success(modules: Modules, failure: str) -> None:
    body = """
        const response = new Response(given, {headers: {"Content-Type": "application/json"}});
        try {
            return await m.read(response, {answer: ["text"]}, {}, () => undefined);
        } catch (error) {
            return [error instanceof m.Failed, JSON.stringify(error.told)];
        }
    """
    failed, told = modules.run("answering", body, failure)
    assert (failed, json.loads(told)) == (True, json.loads(failure))


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        ("17", "Try again in 17 s."),
        ("Fri, 31 Dec 2027 23:59:59 GMT", "Try again after Fri, 31 Dec 2027 23:59:59 GMT."),
    ],
)
def test_when_to_try_again(modules: Modules, wait: str, said: str) -> None:
    body = """
        const response = new Response("", {status: 429, headers: {"Retry-After": given}});
        return m.complaint(response, "", true).detail;
    """
    assert modules.run("complaints", body, wait) == f"{said} (HTTP 429)"
