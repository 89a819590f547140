"""Precedence with provenance, defaults, selection of operations, overlap, cross-references."""

from __future__ import annotations

import ssl
from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from compiler.definition.written import Layer, Placed
from compiler.diagnostics import Span
from compiler.ir import ApiDocument, Listener, ListenerTls, ProjectCa, SystemCa
from compiler.model import Api, Endpoint, Environment, Settings, Source, Sourced
from compiler.resolve.bases import base_of
from compiler.resolve.precedence import BUILT_IN, choose, written
from compiler.terms import EnvSecret, FileSecret, Lifecycle, Pin, PinMode, Security
from tests.projects import API, CONSUMERS, DIGEST, GATEWAY, Outcome, compile_texts

MIB = 1024 * 1024
FILE = PurePosixPath("x.yaml")
ONE = "gatewright: 1\nname: sample\nenvironments:\n  sandbox:\n    url: {url}\n{more}"


def api_of(outcome: Outcome) -> Api:
    assert not outcome.diagnostics.failed, outcome.report
    (api,) = outcome.model.apis
    return api


def settings_of(more: str) -> Settings:
    return api_of(compile_texts({"apis/chat.yaml": API + more})).deployments[0].settings


def environment_of(url: str, more: str = "", **files: bytes) -> Environment:
    gateway = ONE.format(url=url, more="".join(f"    {line}\n" for line in more.splitlines()))
    extra = {name.replace("__", "/").replace("_pem", ".pem"): data for name, data in files.items()}
    outcome = compile_texts({"gateway.yaml": gateway, "consumers.yaml": "consumers: []", **extra})
    assert not outcome.diagnostics.failed, outcome.report
    return outcome.model.environments[0]


def layer(line: int, **leaves: object) -> Layer:
    return {
        name.replace("__", "."): Placed(value, Span(FILE, line)) for name, value in leaves.items()
    }


class TestPrecedence:
    OVERRIDE = written(Source.OVERRIDE, layer(1, limits__body=1))
    OWN = written(Source.API, layer(2, limits__body=2, limits__upload=2, tags=("a",)))
    DEFAULTS = written(Source.DEFAULTS, layer(3, limits__body=3, timeouts__idle=3, tags=("b",)))
    LAYERS = (OVERRIDE, OWN, DEFAULTS, BUILT_IN)

    def test_the_strongest_layer_that_has_a_leaf_decides_it(self) -> None:
        assert choose("limits.body", self.LAYERS) == Sourced(1, Source.OVERRIDE)
        assert choose("limits.upload", self.LAYERS) == Sourced(2, Source.API)
        assert choose("timeouts.idle", self.LAYERS) == Sourced(3, Source.DEFAULTS)
        assert choose("timeouts.connect", self.LAYERS) == Sourced(5_000, Source.BUILT_IN)

    def test_a_list_replaces_and_is_not_joined(self) -> None:
        assert choose("tags", self.LAYERS).value == ("a",)

    def test_a_value_knows_its_place(self) -> None:
        assert choose("limits.body", self.LAYERS).span == Span(FILE, 1)
        assert choose("timeouts.connect", self.LAYERS).span is None

    def test_an_unknown_setting_is_a_defect(self) -> None:
        with pytest.raises(KeyError):
            choose("limits.nothing", self.LAYERS)


def test_built_in_settings() -> None:
    settings = settings_of("")
    assert settings.body_limit == Sourced(10 * MIB, Source.BUILT_IN)
    assert settings.upload_limit == Sourced(100 * MIB, Source.BUILT_IN)
    assert settings.connect_ms == Sourced(5_000, Source.BUILT_IN)
    assert settings.idle_ms == Sourced(300_000, Source.BUILT_IN)
    assert settings.security == Sourced((Security.API_KEY,), Source.BUILT_IN)
    assert settings.tags == Sourced((), Source.BUILT_IN)
    assert settings.description == Sourced("", Source.BUILT_IN)
    assert settings.operations.source is Source.VENDOR


def test_an_api_s_own_settings() -> None:
    settings = settings_of("limits: {upload: 1GiB}\ntimeouts: {connect: 500ms}\nsecurity: none\n")
    assert settings.body_limit.source is Source.BUILT_IN
    assert settings.upload_limit == Sourced(1024 * MIB, Source.API)
    assert settings.upload_limit.span == Span(PurePosixPath("apis/chat.yaml"), 5, 18)
    assert settings.connect_ms == Sourced(500, Source.API)
    assert settings.security == Sourced((), Source.API)


class TestLayers:
    """Defaults and overrides through the whole front end; production comes before sandbox."""

    @staticmethod
    def settings(defaults: str, api: str, **files: bytes) -> tuple[Settings, Settings]:
        documents = {f"docs/{name}.md": content for name, content in files.items()}
        gateway = GATEWAY + (f"defaults: {defaults}\n" if defaults else "")
        outcome = compile_texts({"gateway.yaml": gateway, "apis/chat.yaml": API + api, **documents})
        production, sandbox = api_of(outcome).deployments
        return production.settings, sandbox.settings

    def test_a_value_comes_from_the_strongest_layer_and_knows_it(self) -> None:
        production, sandbox = self.settings(
            "{limits: {body: 3B, upload: 3B}, timeouts: {idle: 3ms}}",
            "limits: {body: 2B}\noverrides: {sandbox: {limits: {body: 1B}}}\n",
        )
        assert sandbox.body_limit == Sourced(1, Source.OVERRIDE)
        assert production.body_limit == Sourced(2, Source.API)
        assert sandbox.upload_limit == Sourced(3, Source.DEFAULTS)
        assert sandbox.idle_ms == Sourced(3, Source.DEFAULTS)
        assert sandbox.connect_ms == Sourced(5_000, Source.BUILT_IN)
        assert str(sandbox.body_limit.span) == "apis/chat.yaml:6:38"
        assert str(sandbox.idle_ms.span) == "gateway.yaml:11:61"

    def test_lists_replace_properties_merge(self) -> None:
        _, sandbox = self.settings(
            "{tags: [a, b], properties: {team: a, floor: '1', door: x}}",
            "tags: [c]\nproperties: {team: b}\n"
            "overrides: {sandbox: {tags: [], properties: {floor: '2'}}}\n",
        )
        assert sandbox.tags == Sourced((), Source.OVERRIDE)
        assert sandbox.properties == (
            ("door", Sourced("x", Source.DEFAULTS)),
            ("floor", Sourced("2", Source.OVERRIDE)),
            ("team", Sourced("b", Source.API)),
        )

    def test_visibility_is_replaced_whole(self) -> None:
        production, sandbox = self.settings(
            "{visibility: {roles: [internal]}}", "overrides: {sandbox: {visibility: public}}\n"
        )
        assert production.roles == Sourced(("internal",), Source.DEFAULTS)
        assert sandbox.roles == Sourced((), Source.OVERRIDE)

    def test_deprecation_merges_by_key(self) -> None:
        production, sandbox = self.settings(
            "{deprecation: {link: 'https://p.example/'}}",
            "lifecycle: deprecated\ndeprecation: {since: 2026-06-01}\n"
            "overrides: {sandbox: {deprecation: {sunset: 2027-01-01}}}\n",
        )
        assert (production.since.value, production.sunset.value) == (date(2026, 6, 1), None)
        assert sandbox.sunset == Sourced(date(2027, 1, 1), Source.OVERRIDE)
        assert sandbox.link == Sourced("https://p.example/", Source.DEFAULTS)

    def test_environments_without_an_override_share_their_settings(self) -> None:
        production, sandbox = self.settings("", "overrides: {sandbox: {}}\n")
        assert production is sandbox

    def test_an_override_may_choose_other_operations(self) -> None:
        production, sandbox = self.settings(
            "{operations: {exclude: [audio]}}",
            "operations: {include: [chat]}\n"
            "overrides: {sandbox: {operations: {include: [models], exclude: [getModel]}}}\n",
        )
        assert [each.id for each in production.operations.value] == ["listChats", "createChat"]
        assert [each.id for each in sandbox.operations.value] == ["listModels"]

    def test_what_an_api_excludes_may_be_absent_from_what_an_override_includes(self) -> None:
        _, sandbox = self.settings(
            "",
            "operations: {exclude: [models]}\n"
            "overrides: {sandbox: {operations: {include: [createChat]}}}\n",
        )
        assert [each.id for each in sandbox.operations.value] == ["createChat"]

    def test_documents_are_relative_to_the_file_that_names_them(self) -> None:
        production, sandbox = self.settings(
            "{documents: [{title: Terms, file: docs/terms.md}]}",
            "overrides: {sandbox: {documents: [{title: A, type: how_to, file: ../docs/a.md},\n"
            "  {title: B, file: ../docs/../docs/A.md}]}}\n",
            terms=b"terms",
            a=b"small",
            A=b"large",
        )
        assert production.documents.source is Source.DEFAULTS
        terms = PurePosixPath("docs/terms.md")
        assert production.documents.value == (
            ApiDocument("Terms", "other", "terms.md", b"terms", terms),
        )
        assert sandbox.documents.value == (
            ApiDocument("A", "how_to", "a.md", b"small", PurePosixPath("docs/a.md")),
            ApiDocument("B", "other", "A-2.md", b"large", PurePosixPath("docs/A.md")),
        )

    def test_a_documents_name_is_not_longer_than_files_can_be_called(self) -> None:
        name = "d" * 240
        listed = f"{{title: A, file: ../docs/{name}.md}}, {{title: B, file: ../docs/{name}d.md}}"
        _, sandbox = self.settings(
            "",
            f"documents: [{listed}]\n",
            **{name: b"a", f"{name}d": b"b"},
        )
        assert [each.name for each in sandbox.documents.value] == [
            f"{'d' * 200}.md",
            f"{'d' * 200}-2.md",
        ]

    def test_a_deprecation_counts_where_the_api_is_deprecated(self) -> None:
        outcome = compile_texts(
            {
                "apis/chat.yaml": API + "deprecation: {since: 2026-06-01}\n"
                "overrides: {sandbox: {lifecycle: deprecated}}\n"
            }
        )
        assert outcome.codes == []

    def test_a_default_deprecation_is_there_for_those_that_are(self) -> None:
        defaults = "{deprecation: {since: 2026-06-01}}"
        assert self.settings(defaults, "")[0].lifecycle.value is Lifecycle.PUBLISHED

    def test_a_wrong_word_of_the_defaults_is_said_once(self) -> None:
        other = API.replace("Chat", "Other").replace("chat", "other")
        own = API.replace("Chat", "Own").replace("chat", "own") + "operations: {include: [chats]}\n"
        gateway = GATEWAY + "defaults: {operations: {include: [chats]}}\n"
        files = {"gateway.yaml": gateway, "apis/other.yaml": other, "apis/own.yaml": own}
        assert [str(each.span) for each in compile_texts(files).diagnostics] == [
            "apis/own.yaml:5:24",
            "gateway.yaml:11:35",
        ]

    def test_what_shares_a_name_is_looked_into_as_well(self) -> None:
        other = API.replace("context: chat", "context: other") + "operations: {include: [chats]}\n"
        assert compile_texts({"apis/other.yaml": other}).codes == ["E307", "E302"]


class TestOperations:
    @staticmethod
    def ids(more: str) -> list[str]:
        return [operation.id for operation in settings_of(more).operations.value]

    def test_by_default_the_vendor_s(self) -> None:
        assert self.ids("") == ["listChats", "createChat", "listModels", "getModel"]

    def test_a_group_a_place_and_an_id(self) -> None:
        found = self.ids('operations: {include: [audio, "GET /v1/models/{any}", listChats]}\n')
        assert found == ["transcribe", "listChats", "getModel"]

    def test_exclude_comes_after_include(self) -> None:
        assert self.ids("operations: {exclude: [models, createChat]}\n") == ["listChats"]

    def test_words_may_overlap_where_each_adds_something(self) -> None:
        assert self.ids("operations: {include: [createChat, chat]}\n") == [
            "listChats",
            "createChat",
        ]

    def test_the_order_of_words_does_not_matter(self) -> None:
        one = self.ids("operations: {include: [audio, chat]}\n")
        assert one == self.ids("operations: {include: [chat, audio]}\n")

    def test_apis_that_choose_alike_share_their_operations(self) -> None:
        other = API.replace("Chat", "Other").replace("chat", "other")
        model = compile_texts({"apis/other.yaml": other}).model
        first, second = (api.deployments[0].settings.operations.value for api in model.apis)
        assert first is second

    def test_a_wrong_choice_is_said_for_each_api(self) -> None:
        wrong = "operations: {include: [chats]}\n"
        other = API.replace("Chat", "Other").replace("chat", "other") + wrong
        outcome = compile_texts({"apis/chat.yaml": API + wrong, "apis/other.yaml": other})
        assert outcome.codes == ["E302", "E302"]
        assert "did you mean 'chat'?" in outcome.report


class TestEndpoints:
    @staticmethod
    def sandbox(vendor: str, endpoint: str) -> Endpoint:
        text = API.replace("plain", vendor) + f"endpoints: {{sandbox: {endpoint}}}\n"
        if vendor == "placed":
            text = text.replace("}}\n", "}, production: {variables: {resource: b}}}\n")
        return api_of(compile_texts({"apis/chat.yaml": text})).deployments[1].endpoint

    def test_by_default_the_vendor_s_server_and_variable(self) -> None:
        endpoint = self.sandbox("plain", "{}")
        assert str(endpoint.url.value) == "https://api.vendor.example"
        assert endpoint.url.source is Source.VENDOR
        assert endpoint.secret == Sourced(EnvSecret("PLAIN_API_KEY"), Source.VENDOR)
        assert endpoint.origin == Span(PurePosixPath("apis/chat.yaml"), 4, 9)

    def test_what_is_written_replaces_it(self) -> None:
        endpoint = self.sandbox("plain", "{url: 'http://10.0.0.1:81/x', key: {file: /run/key}}")
        assert str(endpoint.url.value) == "http://10.0.0.1:81/x"
        assert endpoint.secret == Sourced(FileSecret("/run/key"), Source.API)
        assert endpoint.origin == Span(PurePosixPath("apis/chat.yaml"), 5, 28)

    def test_variables_fill_the_server(self) -> None:
        endpoint = self.sandbox("placed", "{variables: {resource: acme}}")
        assert endpoint.url.value.host == "acme.vendor.example"

    def test_a_vendor_without_a_key(self) -> None:
        assert self.sandbox("keyless", "{}").secret is None

    def test_pins_merge_by_name(self) -> None:
        endpoint = self.sandbox("pinned", "{query: {trace: {fixed: '1'}}}")
        default = Pin("api-version", "2024-10-21", PinMode.DEFAULT)
        assert endpoint.query == (default, Pin("trace", "1", PinMode.FIXED))
        endpoint = self.sandbox("pinned", "{query: {api-version: {fixed: '2'}}}")
        assert endpoint.query == (Pin("api-version", "2", PinMode.FIXED),)


class TestEnvironments:
    def test_on_loopback(self) -> None:
        found = environment_of("http://127.0.0.1:8080/")
        assert found.listener == Listener("127.0.0.1", 8080, None)
        assert found.targets == ("nginx", "envoy", "mitmproxy", "devportal")
        assert found.trusted_ca == SystemCa("/etc/ssl/certs/ca-certificates.crt")
        assert (found.portal.origins, found.resolvers) == ((), ())

    def test_on_loopback_of_ip_6(self) -> None:
        assert environment_of("'http://[::1]:8080'").listener.address == "::1"

    def test_elsewhere(self) -> None:
        assert environment_of("http://ai.example").listener == Listener("0.0.0.0", 80, None)

    def test_with_tls(self) -> None:
        tls = "listen: {tls: {certificate: /a.crt, key: /a.key}}"
        found = environment_of("https://ai.example", tls)
        assert found.listener == Listener("0.0.0.0", 443, ListenerTls("/a.crt", "/a.key"))
        assert found.targets == ("nginx", "envoy", "devportal")

    def test_behind_something_that_speaks_tls(self) -> None:
        found = environment_of("https://ai.example", "listen: {port: 8080, address: 10.0.0.1}")
        assert found.listener == Listener("10.0.0.1", 8080, None)

    def test_targets_keep_the_compiler_s_order(self) -> None:
        found = environment_of("http://127.0.0.1:1", "targets: [devportal, nginx]")
        assert found.targets == ("nginx", "devportal")

    def test_origins_come_from_the_portal_unless_written(self) -> None:
        portal = "portal: {url: 'https://Portal.Example:443/docs'}"
        assert environment_of("http://a", portal).portal.origins == ("https://portal.example",)
        portal = "portal: {url: 'https://portal.example', origins: []}"
        assert environment_of("http://a", portal).portal.origins == ()

    def test_a_ca_of_the_project_and_one_of_the_engine_s_machine(self) -> None:
        bundle = Path(ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt")
        if not bundle.is_file():
            pytest.skip("this system has no CA bundle")
        end = "-----END CERTIFICATE-----\n"
        content = (bundle.read_text(encoding="ascii").partition(end)[0] + end).encode()
        found = environment_of("http://a", "trusted_ca: certs/ca.pem", certs__ca_pem=content)
        assert found.trusted_ca == ProjectCa("trusted-ca.pem", content)
        found = environment_of("http://a", "trusted_ca: /etc/pki/ca.pem")
        assert found.trusted_ca == SystemCa("/etc/pki/ca.pem")


class TestBases:
    @pytest.mark.parametrize(
        ("context", "base"),
        [
            ("chat", "/chat/1.0"),
            ("a/b", "/a/b/1.0"),
            ("{version}/chat", "/1.0/chat"),
            ("v{version}/chat", "/v1.0/chat"),
            ("{version}", "/1.0"),
        ],
    )
    def test_base(self, context: str, base: str) -> None:
        assert base_of(context, "1.0") == base

    @staticmethod
    def codes(*contexts: str) -> list[str]:
        files = {
            f"apis/{number}.yaml": f"name: Api{number}\nversion: '1'\ncontext: '{context}'\n"
            "vendor: plain/v1\n"
            for number, context in enumerate(contexts)
        }
        return compile_texts({"gateway.yaml": GATEWAY, **files}, alone=True).codes

    def test_what_overlaps(self) -> None:
        assert self.codes("a", "a") == ["E308"]
        assert self.codes("{version}", "{version}/a", "1") == ["E308", "E308"]
        assert self.codes("a/1", "a/{version}") == ["E308"]

    def test_what_does_not(self) -> None:
        assert self.codes("a", "ab", "a-b", "a.b", "b/a", "{version}/a", "a/b") == []

    def test_case(self) -> None:
        assert self.codes("a", "A", "b") == ["E310"]

    @pytest.mark.parametrize("context", ["healthz", ".well-known/a", "healthz/{version}"])
    def test_reserved(self, context: str) -> None:
        assert self.codes(context) == ["E309"]

    def test_the_complaint_shows_a_url_that_both_match(self) -> None:
        inner = "name: Inner\nversion: '2'\ncontext: chat/1.0.0/deep\nvendor: plain/v1\n"
        outcome = compile_texts({"apis/inner.yaml": inner})
        (found,) = outcome.diagnostics
        assert found.message.endswith("https://ai.acme.example/chat/1.0.0/deep/2/v1/chat")
        assert str(found.related[0][0]) == "apis/chat.yaml:3:10"

    def test_versions_of_one_api_live_side_by_side(self) -> None:
        outcome = compile_texts({"apis/next.yaml": API.replace("1.0.0", "2.0.0")})
        assert not outcome.diagnostics.failed
        assert [api.base for api in outcome.model.apis] == ["/chat/1.0.0", "/chat/2.0.0"]


class TestConsumers:
    def test_a_key_counts_everywhere_unless_bound(self) -> None:
        text = CONSUMERS.replace(", environments: [sandbox]", "")
        (consumer,) = compile_texts({"consumers.yaml": text}).model.consumers
        assert consumer.keys[0].environments == ("production", "sandbox")
        assert consumer.keys[0].digest == DIGEST

    def test_without_gateway_yaml_nothing_is_said_about_environments(self) -> None:
        outcome = compile_texts({"gateway.yaml": "gatewright: 1\n"})
        assert set(outcome.codes) == {"E202"}


def test_a_target_that_cannot_is_refused_only_where_selected() -> None:
    tls = "listen: {{tls: {{certificate: /a, key: /b}}}}\n    targets: [{}]"
    gateway = ONE.format(url="https://a", more="    " + tls.format("nginx, envoy") + "\n")
    assert compile_texts({"gateway.yaml": gateway}).codes == []
    gateway = gateway.replace("envoy", "mitmproxy")
    assert compile_texts({"gateway.yaml": gateway}).codes == ["E502"]
