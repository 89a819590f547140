"""The table of keys, the schemas made from it, and the words of their complaints."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from jsonschema import Draft202012Validator

from compiler import source
from compiler.checking import check
from compiler.diagnostics import Diagnostics
from compiler.keys.kinds import List, Names, Scalar
from compiler.keys.kinds import Mapping as MappingKind
from compiler.keys.row import EVERY, Key
from compiler.keys.settings import SETTINGS
from compiler.keys.table import TABLE, FileKind, kind_of, row_at, setting, setting_paths
from compiler.schema import schema_of
from tests.projects import API, compile_texts

ROWS = [(kind, row) for kind in FileKind for row in TABLE[kind]]


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=lambda x: getattr(x, "path", str(x)))
def test_each_row_is_whole(kind: FileKind, row: Key) -> None:
    assert row.explanation
    assert not row.explanation.endswith(".")
    assert set(row.targets) <= set(EVERY)
    assert set(row.cannot) <= set(EVERY)
    assert not set(row.cannot) & set(row.targets)
    assert not (row.required and row.default is not None)


@pytest.mark.parametrize("kind", FileKind)
def test_no_row_stands_twice(kind: FileKind) -> None:
    paths = [row.path for row in TABLE[kind]]
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize("kind", FileKind)
def test_schemas_are_schemas(kind: FileKind) -> None:
    Draft202012Validator.check_schema(schema_of(kind))


def test_a_schema_describes_keys_for_editors() -> None:
    properties = schema_of(FileKind.API)["properties"]
    assert properties["limits"]["properties"]["body"]["default"] == "10MiB"
    assert properties["name"]["description"] == "what the API is called"
    assert "integer" in properties["version"]["type"]
    assert properties["endpoints"]["propertyNames"]["pattern"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("gateway.yaml", FileKind.GATEWAY),
        ("consumers.yaml", FileKind.CONSUMERS),
        ("plans.yaml", FileKind.PLANS),
        ("apis/a.yaml", FileKind.API),
        ("apis/gateway.yaml", FileKind.API),
        ("apis/a/b/c.yaml", FileKind.API),
        ("apis.yaml", None),
        ("apis/a.yml", None),
        ("other/gateway.yaml", None),
    ],
)
def test_kinds_of_files(path: str, kind: FileKind | None) -> None:
    assert kind_of(PurePosixPath(path)) is kind


def test_rows_of_places() -> None:
    row = row_at(FileKind.GATEWAY, ("environments", "sandbox", "resolvers", 3))
    assert row is not None
    assert row.path == "environments.<name>.resolvers[]"
    assert row_at(FileKind.GATEWAY, ("environments", "a", "b", "c")) is None
    assert row_at(FileKind.GATEWAY, ("name", 0)) is None


def test_settings_have_defaults_that_can_be_read() -> None:
    for path in setting_paths():
        row = setting(path)
        if isinstance(row.kind, Scalar) and row.default is not None:
            row.kind.parse(row.default)
        elif isinstance(row.kind, Scalar):
            # The first of a deprecated API only.
            assert path.startswith("deprecation.") or path == "limits.concurrent"
        else:
            assert row.default is not None
            assert path == "visibility" or isinstance(row.kind, List)


def test_what_defaults_and_overrides_hold_are_the_settings() -> None:
    settings = {row.path: row for row in SETTINGS}
    for kind, prefix in (
        (FileKind.GATEWAY, "defaults."),
        (FileKind.API, "overrides.<environment>."),
    ):
        rows = [row for row in TABLE[kind] if row.path.startswith(prefix)]
        assert [row.path.removeprefix(prefix) for row in rows] == list(settings)
        for row in rows:
            assert row.targets == settings[row.path.removeprefix(prefix)].targets
            assert not row.setting
    fixed = ("name", "version", "context", "vendor", "endpoints")
    assert not [path for path in settings if path.partition(".")[0] in fixed]


@pytest.mark.parametrize(
    ("more", "advice"),
    [
        ("version: ~", "give it a version of letters, digits, '.', '_' and '-', at most 32: "),
        ("limits: ~", "give it a mapping, or delete the key: "),
        ("tags: [~]", "give it a word or a few, at most 64 letters, or delete the entry: "),
        ("endpoints: {sandbox: {key: {env: ~}}}", "give it the name of an environment variable: "),
        ("operations: {include: []}", "give it a list of operations, or delete the key"),
        ("visibility: {roles: []}", "give it a list of roles"),
    ],
)
def test_nobody_is_told_to_delete_a_key_that_must_be_there(more: str, advice: str) -> None:
    text = API.replace("version: 1.0.0\n", "") if more.startswith("version") else API
    (found,) = compile_texts({"apis/chat.yaml": f"{text}{more}\n"}).diagnostics
    assert found.advice.removesuffix("there is no null in the language") == advice


def test_every_scalar_of_the_table_has_its_own_name() -> None:
    named: dict[str, Scalar] = {}
    for _, row in ROWS:
        match row.kind:
            case Scalar() | Names():
                scalar = row.kind if isinstance(row.kind, Scalar) else row.kind.names
                assert named.setdefault(scalar.name, scalar) is scalar
            case MappingKind() | List():
                pass


def messages(text: str, path: str = "apis/chat.yaml") -> list[str]:
    return [found.message for found in compile_texts({path: text}).diagnostics]


def test_a_misspelt_key_is_not_missing_too() -> None:
    found = messages(API.replace("vendor:", "vender:"))
    assert found == ["unknown key 'vender'; did you mean 'vendor'?"]


def test_keys_of_later_versions_are_unknown_with_what_is_known() -> None:
    (found,) = compile_texts({"apis/chat.yaml": API + "guardrails: [x]\n"}).diagnostics
    assert found.message == "unknown key 'guardrails'"
    assert found.advice.startswith("known here: context, deprecation, description")


def test_a_key_in_the_wrong_place_is_told_its_own() -> None:
    found = messages(API + "body: 10MiB\nenv: A_KEY\n")
    assert found == [
        "unknown key 'body'; did you mean 'limits.body'?",
        "unknown key 'env'; did you mean 'endpoints.<environment>.key.env'?",
    ]


def test_a_value_has_one_complaint() -> None:
    assert len(messages(API.replace("chat", "''"))) == 1


def test_numbers_are_text_where_text_belongs() -> None:
    outcome = compile_texts(
        {
            "apis/chat.yaml": "name: 2024\nversion: 010\ncontext: chat\nvendor: plain/v1\n"
            "tags: [0x10, llm]\nendpoints: {sandbox: {query: {n: {fixed: true}}}}\n"
        }
    )
    assert outcome.codes == ["E203"]  # a name is no number
    outcome = compile_texts(
        {
            "apis/chat.yaml": "name: Chat\nversion: 010\ncontext: chat\nvendor: plain/v1\n"
            "tags: [0x10, llm]\nendpoints: {sandbox: {query: {n: {fixed: true}}}}\n"
        }
    )
    (api,) = outcome.gateway.apis
    assert (api.base, api.tags) == ("/chat/010", ("0x10", "llm"))
    assert api.endpoint.query[0].value == "true"


def test_a_long_value_is_shortened() -> None:
    (found,) = messages(API.replace("chat", "a b " * 100))
    assert len(found) < 250


def test_an_unusable_document_is_not_passed_on() -> None:
    diagnostics = Diagnostics()
    document = source.parse(PurePosixPath("apis/a.yaml"), "name: [a]", diagnostics)
    assert document is not None
    assert check(document, FileKind.API, diagnostics) is None
