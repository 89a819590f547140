"""The command line: exit codes, what goes to which stream, what is written."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from click.testing import CliRunner, Result

from compiler import __version__, engines
from compiler.artifacts import Artifact
from compiler.cli import ENGINE_NAMES, TARGET_NAMES, cli, main
from compiler.keys import kinds
from compiler.keys.row import ENGINES, EVERY
from compiler.pipeline import Build
from compiler.targets.registry import TARGETS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    source = ROOT / "examples" / "quickstart"
    return Path(shutil.copytree(source, tmp_path / "p", ignore=shutil.ignore_patterns("out")))


def gatewright(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def break_it(project: Path) -> None:
    api = project / "apis" / "mistral.yaml"
    api.write_text(api.read_text().replace("mistral/v1", "mistrl/v1"))


def test_version() -> None:
    assert gatewright("--version").output == f"gatewright, version {__version__}\n"


def test_compile_writes_and_check_agrees(project: Path) -> None:
    first = gatewright("compile", project)
    assert first.exit_code == 0, first.output
    assert first.stdout == ""
    assert (project / "out" / "sandbox" / "manifest.json").is_file()
    assert (project / "out" / "production" / "nginx" / "nginx.conf").is_file()
    assert not (project / "out" / "production" / "mitmproxy").exists()
    assert gatewright("compile", project, "--check").exit_code == 0


def test_check_finds_differences(project: Path) -> None:
    out = project / "out"
    assert gatewright("compile", project, "--check").exit_code == 3
    gatewright("compile", project)
    (out / "sandbox" / "nginx" / "nginx.conf").write_text("# mine")
    (out / "sandbox" / "extra").write_text("")
    found = gatewright("compile", project, "--check")
    assert found.exit_code == 3
    assert found.stdout.splitlines() == [
        f"different: {out}/sandbox/nginx/nginx.conf",
        f"extra: {out}/sandbox/extra",
    ]


def test_errors_write_nothing_and_keep_what_was_there(project: Path) -> None:
    gatewright("compile", project)
    before = (project / "out" / "sandbox" / "manifest.json").read_bytes()
    break_it(project)
    result = gatewright("compile", project)
    assert result.exit_code == 1
    assert "apis/mistral.yaml:5:9" in result.stderr
    assert "mistral/v1" in result.stderr
    assert (project / "out" / "sandbox" / "manifest.json").read_bytes() == before


def test_json_diagnostics_are_on_stdout(project: Path) -> None:
    break_it(project)
    result = gatewright("check", project, "--format", "json")
    assert result.exit_code == 1
    (one,) = json.loads(result.stdout)["diagnostics"]
    assert one["path"] == "apis/mistral.yaml"
    assert (one["line"], one["column"]) == (5, 9)


def test_one_environment_leaves_the_others(project: Path) -> None:
    assert gatewright("compile", project, "--env", "sandbox").exit_code == 0
    assert [p.name for p in (project / "out").iterdir()] == ["sandbox"]


def test_an_environment_that_the_project_lost_goes(project: Path) -> None:
    gatewright("compile", project)
    gateway = project / "gateway.yaml"
    gateway.write_text(gateway.read_text().split("  production:")[0])
    api = project / "apis" / "mistral.yaml"
    api.write_text(
        "".join(line for line in api.read_text().splitlines(True) if "production" not in line)
    )
    consumers = project / "consumers.yaml"
    consumers.write_text(consumers.read_text().split("  - name: support-desk")[0])
    assert gatewright("compile", project, "--check").exit_code == 3
    result = gatewright("compile", project)
    assert result.exit_code == 0, result.output
    assert [p.name for p in (project / "out").iterdir()] == ["sandbox"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--target", "nginx"), "--out"),
        (("--out", ""), "empty"),
        (("--env", "nowhere"), "sandbox"),
        (("--env", "production", "--target", "mitmproxy", "--out", "o"), "mitmproxy"),
        (("--target", "apache", "--out", "o"), "apache"),
    ],
)
def test_wrong_usage(project: Path, words: tuple[str, ...], said: str) -> None:
    result = gatewright("compile", project, *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_one_target(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    result = gatewright("compile", project, "--target", "nginx", "--out", out)
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (out / "production").iterdir()) == [
        "keys.env.example",
        "manifest.json",
        "nginx",
    ]


def test_a_folder_that_is_not_ours(project: Path) -> None:
    (project / "out" / "sandbox").mkdir(parents=True)
    (project / "out" / "sandbox" / "diary.txt").write_text("dear")
    result = gatewright("compile", project)
    assert result.exit_code == 1
    assert "was not written by gatewright" in result.stderr
    assert (project / "out" / "sandbox" / "diary.txt").read_text() == "dear"


def test_keys_example_names_and_holds_no_value(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "sk-canary")
    gatewright("compile", project)
    sandbox = (project / "out" / "sandbox" / "keys.env.example").read_text()
    assert "\nMISTRAL_API_KEY=\n" in sandbox
    production = (project / "out" / "production" / "keys.env.example").read_text()
    assert "# file: /run/secrets/mistral-production\n" in production
    assert "# file: /etc/acme/tls.key\n" in production


def spawned(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own: what only its `main` does."""
    command = [sys.executable, "-m", "compiler", *(str(word) for word in words)]
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, **options)


def test_one_json_document_with_the_differences(project: Path) -> None:
    result = gatewright("compile", project, "--check", "--format", "json", "--env", "sandbox")
    assert result.exit_code == 3
    report = json.loads(result.stdout)
    assert report["diagnostics"] == []
    out = f"{project}/out/sandbox"
    assert {"kind": "missing", "path": f"{out}/manifest.json"} in report["differences"]
    gatewright("compile", project)
    result = gatewright("compile", project, "--check", "--format", "json")
    assert json.loads(result.stdout) == {"diagnostics": [], "differences": []}
    break_it(project)
    result = gatewright("compile", project, "--check", "--format", "json")
    assert [found["code"] for found in json.loads(result.stdout)["diagnostics"]] == ["E301"]


def test_check_counts_an_api_once(project: Path) -> None:
    assert gatewright("check", project).stderr == "checked 1 API in 2 environments\n"


@pytest.mark.parametrize("own", ["apis", "vendors"])
def test_out_is_no_part_of_the_input(project: Path, own: str) -> None:
    result = gatewright("compile", project, "--out", project / own / "out")
    assert result.exit_code == 2
    assert not (project / own / "out").exists()


@pytest.mark.parametrize("below", ["", "/deeper"])
def test_out_is_a_file(project: Path, tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("mine")
    result = gatewright("compile", project, "--out", f"{tmp_path}/file{below}")
    assert result.exit_code == 1
    assert "cannot write" in result.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_what_looks_like_ours_and_is_not_stays(project: Path) -> None:
    out = project / "out"
    out.mkdir()
    (out / ".gatewright-new-x").write_text("mine")
    (out / ".gatewright-old-x").symlink_to(project)
    assert gatewright("compile", project).exit_code == 0
    assert (out / ".gatewright-new-x").read_text() == "mine"
    assert (project / "gateway.yaml").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_no_defect_of_ours(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = spawned("check", project, "--format", "json", stdout=full)
    assert (result.returncode, result.stderr) == (1, "Error: [Errno 28] No space left on device\n")


def test_a_disk_that_fills_up_leaves_what_was_there(project: Path) -> None:
    assert gatewright("compile", project).exit_code == 0
    manifest = project / "out" / "sandbox" / "manifest.json"
    before = manifest.read_bytes()
    (project / "gateway.yaml").write_text((project / "gateway.yaml").read_text() + "\n")

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    result = spawned("compile", project, stdout=subprocess.DEVNULL, preexec_fn=limited)
    assert result.returncode == 1
    assert "cannot write" in result.stderr
    assert manifest.read_bytes() == before
    assert sorted(p.name for p in (project / "out").iterdir()) == ["production", "sandbox"]


def test_an_interrupt_leaves_nothing_half_written(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def interrupted(build: Build) -> Iterator[Artifact]:
        written.append(build.gateway.environment)
        yield Artifact(PurePosixPath("nginx/nginx.conf"), b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(Build, "artifacts", interrupted)
    monkeypatch.setattr(sys, "argv", ["gatewright", "compile", str(project)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 130
    assert written == ["production"]
    assert list((project / "out").iterdir()) == []


def test_the_names_of_targets_are_the_same_everywhere() -> None:
    names = tuple(target.name for target in TARGETS)
    assert TARGET_NAMES == EVERY == names == kinds.TARGET.choices
    assert ENGINE_NAMES == ENGINES == tuple(engine.name for engine in engines.ENGINES)


def test_annotations_name_files_from_where_the_command_is_called(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_it(project)
    monkeypatch.chdir(project.parent)
    for word in ("p", str(project)):
        result = gatewright("check", word, "--format", "github")
        assert result.exit_code == 1
        assert result.stdout.startswith("::error file=p/apis/mistral.yaml,line=5,col=9,title=E301")
        assert result.stderr == ""


def test_warnings_let_a_compile_pass_unless_strict(project: Path) -> None:
    (project / "consumers.yaml").unlink()
    assert gatewright("check", project).exit_code == 0
    assert "[W401]" in gatewright("check", project).stderr
    strict = gatewright("compile", project, "--strict")
    assert strict.exit_code == 1
    assert not (project / "out").exists()


def test_differences_are_annotated_too(project: Path) -> None:
    out = project / "out"
    gatewright("compile", project)
    (out / "sandbox" / "extra").write_text("")
    found = gatewright("compile", project, "--check", "--format", "github")
    assert found.exit_code == 3
    assert found.stdout == (
        f"::error file={out}/sandbox/extra,title=extra::is not what the project compiles to\n"
    )
