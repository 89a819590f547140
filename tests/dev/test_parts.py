"""The parts of `gatewright dev` by themselves."""

from __future__ import annotations

import os
import shutil
import signal
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
from compiler.dev.session import _interrupts
from compiler.dev.trial import LIFETIME, NAME, Ring, admitting
from compiler.engines import ENGINES, deploy
from tests import gateways
from tests.dev.projects import small, written
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


def test_nothing_is_written_where_somebody_else_may_have_been(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    deployed = Deployed(ENGINES[0])
    shutil.rmtree(deployed.folder)
    deployed.folder.symlink_to(theirs)
    with pytest.raises(FileExistsError):
        deployed.put((Artifact(PurePosixPath("one"), b"1"),))
    assert list(theirs.iterdir()) == []


def test_a_folder_that_another_run_removes_first_is_no_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = tmp_path / "gatewright-run-999999999-nginx-x"
    monkeypatch.setattr(Path, "glob", lambda *_: iter((gone,)))
    monkeypatch.setattr(Path, "is_dir", lambda _: True)  # it was there a moment ago
    assert deploy(ENGINES[0], ()).exists()


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


def test_nohup_outlives_its_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert signal.SIGHUP not in _interrupts()
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert signal.SIGHUP in _interrupts()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_first_call_is_a_conversation() -> None:
    gateway = Builder(EXAMPLES / "three-vendors", None, "mitmproxy", mock=True).build(()).gateway
    assert gateway is not None
    call = first_call(gateway)
    assert call is not None
    assert call.startswith("curl -N http://127.0.0.1:8080/0.0.2/mistralaiapi/v1/chat/completions")
    assert first_call(replace(gateway, apis=())) is None


def test_where_nothing_is_a_call_none_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("compiler.dev.first_call.snippets", lambda *_: ())
    assert first_call(small(tmp_path)) is None


def test_no_deployed_gateway_has_a_site() -> None:
    (site,) = (each for each in fields(Runtime) if each.name == "site")
    assert site.default is None
    assert "site" not in (resources.tree("templates") / "mitmproxy" / "gateway.py").read_text()
