"""The wheel holds everything that a compile needs: built, installed apart, run from elsewhere."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "quickstart"


def test_the_wheel_compiles_an_example(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("gatewright-*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(installed)
    assert not [name for name in names if name.startswith(("tests/", "out/", "examples/"))]
    out = tmp_path / "out"
    # -P and the own folder first: the checkout must not be what is imported.
    code = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); "
        "import compiler.cli; compiler.cli.main()"
    )
    subprocess.run(
        [sys.executable, "-P", "-c", code, "compile", str(EXAMPLE), "--out", str(out)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    expected = ROOT / "out" / "quickstart"
    files = sorted(p.relative_to(expected) for p in expected.rglob("*") if p.is_file())
    assert files
    for file in files:
        assert (out / file).read_bytes() == (expected / file).read_bytes(), file
