"""Failed assertions of the conformance suite's own modules explain themselves, too; and the tests'
own cache."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import pytest

from tests import validating

pytest.register_assert_rewrite(
    "tests.conformance.checks",
    "tests.conformance.client",
    "tests.conformance.drives",
    "tests.conformance.logs",
)

validating.remember()

# Tests keep nothing for later runs, but do not read the bundled vendors a thousand times either.
cache = os.environ.get("GATEWRIGHT_TESTS_CACHE")  # of all parts of a run
if cache is None:
    cache = tempfile.mkdtemp(prefix="gatewright-tests-")
    atexit.register(shutil.rmtree, cache, ignore_errors=True)
os.environ["GATEWRIGHT_CACHE"] = cache
