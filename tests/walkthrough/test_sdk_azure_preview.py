"""OpenAI's SDK in its Azure form on the dated surface that has responses, assistants and stores:
endpoint and key are changed and nothing else. The calls that it marks as old are the vendor's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import openai
import pytest
from openai import AzureOpenAI

from tests.conformance import facts, openai_answers
from tests.conformance.azure_facts import ANSWERING
from tests.conformance.engines import Engine
from tests.conformance.vendors.azure_kept import ASSISTANT, FILE, MESSAGE
from tests.conformance.vendors.azure_preview import SOUND, VERSION
from tests.conformance.vendors.azure_v1 import ANSWER, STORE
from tests.conformance.vendors.copies import COUNTS
from tests.conformance.vendors.openai_more import RUN, THREAD
from tests.conformance.world import World

pytestmark = [
    pytest.mark.usefixtures("described"),
    pytest.mark.filterwarnings("ignore:(The Assistants API is )?deprecated:DeprecationWarning"),
]

DEPLOYMENT = "my gpt-4o"
TEXT = openai_answers.TEXT
RESPONSE = (36, 87)


def client(engine: Engine, key: str = facts.CLIENT_KEY, version: str = VERSION) -> AzureOpenAI:
    endpoint = f"http://127.0.0.1:{engine.port}{facts.APIS['AzurePreview'].base}"
    return AzureOpenAI(azure_endpoint=endpoint, api_key=key, api_version=version, max_retries=0)


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[AzureOpenAI]:
    with client(engine) as one:
        yield one


def test_response(sdk: AzureOpenAI, world: World, logged: Callable[[], object]) -> None:
    answer = sdk.responses.create(model=DEPLOYMENT, input="How many words?")
    assert answer.output_text == TEXT
    arrival = world.vendor.arrivals[-1]
    assert arrival.target == f"/openai/responses?api-version={VERSION}".encode()
    assert arrival.first("api-key") == facts.APIS["AzurePreview"].vendor_key
    assert logged() == ("Create_Response", DEPLOYMENT, *RESPONSE, False)
    assert sdk.responses.retrieve(ANSWER).status == "completed"
    assert [one.type for one in sdk.responses.input_items.list(ANSWER)] == ["message"]
    sdk.responses.delete(ANSWER)


def test_streamed_response(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    with sdk.responses.stream(model=DEPLOYMENT, input="How many words?") as stream:
        final = stream.get_final_response()
    assert final.output_text == TEXT
    assert logged() == ("Create_Response", DEPLOYMENT, *RESPONSE, True)


def test_streamed_chat(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    with sdk.chat.completions.create(
        model=DEPLOYMENT,
        messages=[{"role": "user", "content": "How many words?"}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        words = [part.delta.content or "" for chunk in stream for part in chunk.choices]
    assert "".join(words) == TEXT
    assert logged() == ("ChatCompletions_Create", ANSWERING, *COUNTS, True)


def test_embeddings_and_models(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    answer = sdk.embeddings.create(model="embedding", input=["one", "two"])
    assert [one.embedding for one in answer.data] == [[0.5, -0.25, 0.125]] * 2
    assert logged() == ("Embeddings_Create", ANSWERING, 8, None, False)
    assert [one.id for one in sdk.models.list()] == ["gpt-4o"]


def test_speech(sdk: AzureOpenAI, world: World) -> None:
    """The SDK sends JSON where the vendor describes a form."""
    with sdk.audio.speech.with_streaming_response.create(
        model="tts-1", input="Two words.", voice="alloy"
    ) as answer:
        assert answer.read() == SOUND
    target = world.vendor.arrivals[-1].target
    assert target == f"/openai/deployments/tts-1/audio/speech?api-version={VERSION}".encode()


def test_transcription(sdk: AzureOpenAI) -> None:
    answer = sdk.audio.transcriptions.create(model="whisper", file=("a.wav", b"RIFF....WAVE"))
    assert answer.text == "One sentence."


def test_assistant(sdk: AzureOpenAI, world: World) -> None:
    made = sdk.beta.assistants.create(
        model=DEPLOYMENT, name="Counter", tools=[{"type": "file_search"}]
    )
    assert made.id == ASSISTANT
    assert world.vendor.arrivals[-1].first("OpenAI-Beta") == "assistants=v2"
    assert [one.id for one in sdk.beta.assistants.list(limit=1)] == [ASSISTANT]
    assert sdk.beta.assistants.update(ASSISTANT, instructions="Be brief.").id == ASSISTANT
    assert sdk.beta.assistants.delete(ASSISTANT).deleted


def test_thread(sdk: AzureOpenAI) -> None:
    assert sdk.beta.threads.create(messages=[{"role": "user", "content": "Hello"}]).id == THREAD
    sent = sdk.beta.threads.messages.create(THREAD, role="user", content="How many words?")
    assert sent.id == MESSAGE
    assert [one.id for one in sdk.beta.threads.messages.list(THREAD)] == [MESSAGE]
    assert sdk.beta.threads.delete(THREAD).deleted


def test_run(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    """It costs nothing yet when it is made, and asking for it again does not cost."""
    assert sdk.beta.threads.runs.create(THREAD, assistant_id=ASSISTANT).status == "queued"
    assert logged() == ("Create_Run", ANSWERING, None, None, False)
    found = sdk.beta.threads.runs.retrieve(RUN, thread_id=THREAD)
    assert found.usage is not None
    assert logged() == ("Get_Run", None, None, None, False)
    steps = sdk.beta.threads.runs.steps.list(RUN, thread_id=THREAD)
    assert [one.type for one in steps] == ["message_creation"]


def test_streamed_run(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    with sdk.beta.threads.runs.stream(thread_id=THREAD, assistant_id=ASSISTANT) as stream:
        stream.until_done()
        final = stream.current_run
        (message,) = stream.get_final_messages()
    assert message.id == MESSAGE
    assert final is not None
    assert final.usage is not None
    assert (final.usage.prompt_tokens, final.usage.completion_tokens) == COUNTS
    assert logged() == ("Create_Run", ANSWERING, *COUNTS, True)


def test_streamed_thread_and_run(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    with sdk.beta.threads.create_and_run(
        assistant_id=ASSISTANT, thread={"messages": []}, stream=True
    ) as stream:
        names = [event.event for event in stream]
    assert names[0] == "thread.run.created"
    assert names[-1] == "thread.run.completed"
    assert logged() == ("Create_Thread_And_Run", ANSWERING, *COUNTS, True)


def test_streamed_results_of_tools(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    with sdk.beta.threads.runs.submit_tool_outputs(
        RUN,
        thread_id=THREAD,
        tool_outputs=[{"tool_call_id": "call_1", "output": "2"}],
        stream=True,
    ) as stream:
        last = list(stream)[-1]
    assert last.event == "thread.run.completed"
    assert logged() == ("Submit_Tool_Outputs_To_Run", ANSWERING, *COUNTS, True)


def test_stores(sdk: AzureOpenAI) -> None:
    assert sdk.vector_stores.create(name="notes", file_ids=[FILE]).id == STORE
    assert [one.id for one in sdk.vector_stores.list()] == [STORE]
    assert sdk.vector_stores.files.create(STORE, file_id=FILE).status == "completed"
    assert sdk.vector_stores.files.update(FILE, vector_store_id=STORE, attributes={"a": 1})
    (text,) = sdk.vector_stores.files.content(FILE, vector_store_id=STORE)
    assert text.text == "Two words."
    (found,) = sdk.vector_stores.search(STORE, query="words")
    assert found.file_id == FILE
    assert sdk.vector_stores.file_batches.create(STORE, file_ids=[FILE]).status == "in_progress"
    assert sdk.vector_stores.delete(STORE).deleted


def test_version_of_client_passes(engine: Engine, world: World) -> None:
    with client(engine, version="2025-04-01-preview") as sdk:
        sdk.responses.create(model=DEPLOYMENT, input="How many words?")
    target = world.vendor.arrivals[-1].target
    assert target == b"/openai/responses?api-version=2025-04-01-preview"


def test_wrong_key(engine: Engine) -> None:
    with client(engine, "gwk_wrong") as sdk, pytest.raises(openai.AuthenticationError) as raised:
        sdk.beta.threads.create()
    assert raised.value.code == "invalid_api_key"


def test_unknown_operation(sdk: AzureOpenAI) -> None:
    """What the vendor has in other versions, the gateway does not pass on in this one."""
    with pytest.raises(openai.NotFoundError) as raised:
        sdk.responses.cancel(ANSWER)
    assert raised.value.code == "unknown_operation"


def test_vendors_own_error(sdk: AzureOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        sdk.responses.create(
            model=DEPLOYMENT, input="How many words?", extra_headers={"X-Mock": "status=400"}
        )
    assert raised.value.code == "content_filter"
    assert raised.value.param == "prompt"
