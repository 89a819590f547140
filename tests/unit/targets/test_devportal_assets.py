"""The files that all pages share, and what the style sheets promise."""

from __future__ import annotations

import dataclasses
import re
from importlib import metadata
from pathlib import Path

import pytest

from compiler import codes, ir
from compiler.diagnostics import Diagnostics
from compiler.resources import tree
from compiler.targets.devportal import TARGET
from compiler.targets.devportal.assets import PACKAGE, reference_files
from tests.portal.reading import Page, files_of
from tests.unit.targets.test_devportal_catalog import sample
from tests.unit.targets.test_devportal_pages import API, plain

FIXED = tree("templates") / "devportal" / "site" / "assets"
STYLES = sorted(FIXED.glob("*.css"))


def check(of: ir.Gateway) -> list[str]:
    diagnostics = Diagnostics()
    TARGET.check(of, diagnostics)
    return [found.code.id for found in diagnostics]


def test_the_reference_ui_is_copied_as_it_is() -> None:
    of = sample()
    assert check(of) == []
    files = files_of(of)
    found = {path for path in files if path.startswith("assets/swagger-ui/")}
    assert {path.rpartition("/")[2] for path in found} == {
        "LICENSE",
        "swagger-ui-bundle.js",
        "swagger-ui.css",
    }
    for name, file in reference_files().items():
        assert files[f"assets/swagger-ui/{name}"] == file.read_bytes()
    assert b"Apache License" in files["assets/swagger-ui/LICENSE"]
    page = Page(files[API])
    assert page.with_id("reference").said == ""
    assert page.with_id("main").attributes["data-openapi"] == "openapi.json"


def test_its_styles_load_nothing_from_elsewhere() -> None:
    css = reference_files()["swagger-ui.css"].read_text(encoding="utf-8")
    assert "@import" not in css
    urls = re.findall(r"url\(([^)]*)\)", css)
    assert all(url.strip("\"'").startswith("data:") for url in urls)


def test_a_portal_without_the_reference() -> None:
    of = plain(sample())
    files = files_of(of)
    assert not any("swagger" in path for path in files)
    assert b"swagger" not in files[API]
    assert b'id="api-reference"' not in files[API]


def test_a_missing_package_is_said_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> metadata.Distribution:
        assert name == PACKAGE
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    assert check(sample()) == [codes.NO_REFERENCE.id]
    assert check(plain(sample())) == []


def test_the_logo_is_a_picture_and_the_icon() -> None:
    of = plain(sample())
    logo = ir.Logo("logo.svg", b"<svg/>")
    files = files_of(dataclasses.replace(of, look=dataclasses.replace(of.look, logo=logo)))
    assert files["assets/logo.svg"] == b"<svg/>"
    page = Page(files[API])
    (picture,) = page.all("img")
    assert picture.attributes == {"class": "logo", "src": "../../../assets/logo.svg", "alt": ""}
    icons = [each.attributes for each in page.all("link") if each.attributes["rel"] == "icon"]
    assert icons == [{"rel": "icon", "href": "../../../assets/logo.svg"}]


@pytest.mark.parametrize("file", STYLES, ids=lambda file: file.name)
def test_styles_are_small_and_name_no_colours(file: Path) -> None:
    """Which colours can be told apart is proven of theme.css alone."""
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert text.startswith("/*")
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert not re.search(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|rgba?\(|hsla?\(|oklch\(", bare)
    assert "url(" not in bare
    assert "@import" not in bare
    used = set(re.findall(r"var\((--[a-z-]+)\)", bare))
    theme = files_of(plain(sample()))["assets/theme.css"].decode()
    assert used <= set(re.findall(r"(--[a-z-]+):", theme))


def test_every_fixed_file_is_an_asset() -> None:
    files = files_of(plain(sample()))
    for file in FIXED.iterdir():
        assert files[f"assets/{file.name}"] == file.read_bytes()
