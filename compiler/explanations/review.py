"""W3xx and W4xx: what works, and what a careful reader would ask about."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

REVIEW: Mapping[Code, Explanation] = {
    codes.OTHER_ENVIRONMENT: Explanation(
        "An environment uses an endpoint or a key that seems to be another's: its name says so, or "
        "a trial environment has the very same one. Real prompts would go to a sandbox, or tests "
        "would be billed to production.",
        "endpoints:\n  production: {url: https://llm-sandbox.acme.example}",
        "Give the environment an endpoint and a key of its own.",
    ),
    codes.KEY_LEFT_AT_DEFAULT: Explanation(
        "The API names a key for one environment, and for another it relies on the vendor's "
        "variable. Mostly the second was forgotten.",
        "endpoints:\n  production: {key: {file: /run/secrets/acme-production}}",
        "Write the key of every environment, even where it is the vendor's variable.",
    ),
    codes.PLAIN_HTTP: Explanation(
        "The endpoint is an http URL outside the machine: the vendor's key, prompts and answers "
        "cross the network for anyone on the way to read.",
        "endpoints:\n  sandbox: {url: http://llm.acme.example}",
        "Write an https URL; 'trusted_ca' takes a private CA.",
    ),
    codes.SHORT_IDLE: Explanation(
        "The API has operations that stream. A model can think for longer than this timeout before "
        "its first word and between words; the gateway would cut such answers off.",
        "timeouts: {idle: 10s}",
        "Wait for at least 30 s, or include no operation that streams.",
    ),
    codes.OPEN_API: Explanation(
        "Anyone who reaches the listener can use the API at your expense: it asks for no key, and "
        "the listener is not limited to its own machine.",
        "security: none",
        "Ask for a key ('security: [api_key]'), or let the listener's address be 127.0.0.1 behind "
        "something that knows its callers.",
    ),
    codes.NOBODY_CAN_CALL: Explanation(
        "The environment's APIs ask for a key or a token, and no consumer has one that counts "
        "there. Every request would be answered with 401.",
        "# consumers.yaml, of a project with 'sandbox' and 'production'\nconsumers:\n"
        f"  - {{name: demo, keys: [{{sha256: {'0' * 61}abc, environments: [sandbox]}}]}}",
        "Add a consumer's digest that counts in the environment, or a subject of its issuer.",
    ),
    codes.UNUSED_CONSUMER: Explanation(
        "No API asks for a key where the consumer's keys count, nor for a token where its subjects "
        "do, so it can never be told from anybody else.",
        "# consumers.yaml, of a project whose sandbox has open APIs alone\nconsumers:\n"
        f"  - {{name: demo, keys: [{{sha256: {'0' * 61}abc, environments: [sandbox]}}]}}",
        "Correct the environments of its keys or the issuers of its subjects, or delete it.",
    ),
    codes.IDLE_LIMIT: Explanation(
        "Another limit beside this one is always used up before it, so this one never decides "
        "anything. One of the two numbers is probably wrong.",
        "# plans.yaml\nplans:\n  gold: {limits: {requests: [10/second, 1000/minute]}}",
        "Delete one of the two, or correct its number.",
    ),
    codes.UNUSED_PLAN: Explanation(
        "plans.yaml has a plan that nothing refers to; a name may be misspelt somewhere.",
        "# plans.yaml\nplans:\n  gold: {limits: {requests: 600/minute}}",
        "Give it to a consumer, or delete it.",
    ),
    codes.API_WITHOUT_CALLERS: Explanation(
        "Consumers count in the environment, and none of them is subscribed to the API with a plan "
        "and a role that it accepts. Every request would be answered with 403.",
        "# consumers.yaml, of a project with the APIs Chat and Other\nconsumers:\n"
        f"  - {{name: demo, apis: [Other], keys: [{{sha256: {'0' * 61}abc}}]}}",
        "Subscribe a consumer, or let the API accept its plan and its role.",
    ),
    codes.EXPIRED_KEY: Explanation(
        "The key's day has come: every gateway answers 401 to it.",
        "# consumers.yaml\nconsumers:\n"
        f'  - {{name: demo, keys: [{{sha256: {"0" * 61}abc, expires: "2026-01-01"}}]}}',
        "Delete the key, or make a new one.",
    ),
    codes.UNCOUNTED_TOKENS: Explanation(
        "The vendor does not say how many tokens the operations of this API use, so that a limit "
        "of tokens is never reached.",
        "operations: {include: [models]}\nlimits: {tokens: 1000/minute}",
        "Delete the limit, or limit 'requests'.",
    ),
    codes.SHARED_KEY: Explanation(
        "The same key was given for an environment where things are tried out and for one of real "
        "clients. Keys of the first get into notebooks, tickets and chats.",
        "# consumers.yaml, of a project with 'sandbox' and 'production'\nconsumers:\n"
        f"  - name: demo\n    keys:\n      - sha256: {'0' * 61}abc\n"
        "        environments: [sandbox, production]",
        "Make a key for each environment, and say with 'environments' where it counts.",
    ),
    codes.FREE_OPERATIONS: Explanation(
        "The API limits tokens, and the vendor's answers to some of its operations, for which a "
        "model works, do not say how many they used. Whoever calls these is not limited.",
        "# apis/acme.yaml\nname: Acme\nversion: 1.0.0\ncontext: acme\nvendor: acme/v1\n"
        "operations: {include: [chat, talk]}\nlimits: {tokens: 100000/day}",
        "Exclude these operations, or limit 'requests' too.",
    ),
    codes.COUNTED_APART: Explanation(
        "Each gateway counts what passes through it. Where several hosts serve the environment, "
        "a client may use up each limit once on each of them.",
        "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n  sandbox:\n"
        "    url: https://sandbox.acme.example\n    resolvers: [10.96.0.10]\n"
        "    listen: {tls: {certificate: /etc/acme/tls.crt, key: /etc/acme/tls.key}}\n"
        "defaults: {limits: {requests: 600/minute}}",
        "Write 'limits: {shared: none}' in the environment where that is meant or one host serves "
        "it; or let Envoy ask a service that counts: 'limits: {shared: {service: HOST:PORT}}'.",
    ),
    codes.SMALLER_API: Explanation(
        "A plan limits one consumer at one API, and the API limits all of them together. Where the "
        "APIs allow less than the plan, the plan's limit decides nothing.",
        "# plans.yaml, of a project whose API has 'limits: {requests: 100/minute}'\n"
        "plans:\n  gold: {limits: {requests: 1000/minute}}",
        "Correct one of the numbers, or delete the limit of the plan.",
    ),
    codes.IDLE_RESERVE: Explanation(
        "'reserve' says how many tokens a request is taken to use until the vendor's answer tells. "
        "Beside no limit of tokens it decides nothing: each limit has the reserve of its place.",
        "limits: {requests: 60/minute, reserve: 500}",
        "Limit 'tokens' in the same place, or delete 'reserve'.",
    ),
}
