"""Programs that know of a gateway only what is in their environment: each is an SDK as it comes,
and the model is its only argument."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.guides import Language


@dataclass(frozen=True, slots=True)
class Program:
    """place: whose Python runs it, as in snippet_runs."""

    language: Language
    text: str
    place: str = ""


def python(lines: str, place: str = "") -> Program:
    return Program(Language.PYTHON, f"import sys\n\nmodel = sys.argv[1]\n{lines}", place)


def node(lines: str) -> Program:
    return Program(Language.JAVASCRIPT, lines)


ASKED = 'messages=[{"role": "user", "content": "How many words?"}]'
ASKED_IN_NODE = 'messages: [{ role: "user", content: "How many words?" }]'
MODEL = "model: process.argv[2]"
FIRST_CHOICE = "choices[0].message.content"


def completion(client: str) -> str:
    return f"print({client}.chat.completions.create(model=model, {ASKED}).{FIRST_CHOICE})\n"


def completion_in_node(client: str) -> str:
    asked = f"{{ {MODEL}, {ASKED_IN_NODE} }}"
    return (
        f"const answer = await new {client}().chat.completions.create({asked});\n"
        f"console.log(answer.{FIRST_CHOICE});\n"
    )


CLAUDE = f"Anthropic().messages.create(model=model, max_tokens=64, {ASKED}).content[0].text"
CLAUDE_IN_NODE = f"{{ {MODEL}, max_tokens: 64, {ASKED_IN_NODE} }}"
GOOGLE = """\
from google import genai

client = genai.Client()
print(client.models.generate_content(model=model, contents="How many words?").text)
"""
AMAZON = """\
import boto3

asked = [{"role": "user", "content": [{"text": "How many words?"}]}]
answer = boto3.client("bedrock-runtime").converse(modelId=model, messages=asked)
print(answer["output"]["message"]["content"][0]["text"])
"""
AMAZON_IN_NODE = """\
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
const messages = [{ role: "user", content: [{ text: "How many words?" }] }];
const command = new ConverseCommand({ modelId: process.argv[2], messages });
const answer = await new BedrockRuntimeClient().send(command);
console.log(answer.output.message.content[0].text);
"""

PROGRAMS: dict[str, tuple[Program, ...]] = {
    "openai-environment": (
        python("from openai import OpenAI\n\n" + completion("OpenAI()")),
        node('import OpenAI from "openai";\n' + completion_in_node("OpenAI")),
    ),
    "azure-openai-environment": (
        python("from openai import AzureOpenAI\n\n" + completion("AzureOpenAI()")),
        node('import { AzureOpenAI } from "openai";\n' + completion_in_node("AzureOpenAI")),
    ),
    "groq-environment": (
        python("from groq import Groq\n\n" + completion("Groq()")),
        node('import Groq from "groq-sdk";\n' + completion_in_node("Groq")),
    ),
    "anthropic-environment": (
        python(f"from anthropic import Anthropic\n\nprint({CLAUDE})\n"),
        python(f"from anthropic import Anthropic\n\nprint({CLAUDE})\n", "clients"),
        node(
            'import Anthropic from "@anthropic-ai/sdk";\n'
            f"const answer = await new Anthropic().messages.create({CLAUDE_IN_NODE});\n"
            "console.log(answer.content[0].text);\n"
        ),
    ),
    "google-genai-environment": (python(GOOGLE, "clients"),),
    "cohere-environment": (
        python(
            "import cohere\n\n"
            f"answer = cohere.ClientV2().chat(model=model, {ASKED})\n"
            "print(answer.message.content[0].text)\n"
        ),
    ),
    "ollama-environment": (
        python(f"import ollama\n\nprint(ollama.chat(model=model, {ASKED}).message.content)\n"),
    ),
    "bedrock-environment": (python(AMAZON, "clients"), node(AMAZON_IN_NODE)),
}
"""By the client whose variables they read."""
