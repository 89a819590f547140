"""Failed assertions of the conformance suite's own modules explain themselves, too; and which tests
stay in one process when they are run in several."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests import validating

pytest.register_assert_rewrite(
    "tests.conformance.checks",
    "tests.conformance.client",
    "tests.conformance.drives",
    "tests.conformance.logs",
)

validating.remember()

# Tests keep nothing for each other, but do not read the bundled vendors a thousand times either.
os.environ["GATEWRIGHT_CACHE"] = tempfile.mkdtemp(prefix="gatewright-tests-")
atexit.register(shutil.rmtree, os.environ["GATEWRIGHT_CACHE"], ignore_errors=True)

TOGETHER = ("tests/conformance/", "tests/walkthrough/")
"""Folders whose tests share engines that run for a whole session."""


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """For `pytest -n 2 --dist loadfile`: those of a file stay together, and of such a folder."""
    if config.getoption("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    scheduler._split_scope = _part
    return scheduler


def _part(test: str) -> str:
    file = test.partition("::")[0]
    return next((folder for folder in TOGETHER if file.startswith(folder)), file)
