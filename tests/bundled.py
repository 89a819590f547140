"""The bundled vendors, and what their descriptions allow."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from compiler.resources import tree
from compiler.vendors import Vendor, cache_of, load_catalogue

ROOT = tree("vendor_specs")
CATALOGUE = load_catalogue(ROOT, cache_of(os.environ))


def bundled(id: str) -> Vendor:
    """The vendor `name/version`."""
    vendor = CATALOGUE.get(*id.split("/"))
    assert vendor is not None, id
    return vendor


def validator(vendor: Vendor, schema: Mapping[str, Any]) -> Draft202012Validator:
    """For a schema of the vendor's description, whose references it resolves there."""
    return Draft202012Validator({**schema, "components": vendor.document.data["components"]})
