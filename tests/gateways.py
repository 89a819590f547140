"""An `ir.Gateway` written by hand, for the targets' own tests and for probing an engine alone."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from compiler import ir
from compiler.diagnostics import Span
from compiler.guides import Guide
from compiler.openapi import Document
from compiler.terms import (
    Budget,
    EnvSecret,
    FileSecret,
    HeaderCredential,
    InBody,
    Lifecycle,
    Parameter,
    PathTemplate,
    Pin,
    PinMode,
    Reported,
    SecretRef,
    Security,
    Stream,
    StreamFormat,
    Timeouts,
    Usage,
    Validation,
)

ORIGIN = Span(PurePosixPath("apis/sample.yaml"))
KEY = "gwk_sample_key_of_the_tests"
CHAT_USAGE = Reported(
    InBody((("usage", "prompt_tokens"),)),
    InBody((("usage", "completion_tokens"),)),
    InBody((("usage", "total_tokens"),)),
    InBody((("model",),)),
)
DOCUMENT = Document(
    {
        "openapi": "3.1.0",
        "info": {"title": "sample", "version": "1"},
        "paths": {
            "/v1/chat/completions": {
                "post": {"operationId": "chat", "responses": {"200": {"description": "ok"}}}
            }
        },
    },
    "0" * 64,
)


GUIDE = Guide("Sample AI", None, (), (("chat", ("chat",)),))
UNLIMITED = Budget((), 1000)


def consumer(name: str, *digests: str) -> ir.Consumer:
    """One that may call everything, with keys that do not expire."""
    keys = tuple(ir.ConsumerKey(digest, None) for digest in sorted(digests))
    return ir.Consumer(name, keys, ir.Grant(None, None, UNLIMITED))


def paper(title: str, type: str, name: str, content: bytes) -> ir.ApiDocument:
    """A document about an API, beside the others in its author's folder."""
    return ir.ApiDocument(title, type, name, content, PurePosixPath("docs", name))


def operation(id: str, method: str, *, upload: bool = False, usage: bool = False) -> ir.Operation:
    """An operation with the default limits of its kind of body."""
    return ir.Operation(
        id=id,
        method=method,
        upload=upload,
        limit=(100 if upload else 10) * 1024 * 1024,
        streams=(Stream(StreamFormat.SSE, None),) if usage else (),
        usage=Usage(CHAT_USAGE, CHAT_USAGE) if usage else None,
        request_model=None,
    )


PATHS = (
    ir.Path(
        PathTemplate(("/v1/audio/transcriptions",)),
        (operation("transcribe", "POST", upload=True, usage=True),),
    ),
    ir.Path(PathTemplate(("/v1/chat/completions",)), (operation("chat", "POST", usage=True),)),
    ir.Path(PathTemplate(("/v1/models",)), (operation("list_models", "GET"),)),
    ir.Path(
        PathTemplate(("/v1/models/", Parameter("model_id"))),
        (operation("delete_model", "DELETE"), operation("get_model", "GET")),
    ),
)


def api(
    name: str,
    upstream: ir.Upstream,
    secret: SecretRef,
    *,
    base_path: str = "",
    query: tuple[Pin, ...] = (),
    security: tuple[Security, ...] = (Security.API_KEY,),
) -> ir.Api:
    return ir.Api(
        name=name,
        version="1.0.0",
        base=f"/{name.lower()}/1.0.0",
        vendor="sample",
        vendor_version="v1",
        description="",
        tags=(),
        endpoint=ir.Endpoint(
            upstream=upstream,
            authority=f"{upstream.host}:{upstream.port}",
            base_path=base_path,
            credential=HeaderCredential("Authorization", "Bearer ", secret),
            query=query,
            headers=(),
        ),
        security=security,
        key_header=None,
        plans=(),
        budget=UNLIMITED,
        paths=PATHS,
        validation=Validation.OFF,
        timeouts=Timeouts(connect_ms=5_000, idle_ms=300_000),
        removed_response_headers=("x-vendor-internal",),
        lifecycle=Lifecycle.PUBLISHED,
        added_response_headers=(),
        listing=ir.Listing(),
        models=(),
        guide=GUIDE,
        document=DOCUMENT,
    )


def gateway(vendor_port: int, port: int, key_file: str = "/run/secrets/sample") -> ir.Gateway:
    """Three APIs in front of http://127.0.0.1:vendor_port; KEY is the consumer's key."""
    upstream = ir.Upstream("u0", "127.0.0.1", vendor_port, None, True, ORIGIN)
    pins = (Pin("api-version", "2024-10-21", PinMode.DEFAULT), Pin("trace", "1", PinMode.FIXED))
    return ir.Gateway(
        project="sample",
        environment="sandbox",
        url=f"http://127.0.0.1:{port}",
        listener=ir.Listener("127.0.0.1", port, None),
        resolvers=(),
        origins=("http://portal.test",),
        portal_url=None,
        apis=(
            api("Chat", upstream, EnvSecret("SAMPLE_API_KEY")),
            api("Open", upstream, FileSecret(key_file), security=()),
            api("Pinned", upstream, EnvSecret("SAMPLE_API_KEY"), base_path="/deep", query=pins),
        ),
        upstreams=(upstream,),
        consumers=(consumer("demo-app", hashlib.sha256(KEY.encode()).hexdigest()),),
        look=ir.Look("sample", None, "#0b5fff", reference=True),
        origin=ORIGIN,
    )
