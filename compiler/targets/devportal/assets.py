"""The files that all pages share: fixed styles and scripts, the project's colours and logo, and the
reference UI, which comes from an installed package and is copied as it is.

The package is read and never imported: its files are data here.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath

from compiler import resources
from compiler.artifacts import Artifact
from compiler.ir import Gateway
from compiler.targets.devportal.colours import theme

FOLDER = PurePosixPath("assets")
PACKAGE = "swagger-ui-py"
_REFERENCE = PurePosixPath("swagger-ui")
_CODE = "swagger-ui-bundle.js"
_FILES = (_CODE, "swagger-ui.css", "LICENSE")


class NoReference(Exception):
    """The package of the reference UI is not installed, or not as it is known."""


def assets(gateway: Gateway) -> Iterator[Artifact]:
    """All of them, by their paths below the portal's folder. NoReference: see there."""
    for file in _fixed():
        yield Artifact(FOLDER / file.name, file.read_bytes())
    yield Artifact(FOLDER / "theme.css", theme(gateway.look).encode())
    if (logo := gateway.look.logo) is not None:
        yield Artifact(FOLDER / logo.name, logo.content)
    if gateway.look.reference:
        for name, file in reference_files().items():
            yield Artifact(FOLDER / _REFERENCE / name, file.read_bytes())


def reference_files() -> dict[str, Path]:
    """The files of the reference UI where the package has them, by name. NoReference: see there."""
    try:
        found = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        raise NoReference(PACKAGE) from None
    code = next((file for file in found.files or () if file.name == _CODE), None)
    if code is None:
        raise NoReference(f"{PACKAGE} without {_CODE}")
    # The licence beside it is its own; the package has another.
    folder = Path(str(found.locate_file(code))).parent
    files = {name: folder / name for name in _FILES}
    for name, file in files.items():
        if not file.is_file():
            raise NoReference(f"{PACKAGE} without {name}")
    return files


def _fixed() -> list[Path]:
    folder = resources.tree("templates") / "devportal" / "site" / "assets"
    return sorted(file for file in folder.iterdir() if file.suffix in (".css", ".js", ".svg"))
