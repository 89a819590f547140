"""Where templates/ and vendor_specs/ are: inside the wheel, or beside compiler/ in a checkout."""

from __future__ import annotations

from pathlib import Path


def tree(name: str) -> Path:
    """The folder `name`. RuntimeError: the installation lacks it."""
    packaged = Path(__file__).resolve().parent / name
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise RuntimeError(f"the installation is incomplete: {packaged} is missing")
