"""Failed assertions of the conformance suite's own modules explain themselves, too."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    "tests.conformance.checks",
    "tests.conformance.client",
    "tests.conformance.drives",
    "tests.conformance.logs",
)
