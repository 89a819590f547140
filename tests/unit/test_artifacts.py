"""Artifacts, those that are made piece by piece among them."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path, PurePosixPath

import pytest

from compiler import staging
from compiler.artifacts import Artifact, Digests, joined
from compiler.manifest import owner, with_manifest
from tests.gateways import gateway

PIECES = Artifact(PurePosixPath("a"), partial(joined, "[", ("é", "2", "3"), "]"))
WHOLE = Artifact(PurePosixPath("b"), b"whole")


def test_pieces_are_made_anew_each_time() -> None:
    assert list(PIECES.pieces()) == [b"[", "é".encode(), b",\n2", b",\n3", b"]"]
    assert PIECES.content == PIECES.content == "[é,\n2,\n3]".encode()
    assert (list(WHOLE.pieces()), WHOLE.content) == ([b"whole"], b"whole")


@pytest.mark.parametrize("parts", [(), ("1",)])
def test_few_parts(parts: tuple[str, ...]) -> None:
    assert b"".join(joined("<", parts, ">")) == f"<{''.join(parts)}>".encode()


def test_digests_are_sorted_and_the_last_one_counts() -> None:
    digests = Digests()
    for path, mark in (("b", b"1"), ("a/b", b"2"), ("b", b"3"), ("a", b"4"), ("a-b", b"5")):
        digests.add(path, mark * 32)
    found = [(path, digest[:1]) for path, digest in digests]
    assert found == [("a", b"4"), ("a-b", b"5"), ("a/b", b"2"), ("b", b"3")]
    assert list(Digests()) == []


@pytest.mark.parametrize("read", [True, False])
def test_the_manifest_knows_what_nobody_read_too(read: bool) -> None:
    inputs = Digests()
    inputs.add("x.yaml", bytes(32))
    *others, last = with_manifest(gateway(1, 2), inputs, {}, (PIECES, WHOLE))
    if read:
        assert [other.content for other in others] == [PIECES.content, WHOLE.content]
    manifest = json.loads(last.content)
    assert sorted(manifest["artifacts"]) == ["a", "b"]
    assert (manifest["inputs"], manifest["vendors"]) == ({"x.yaml": "00" * 32}, {})
    written = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert last.content.decode() == written


@pytest.mark.parametrize("text", ["", "[", "[é,\n2,\n3", "[é,\n2,\n3]]", "[é,\n2,\n4]"])
def test_a_difference_in_any_piece_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_text(text)
    assert list(staging.differences(tmp_path, [PIECES])) == [("different", PIECES.path)]
    (tmp_path / "a").write_bytes(PIECES.content)
    assert list(staging.differences(tmp_path, [PIECES])) == []


def test_an_old_folder_is_removed_and_what_it_links_to_is_not(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("mine")
    out = tmp_path / "out"
    for _ in range(2):
        with staging.locked(out):
            staging.replace(out, "sandbox", with_manifest(gateway(1, 2), Digests(), {}, (WHOLE,)))
        os.symlink(kept, out / "sandbox" / "link")
        (out / "sandbox" / "deep" / "er").mkdir(parents=True)
        (out / "sandbox" / "deep" / "er" / "file").write_text("")
    with staging.locked(out):
        staging.remove(out, "sandbox")
    assert list(out.iterdir()) == []
    assert (kept / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "project"),
    [
        ('{\n "format": "gatewright.manifest/1",\n "project": "a \\"b\\""\n}\n', 'a "b"'),
        ('{\n "format": "gatewright.manifest/9",\n "project": "a"\n}\n', None),
        ('{\n "format": "gatewright.manifest/1,\n', None),
        ('{"name": "x"}', None),
        ("\x00", None),
    ],
)
def test_whose_a_manifest_is(tmp_path: Path, text: str, project: str | None) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert owner(tmp_path / "manifest.json") == project
