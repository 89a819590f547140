"""The parts of `gatewright dev` by themselves."""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import fields, replace
from pathlib import Path, PurePosixPath

import pytest
from gatewright_gateway.runtime import Runtime

from compiler import ir, resources
from compiler.artifacts import Artifact
from compiler.dev.building import Builder, NoEnvironment
from compiler.dev.deployed import Deployed
from compiler.dev.first_call import first_call
from compiler.dev.locally import local
from compiler.dev.serving import Serving
from compiler.dev.terminal import Terminal
from compiler.dev.trial import LIFETIME, NAME, Ring, admitting
from compiler.dev.watching import look
from compiler.engines import ENGINES
from tests import gateways
from tests.dev.projects import FILES, written
from tests.projects import ACME

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOW = 1_790_000_000.0


def sample() -> ir.Gateway:
    return gateways.gateway(9, 8443)


def test_a_local_gateway_listens_here_without_tls() -> None:
    far = replace(
        sample(),
        url="https://ai.acme.example",
        listener=ir.Listener("0.0.0.0", 8443, ir.ListenerTls("/c.crt", "/c.key")),
        admin_port=8081,
        shared_limits=ir.SharedLimits("limits.acme.example", 8081, False),
    )
    here = local(far, 8080, "http://127.0.0.1:8081")
    assert here.url == "http://127.0.0.1:8080"
    assert here.listener == ir.Listener("127.0.0.1", 8080, None)
    assert here.portal_url == "http://127.0.0.1:8081/portal"
    assert here.origins == ("http://portal.test", "http://127.0.0.1:8081")
    assert here.admin_port is None
    assert here.shared_limits is None
    assert here.apis == far.apis


def test_whoever_has_the_test_key_may_call_every_api() -> None:
    gateway = sample()
    gold = replace(gateway.apis[0], plans=("gold",))
    ring = Ring(NOW)
    found = admitting(replace(gateway, apis=(gold, *gateway.apis[1:])), ring.digests())
    assert [consumer.name for consumer in found.consumers] == ["demo-app", NAME]
    added = found.consumers[1]
    assert added.grant.apis is None
    assert added.grant.plan is not None
    assert found.apis[0].plans == tuple(sorted(("gold", added.grant.plan.name)))
    assert found.apis[1].plans == ()
    assert [key.expires for key in added.keys] == [NOW + LIFETIME]
    assert ring.current.key not in repr(found)


def test_a_consumer_of_that_name_keeps_it() -> None:
    gateway = replace(sample(), consumers=(gateways.consumer(NAME, "0" * 64),))
    names = [consumer.name for consumer in admitting(gateway, Ring(NOW).digests()).consumers]
    assert names == [NAME, f"{NAME}-2"]


def test_a_plan_of_that_name_is_another() -> None:
    gateway = sample()
    plan = ir.Plan(NAME, gateways.UNLIMITED)
    gold = replace(gateway.apis[0], plans=(NAME, f"{NAME}-3"))
    given = replace(gateway, apis=(gold,), plans=(plan, ir.Plan(f"{NAME}-2", gateways.UNLIMITED)))
    found = admitting(given, Ring(NOW).digests())
    added = next(each for each in found.consumers if each.name == NAME).grant.plan
    assert added is not None
    assert added.name == f"{NAME}-4"
    assert found.apis[0].plans == (NAME, f"{NAME}-3", f"{NAME}-4")


def test_a_key_is_made_anew_before_it_ends() -> None:
    ring = Ring(NOW)
    first = ring.current
    assert not ring.renew(NOW + LIFETIME / 2)
    assert ring.renew(NOW + LIFETIME - 60)
    assert ring.current is first  # a gateway has to know the next one first
    assert ring.renew(NOW + LIFETIME - 59)
    assert len(ring.digests()) == 2
    ring.served()
    assert not ring.renew(NOW + LIFETIME - 58)
    assert ring.current.key != first.key
    assert ring.current.expires == NOW + LIFETIME - 60 + LIFETIME
    assert [key.expires for key in ring.digests()] == [first.expires, ring.current.expires]
    assert first.key not in repr(first)


def test_only_what_differs_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deployed = Deployed(ENGINES[0])
    one = Artifact(PurePosixPath("a/one"), b"1")
    two = Artifact(PurePosixPath("two"), b"2")
    assert deployed.put((one, two)) == 2
    kept = (deployed.folder / "a" / "one").stat().st_ino
    assert deployed.put((one, Artifact(PurePosixPath("two"), b"3"))) == 1
    assert (deployed.folder / "a" / "one").stat().st_ino == kept
    assert (deployed.folder / "two").read_bytes() == b"3"
    assert sorted(os.listdir(deployed.folder)) == ["a", "two"]
    (deployed.folder / "two").unlink()
    assert deployed.put((one, two)) == 1
    shutil.rmtree(deployed.folder)
    assert deployed.put((one, two)) == 2
    assert deployed.folder.stat().st_mode & 0o777 == 0o755
    deployed.remove()
    assert list(tmp_path.iterdir()) == []


def builder(folder: Path, environment: str | None = None) -> Builder:
    return Builder(folder, environment, "mitmproxy", mock=False)


def test_the_sandbox_is_served_unless_another_is_named(tmp_path: Path) -> None:
    project = written(tmp_path)
    for asked, served in ((None, "sandbox"), ("production", "production")):
        found = builder(project, asked).build(())
        assert found.gateway is not None, found.report
        assert found.gateway.environment == served
    text = (project / "gateway.yaml").read_text()
    (project / "gateway.yaml").write_text(text.replace("sandbox", "first"))
    (project / "consumers.yaml").unlink()
    found = builder(project).build(())
    assert found.gateway is not None, found.report
    assert found.gateway.environment == "first"


def test_an_environment_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoEnvironment, match="no environment 'staging'; it has production, sandbox"):
        builder(written(tmp_path), "staging").build(())


def test_what_the_engine_cannot_do_is_said_for_other_targets_too(tmp_path: Path) -> None:
    project = written(tmp_path)
    gateway = project / "gateway.yaml"
    text = gateway.read_text().replace("8080\n", "8080\n    targets: [envoy, devportal]\n")
    gateway.write_text(text)
    facts = project / ACME
    facts.write_text(facts.read_text().replace('"Bearer "}', '"Bearer ", sigv4: acme-ai}'))
    api = project / "apis" / "acme.yaml"
    api.write_text(f"{api.read_text()}endpoints: {{sandbox: {{key: {{sigv4: eu-north-1}}}}}}\n")
    refused = builder(project).build(())
    assert refused.gateway is None
    assert "mitmproxy cannot sign requests as Acme@1.0.0 must" in refused.report
    assert Builder(project, None, "mitmproxy", mock=True).build(()).gateway is not None
    assert Builder(project, None, "envoy", mock=False).build(()).gateway is not None


def test_a_taken_port_gives_way_to_the_next() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        serving = Serving(Terminal(colour=False), "mitmproxy", None)
        assert serving._free_port(port) > port
    assert serving._free_port(443) >= 8080


def test_the_first_call_is_a_conversation() -> None:
    gateway = Builder(EXAMPLES / "three-vendors", None, "mitmproxy", mock=True).build(()).gateway
    assert gateway is not None
    call = first_call(gateway)
    assert call is not None
    assert call.startswith("curl -N http://127.0.0.1:8080/0.0.2/mistralaiapi/v1/chat/completions")
    assert first_call(replace(gateway, apis=())) is None


@pytest.mark.parametrize(
    "name",
    [
        "gateway.yaml",
        "gateway.yml",
        "plans.yaml",
        "consumers.yaml",
        "apis/acme.yaml",
        "apis/new.yaml",
        "apis/deep/er/new.yaml",
        "vendors/acme/v1/vendor.yaml",
        "vendors/acme/v1/openapi.yaml",
        "vendors/other/v1/vendor.yaml",
        "docs/guide.md",
    ],
)
def test_every_file_that_a_compile_may_read_is_watched(name: str, tmp_path: Path) -> None:
    project = written(tmp_path)
    api = project / "apis" / "acme.yaml"
    api.write_text(
        f"{api.read_text()}documents: [{{title: A, type: how_to, file: ../docs/guide.md}}]\n"
    )
    made = builder(project)
    seen = made.build(()).seen
    assert made.now(seen) == seen
    file = project / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(file.read_text() + "\n" if file.exists() else "new\n")
    assert made.now(seen) != seen
    file.unlink()
    assert (made.now(seen) == seen) is (name not in FILES)


def test_other_files_are_not(tmp_path: Path) -> None:
    project = written(tmp_path)
    made = builder(project)
    seen = made.build(()).seen
    (project / "out").mkdir()
    (project / "out" / "gateway.yaml").write_text("no\n")
    (project / "README.md").write_text("no\n")
    assert made.now(seen) == seen


@pytest.mark.parametrize("place", ["apis", "vendors"])
def test_links_to_elsewhere_are_not_walked(place: str, tmp_path: Path) -> None:
    far = tmp_path / "far"
    (far / "deep").mkdir(parents=True)
    (far / "deep" / "file.yaml").write_text("")
    project = tmp_path / "p"
    project.mkdir()
    before = look(project, ())
    (project / place).symlink_to(far)
    linked = look(project, ())
    assert linked.keys() - before.keys() == {place}
    (project / place).unlink()
    assert look(project, ()) == before


def test_no_deployed_gateway_has_a_site() -> None:
    (site,) = (each for each in fields(Runtime) if each.name == "site")
    assert site.default is None
    assert "site" not in (resources.tree("templates") / "mitmproxy" / "gateway.py").read_text()
