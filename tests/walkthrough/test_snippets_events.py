"""What vendor.yaml has as an example of a stream is one of the vendor's, and its pointers lead to
what they are about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from compiler.guides import Chat, Event, filled
from compiler.openapi import dereferenced
from compiler.terms import InBody, InHeader, Pointer, Stream, StreamFormat
from compiler.vendors import Vendor
from tests.bundled import CATALOGUE, bundled, validator
from tests.walkthrough.snippet_runs import at

VALUES = {"text": '"Hello"', "model": '"a-model"', "input": "11", "output": "7", "total": "18"}
CHATTING = sorted(id for id in CATALOGUE.ids() if bundled(id).guide.chat is not None)


def chat_of(id: str) -> tuple[Vendor, Chat]:
    vendor = bundled(id)
    assert vendor.guide.chat is not None
    return vendor, vendor.guide.chat


def streamed(vendor: Vendor, chat: Chat) -> Stream:
    return next(one for one in vendor.operations if one.id == chat.streamed).streams[0]


def as_described(event: Event, form: StreamFormat) -> Any:
    """An event as the description has it: what is not framed as SSE has data alone."""
    data = json.loads(filled(event.data, VALUES))
    if form is not StreamFormat.SSE:
        return data
    return {"data": data} | ({} if event.event is None else {"event": event.event})


def test_all_vendors_that_hold_conversations_say_so() -> None:
    assert sorted(CATALOGUE.ids()) == CHATTING


@pytest.mark.parametrize("id", CHATTING)
def test_events_are_as_described(id: str) -> None:
    vendor, chat = chat_of(id)
    operation = next(one for one in vendor.operations if one.id == chat.streamed)
    form = streamed(vendor, chat).format
    item = vendor.document.data["paths"][operation.template.text]
    answer = dereferenced(vendor.document, item[operation.method.lower()]["responses"]["200"])
    judge = validator(vendor, answer["content"][form.media_type]["schema"])
    for event in chat.events:
        assert list(judge.iter_errors(as_described(event, form))) == []


@pytest.mark.parametrize("id", CHATTING)
def test_one_event_has_the_text_and_the_last_ones_the_usage(id: str) -> None:
    vendor, chat = chat_of(id)
    events = [json.loads(filled(event.data, VALUES)) for event in chat.events]
    texts = [found for event in events if (found := at(event, chat.delta))]
    assert texts == ["Hello"]
    operation = next(one for one in vendor.operations if one.id == chat.streamed)
    assert operation.usage is not None
    counts = operation.usage.stream
    assert counted(counts.input, events) == 11
    assert counted(counts.output, events) == 7
    if counts.total is not None:
        assert counted(counts.total, events) == 18


def counted(place: InBody | InHeader | None, events: list[Any]) -> int:
    """What a log would have: the last value of each pointer, added up."""
    assert isinstance(place, InBody)
    found: dict[Pointer, int] = {}
    for event in events:
        for pointer in place.pointers:
            if isinstance(value := at(event, pointer), int):
                found[pointer] = value
    return sum(found.values())
