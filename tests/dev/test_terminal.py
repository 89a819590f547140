"""What people see in the terminal: lines of requests, and nothing that a stranger draws there."""

from __future__ import annotations

import io

import pytest

from compiler.dev.terminal import Terminal, Welcome

FACTS: dict[str, object] = {
    "method": "POST",
    "api": "ChatAPI",
    "api_version": "1.0.0",
    "status": 200,
    "error_code": None,
    "duration_ms": 1234,
    "gen_ai.request.model": None,
    "gen_ai.response.model": "small",
    "gen_ai.usage.input_tokens": 1200,
    "gen_ai.usage.output_tokens": 34,
}


def shown(capsys: pytest.CaptureFixture[str], **changes: object) -> list[str]:
    Terminal(colour=False).request(FACTS | changes)
    return capsys.readouterr().out.split()[1:]


def test_a_request_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    row = ["POST", "ChatAPI", "1.0.0", "small", "1,200/34", "200", "1.2", "s"]
    assert shown(capsys) == row
    nothing: dict[str, object] = dict.fromkeys(FACTS)
    nothing |= {"method": "GET", "status": 404, "duration_ms": 0, "error_code": "unknown_operation"}
    row = ["GET", "-", "-", "-", "404", "0", "ms", "unknown_operation"]
    assert shown(capsys, **nothing) == row


def test_no_vendor_writes_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    row = shown(capsys, **{"gen_ai.response.model": "a\x1b[31mb\nc"})
    assert row[3] == "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}c"


def test_no_description_does(capsys: pytest.CaptureFixture[str]) -> None:
    """The first call is made of a vendor's description."""
    call = "curl http://127.0.0.1 \\\n  -F 't=\x1b]0;OWNED\x07\u202e'"
    portal, gateway = "http://127.0.0.1:8080/portal/", "http://127.0.0.1:8080"
    it = Welcome("a\x1b[2J", portal, gateway, [("Chat@1", gateway)], "gwk_1", 60, call)
    Terminal(colour=False).welcome(it)
    said = capsys.readouterr().out
    unknown = "\N{REPLACEMENT CHARACTER}"
    assert (
        f"     curl http://127.0.0.1 \\\n       -F 't={unknown}]0;OWNED{unknown}{unknown}'\n"
        in said
    )
    assert not [character for character in said if character < " " and character != "\n"]


def test_a_terminal_without_all_letters_is_written_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a client calls a model may end a request, or the reader of an engine's log."""
    kept = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(kept, "iso-8859-1"))
    Terminal(colour=False).request(FACTS | {"gen_ai.response.model": "modèle \N{SNOWMAN}"})
    row = kept.getvalue().decode("iso-8859-1")
    assert "modèle ?" in row
    assert row.endswith("1.2 s\n")
