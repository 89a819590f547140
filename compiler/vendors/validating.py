"""A description against the rules of OpenAPI itself, where openapi-spec-validator is installed.

Slow, so that it is done once for each description, not for those that are large, and never for
bundled ones, which the tests validate.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from compiler.codes import BAD_DESCRIPTION, INVALID_DESCRIPTION
from compiler.descriptions.reading import read
from compiler.diagnostics import Diagnostics
from compiler.masking import mask
from compiler.vendors.cache import Cache
from compiler.vendors.describing import Description

_KIND = "validated"
_PACKAGE = "openapi-spec-validator"
_MAX_BYTES = 512 * 1024  # of a description; one of 3 MB takes ten seconds
_MAX_NODES = 200_000  # values; by its aliases, a small file may have billions
_SHOWN = 20  # problems of one description; those after them are mostly the same
_LOOKED_AT = 1000  # problems, of which the first are shown
_LONGEST = 200  # letters of a problem
_MASKED = 2000  # letters of it in which a secret could begin


class _TooMuch(Exception):
    """The description has more values than are looked at."""


def validate(description: Description, cache: Cache, diagnostics: Diagnostics) -> None:
    """Complains of what the rules forbid in the file as it was written: an error where it is the
    form of the document, else a warning."""
    if len(description.content) > _MAX_BYTES:
        return
    installed = validator()
    if installed is None:
        return
    key = f"{description.document.sha256} {installed}"
    match cache.get(_KIND, key):
        case {"problems": list(problems)}:
            pass
        case _:
            problems = _problems(read(description.content))
            cache.put(_KIND, key, {"problems": problems})
    spans = description.spans([tuple(pointer) for _, pointer, _ in problems])
    for span, (form, _, text) in zip(spans, problems, strict=True):
        code = BAD_DESCRIPTION if form else INVALID_DESCRIPTION
        diagnostics.add(code, span, problem=text)


def validator() -> str | None:
    """The version of the validator; None where there is none."""
    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        return None


def _problems(data: Any) -> list[list[Any]]:
    from openapi_spec_validator import (
        OpenAPIV2SpecValidator,
        OpenAPIV30SpecValidator,
        OpenAPIV31SpecValidator,
    )

    rules: Any = OpenAPIV31SpecValidator
    if "swagger" in data:
        rules = OpenAPIV2SpecValidator
    elif str(data.get("openapi")).startswith("3.0"):
        rules = OpenAPIV30SpecValidator
    found: list[list[Any]] = []
    try:
        for form, error in _errors(rules(_Copying().of(data))):
            pointer = [str(step) for step in error.absolute_path] if form else []
            found.append([form, pointer, _shortened(error.message)])
            if len(found) == _LOOKED_AT:
                break
    except (_TooMuch, RecursionError):  # which is no fault of the file
        pass
    except Exception as error:  # it gives up in many ways on what we read
        found.append([False, [], _shortened(f"{type(error).__name__}: {error}")])
    # The validator goes through sets, in another order each time.
    return sorted(found, key=lambda each: (not each[0], *each[1:]))[:_SHOWN]


def _errors(rules: Any) -> Iterator[tuple[bool, Any]]:
    """What is wrong, and whether that is the form of the document, which has a place."""
    for error in rules.schema_validator.iter_errors(rules.schema):
        while error.context:  # of several forms, the one that fits furthest
            error = max(error.context, key=_reach)
        yield True, error
    for error in rules.root_validator(rules.schema_path):
        # Where a schema is wrong in itself, normalising has said so, and where.
        if not error.absolute_schema_path:
            yield False, error


def _reach(error: Any) -> tuple[int, list[str], str]:
    """How far into the document a complaint is, and what tells it from another as far."""
    path = [str(step) for step in error.absolute_path]
    return len(path), path, error.message


class _Copying:
    """Makes of a description what can be validated in a time that its size says. _TooMuch: by its
    aliases it is larger than any."""

    def __init__(self) -> None:
        self._nodes = 0

    def of(self, data: Any, above: str = "") -> Any:
        """The data, where all texts match what patterns there are: some take for ever to tell."""
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            raise _TooMuch
        if isinstance(data, list):
            return [self.of(each) for each in data]
        if not isinstance(data, dict):
            return "" if above == "pattern" and isinstance(data, str) else data
        if above == "patternProperties":
            data = {f"^{number}$": each for number, each in enumerate(data.values())}
        named = above in ("properties", "patternProperties")
        return {key: self.of(each, "" if named else key) for key, each in data.items()}


def _shortened(text: str) -> str:
    """One line, masked before it is cut: the beginning of a secret need not look like one."""
    line = mask(text[:_MASKED].splitlines()[0]) if text else ""
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "..."
