"""The njs code that compares bodies with a table of shapes, in a real nginx without a gateway."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from compiler.resources import tree
from compiler.shapes import RULES
from compiler.targets.nginx.checks import staged
from compiler.targets.nginx.code import joined
from tests.ports import free_port
from tests.unit.targets.nginx_rig import nginx_program, waited_for

CODE = tree("templates") / "nginx" / "njs"
# What body.js calls, with what that imports.
NEEDED = (
    *(
        "complaint.js",
        "deep.js",
        "equal.js",
        "frame.js",
        "members.js",
        "names.js",
        "next.js",
        "nodes.js",
    ),
    *("alternatives.js", "checks.js", "holding.js", "misfits.js", "quick.js", "telling.js"),
    *("outside.js", "reading.js", "shapes.js", "single.js", "skeleton.js", "stages.js"),
)
MAIN = """
import { complain, worded } from './complaint.js';
import { MAX_NAME } from './contract.js';
import { readJson } from './reading.js';
import { shapeComplaint } from './shapes.js';

function found(raw, shape) {
    try {
        const read = readJson(Buffer.from(raw, 'base64'));
        if (read.word !== '') {
            return worded(complain(null, read.word));
        }
        const complaint = shapeComplaint(read.value, shape, raw.length);
        return complaint === null ? null : worded(complaint);
    } catch (e) {
        return 'threw ' + e.message + MAX_NAME;
    }
}

async function answer(r) {
    const asked = JSON.parse(await r.readRequestText());
    globalThis.gw_shapes = asked.nodes;
    const since = Date.now();
    const complaints = asked.cases.map((each) => found(each[1], each[0]));
    r.return(200, JSON.stringify({ complaints, ms: Date.now() - since }));
}

export default { answer };
"""
CONFIGURATION = """
worker_processes 1; pid nginx.pid; error_log stderr alert;
events {{ worker_connections 64; }}
http {{
    js_path njs; js_import gw from gateway.js; js_preload_object gw_rules from rules.json;
    access_log off;
    client_body_buffer_size 64m; client_max_body_size 0;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    scgi_temp_path scgi; uwsgi_temp_path uwsgi;
    server {{ listen 127.0.0.1:{port}; location / {{ js_access gw.answer; }} }}
}}
"""

Nodes = Sequence[Mapping[str, Any]]
Case = tuple[int, bytes]
"""The number of a node, and a body."""


@dataclass(frozen=True, slots=True)
class Njs:
    port: int

    def complaints(self, nodes: Nodes, cases: Sequence[Case]) -> list[str | None]:
        """Of each case, as a client reads it; None where the body fits."""
        return self.timed(nodes, cases)[0]

    def timed(self, nodes: Nodes, cases: Sequence[Case]) -> tuple[list[str | None], int]:
        """With the milliseconds that all of them took."""
        asked = {
            "nodes": {str(number): staged(node) for number, node in enumerate(nodes)},
            "cases": [(shape, base64.b64encode(raw).decode()) for shape, raw in cases],
        }
        sent = json.dumps(asked).encode()
        with urlopen(f"http://127.0.0.1:{self.port}/", sent, timeout=60) as answer:
            said = json.load(answer)
        return said["complaints"], said["ms"]


@contextmanager
def njs(folder: Path) -> Iterator[Njs]:
    """nginx with the code of the templates, and nothing else of theirs."""
    code = folder / "code"
    code.mkdir()
    for file in NEEDED:
        (code / file).write_bytes((CODE / file).read_bytes())
    (code / "gateway.js").write_text(MAIN)
    (folder / "njs").mkdir()
    (folder / "njs" / "gateway.js").write_bytes(joined(code))
    (folder / "rules.json").write_text(json.dumps(RULES))
    port = free_port()
    (folder / "nginx.conf").write_text(CONFIGURATION.format(port=port))
    command = [nginx_program(), "-p", ".", "-e", "stderr", "-c", "nginx.conf", "-g", "daemon off;"]
    with (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(command, cwd=folder, stderr=err)
        with waited_for(process, folder, port):
            yield Njs(port)
