"""The gateways that are compared: hand-written ones, the compiled quickstart, and the compiled one
with a part taken out, which shows what that part costs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compiler import engines
from compiler.pipeline import Selection, compile_project
from tests.bench import measure, minimal
from tests.bench.load import KEY

QUICKSTART = Path(__file__).resolve().parents[2] / "examples" / "quickstart"
_ENVIRONMENT = "sandbox"

Change = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Running:
    """An engine that answers on `port`."""

    name: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """utime + stime of the process and its children, proc_pid_stat(5)."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        ticks = 0
        for pid in (str(self.pid), *children):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def vendor() -> Iterator[int]:
    """The vendor's port."""
    port = measure.free_port()
    with _started("vendor", "nginx", port, minimal.vendor(port), lambda folder: None):
        yield port


@contextmanager
def hand_written(engine: str, vendor_port: int) -> Iterator[Running]:
    port = measure.free_port()
    make = {"nginx": minimal.nginx, "envoy": minimal.envoy}[engine]
    files = make(port, vendor_port)
    with _started("written by hand", engine, port, files, lambda folder: None) as running:
        yield running


@contextmanager
def compiled(
    name: str, engine: str, vendor_port: int, change: Change, edit: Change | None = None
) -> Iterator[Running]:
    """The quickstart with this vendor; `edit` edits the project before it is compiled, `change` the
    deployed folder."""
    port = measure.free_port()
    with tempfile.TemporaryDirectory() as folder:
        project = _project(Path(folder) / "project", port, vendor_port)
        if edit is not None:
            edit(project)
        compilation = compile_project(project, Selection((_ENVIRONMENT,), (engine,)))
        assert not compilation.diagnostics.failed, list(compilation.diagnostics)
        (build,) = compilation.builds
        files = {str(each.path): each.content.decode() for each in build.of_target(engine)}
    with _started(name, engine, port, files, change) as running:
        yield running


def as_it_is(folder: Path) -> None:
    """The compiled gateway with everything that it has."""


def without_log(folder: Path) -> None:
    """No log line."""
    if (folder / "nginx.conf").exists():
        _replace(folder / "nginx.conf", "access_log /dev/stdout gw;", "access_log off;")
        return
    path = folder / "xds" / "listeners.json"
    data = json.loads(path.read_bytes())
    for chain in data["resources"][0]["filter_chains"]:
        for each in chain["filters"]:
            del each["typed_config"]["access_log"]
    path.write_text(json.dumps(data))


def without_usage(folder: Path) -> None:
    """nginx: answers are not read for their usage. The filter's line is taken out, and with it what
    it says to the log, without which njs would write the line."""
    _drop(folder / "conf" / "locations.conf", "js_body_filter")
    _replace(folder / "conf" / "variables.conf", "js_var $gw_told;", "js_var $gw_told 1;")


def without_header_filter(folder: Path) -> None:
    """nginx: neither the answers' headers nor their bodies are touched by njs."""
    without_usage(folder)
    _drop(folder / "conf" / "locations.conf", "js_header_filter")


# What Envoy's Lua must do in any gateway of the contract, and no check at all: see each header (one
# that is not UTF-8 is refused, no key of a client passes), set the vendor's key and path, open the
# guard, and leave its facts for the log.
_FLOOR = """\
function envoy_on_request(handle)
  local headers, size = handle:headers(), 0
  for name, value in pairs(headers) do
    size = size + #name + #value
  end
  headers:replace("authorization", "Bearer " .. os.getenv("MISTRAL_API_KEY"))
  headers:replace(":path", headers:get(":path"):sub(#"/mistralaiapi/0.0.2" + 1))
  local metadata = handle:streamInfo():dynamicMetadata()
  metadata:set("gatewright", "request", '"consumer":"demo-app"')
  metadata:set("gatewright", "outcome", "passed 0 - -")
end

function envoy_on_response(handle)
  local stream = handle:headers():get("content-type") == "text/event-stream"
  local line = '"stream":' .. tostring(stream)
  handle:streamInfo():dynamicMetadata():set("gatewright", "answer", line)
end
"""


def lua_floor(folder: Path) -> None:
    """Envoy: the Lua code checks nothing and reads no usage."""
    (folder / "lua" / "gateway.lua").write_text(_FLOOR)


def without_lua(folder: Path) -> None:
    """Envoy: routes, limits and headers alone, without the Lua filter and its guard."""
    path = folder / "xds" / "listeners.json"
    data = json.loads(path.read_bytes())
    for chain in data["resources"][0]["filter_chains"]:
        for each in chain["filters"]:
            filters = each["typed_config"]["http_filters"]
            kept = [one for one in filters if one["name"] not in ("gateway", "guard")]
            each["typed_config"]["http_filters"] = kept
    path.write_text(json.dumps(data))
    _replace(folder / "xds" / "routes.json", '"cluster"', '"prefix_rewrite": "/", "cluster"')


def _drop(path: Path, word: str) -> None:
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.strip().startswith(word)]
    assert len(kept) < len(lines), f"{path} has no {word}"
    path.write_text("".join(kept))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{path} has no '{old}'"
    path.write_text(text.replace(old, new))


def _project(folder: Path, port: int, vendor_port: int) -> Path:
    shutil.copytree(QUICKSTART, folder, ignore=shutil.ignore_patterns("out"))
    _replace(folder / "gateway.yaml", "http://127.0.0.1:8080", f"http://127.0.0.1:{port}")
    (api,) = (folder / "apis").glob("*.yaml")
    _replace(api, "sandbox: {key:", f'sandbox: {{url: "http://127.0.0.1:{vendor_port}", key:')
    digest = hashlib.sha256(KEY.encode()).hexdigest()
    consumers = f"consumers: [{{name: demo-app, keys: [{{sha256: {digest}}}]}}]\n"
    (folder / "consumers.yaml").write_text(consumers)
    return folder


@contextmanager
def _started(
    name: str, engine: str, port: int, files: Mapping[str, str], change: Change
) -> Iterator[Running]:
    known = next(one for one in engines.ENGINES if one.name == engine)
    program = engines.find(known)
    assert program is not None, f"{engine} is not installed"
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        folder.chmod(0o755)
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        change(folder)
        child = subprocess.Popen(
            [program, *known.arguments],
            cwd=folder,
            env=os.environ | {"MISTRAL_API_KEY": minimal.VENDOR_KEY},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            measure.wait_for_port(port, child)
            yield Running(name, port, child.pid)
        finally:
            child.terminate()
            child.wait(30)
