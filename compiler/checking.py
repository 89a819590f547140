"""Document x schema -> complaints on the right key, in the words of the table of keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jsonschema import ValidationError

from compiler.codes import (
    BAD_NAME,
    BAD_VALUE,
    LANGUAGE_VERSION,
    MAYBE_SECRET,
    MISSING_KEY,
    NEEDS_ANOTHER,
    NO_VALUE,
    NOT_EXACTLY_ONE,
    REPEATED,
    TOO_FEW,
    UNKNOWN_KEY,
    WRONG_TYPE,
)
from compiler.diagnostics import Diagnostics, Span
from compiler.fits import fits
from compiler.keys.kinds import List, Mapping, Names, Scalar
from compiler.keys.row import Key
from compiler.keys.table import TABLE, FileKind, row_at
from compiler.masking import mask
from compiler.schema import validator
from compiler.source import Document, Pointer
from compiler.suggest import did_you_mean, listed, noun_of
from compiler.values import KeyInText

# Of several complaints about one value, the first of these says most.
_TELLING = ("type", "minProperties", "maxProperties", "enum", "format", "pattern")


def check(document: Document, kind: FileKind, diagnostics: Diagnostics) -> Document | None:
    """The document where the stages after this one can work with it, else None after complaints.

    Unknown keys alone do not stop them: they are taken out, so that one run finds more. Numbers
    where text belongs become the author's letters (in place).
    """
    _restore_letters(document, kind)
    if fits(document.data, kind):
        return document
    if document.text is not None:  # complaints need positions, and their number is no matter
        document = document.text.read
        _restore_letters(document, kind)
    errors = list(validator(kind).iter_errors(document.data))
    if not errors:
        return document
    places = _Places(document, kind, diagnostics)
    for error in sorted(errors, key=_telling):
        places.complain(error)
    for pointer in places.unknown:
        del _parent(document, pointer)[pointer[-1]]
    return document if validator(kind).is_valid(document.data) else None


def _telling(error: ValidationError) -> int:
    return _TELLING.index(error.validator) if error.validator in _TELLING else len(_TELLING)


def _restore_letters(document: Document, kind: FileKind) -> None:
    for pointer, letters in document.literals.items():
        row = row_at(kind, pointer)
        if row is not None and isinstance(row.kind, Scalar) and row.kind.as_text:
            _parent(document, pointer)[pointer[-1]] = letters


def _parent(document: Document, pointer: Pointer) -> Any:
    data = document.data
    for step in pointer[:-1]:
        data = data[step]
    return data


@dataclass(slots=True)
class _Complaint:
    """One error of the schema with what is known about its place."""

    error: ValidationError
    pointer: Pointer
    row: Key | None
    instance: Any
    schema: Any

    @property
    def key(self) -> str:
        steps = [step for step in self.pointer if isinstance(step, str)]
        return ".".join(steps) if steps else "this file"

    @property
    def expected(self) -> str:
        return "a mapping" if self.row is None else self.row.kind.expected

    @property
    def explanation(self) -> str:
        return "see the keys of this file" if self.row is None else self.row.explanation

    @property
    def secret(self) -> bool:
        kind = None if self.row is None else self.row.kind
        if isinstance(self.error.cause, KeyInText):
            return True
        return kind is not None and not isinstance(kind, List | Names) and kind.secret


class _Places:
    """The complaints about one document, at most one about a value."""

    def __init__(self, document: Document, kind: FileKind, diagnostics: Diagnostics) -> None:
        self.document = document
        self.kind = kind
        self.diagnostics = diagnostics
        self.unknown: list[Pointer] = []
        self._seen: set[tuple[Pointer, str]] = set()

    def complain(self, error: ValidationError) -> None:
        pointer: Pointer = tuple(error.absolute_path)
        row = row_at(self.kind, pointer)
        complaint = _Complaint(error, pointer, row, error.instance, error.schema)
        match error.validator:
            case "additionalProperties":
                self._unknown_keys(complaint)
            case "required":
                self._missing_keys(complaint)
            case "uniqueItems":
                self._repeated(complaint)
            case "oneOf":
                if isinstance(error.instance, dict):  # else its type is wrong, which is said
                    self._not_one(complaint)
            case "dependentRequired":
                self._alone(complaint)
            case _ if "propertyNames" in error.absolute_schema_path:
                if self._first(pointer, str(error.instance)):
                    self._bad_name(complaint)
            case _ if self._first(pointer, ""):
                self._bad_value(complaint)

    def _first(self, pointer: Pointer, name: str) -> bool:
        seen = (pointer, name) in self._seen
        self._seen.add((pointer, name))
        return not seen

    def _unknown_keys(self, complaint: _Complaint) -> None:
        known = list(complaint.schema["properties"])
        for key in [key for key in complaint.instance if key not in known]:
            pointer = (*complaint.pointer, key)
            span = self.document.key(*pointer)
            self.unknown.append(pointer)
            self.diagnostics.add(
                UNKNOWN_KEY,
                span,
                covered_from=span.column + len(key) + 1,  # its value may be anything, a secret too
                key=key,
                suggestion=did_you_mean(key, known) or self._elsewhere(key),
                known=listed(known),
            )

    def _elsewhere(self, key: str) -> str:
        """Where the language has a key of this name, if it does not have it here."""
        found = (row.path for row in TABLE[self.kind] if row.path.endswith("." + key))
        path = next((path for path in found if "[]" not in path), None)  # no path to write
        return "" if path is None else f"; did you mean '{path}'?"

    def _missing_keys(self, complaint: _Complaint) -> None:
        schema, instance = complaint.schema, complaint.instance
        unknown = [key for key in instance if key not in schema["properties"]]
        # A misspelt key was answered with "did you mean" already.
        meant = "".join(did_you_mean(key, schema["properties"]) for key in unknown)
        for key in schema["required"]:
            if key in instance or f"'{key}'" in meant:
                continue
            row = row_at(self.kind, (*complaint.pointer, key))
            explanation = "" if row is None else row.explanation
            span = self.document.key(*complaint.pointer)
            self.diagnostics.add(MISSING_KEY, span, key=key, explanation=explanation)

    def _not_one(self, complaint: _Complaint) -> None:
        kind = None if complaint.row is None else complaint.row.kind
        if not isinstance(kind, Mapping):
            raise AssertionError(f"{complaint.key} is no mapping of alternatives")
        unknown = [key for key in complaint.instance if key not in complaint.schema["properties"]]
        if not any(did_you_mean(key, kind.one_of) for key in unknown):  # answered already
            self.diagnostics.add(
                NOT_EXACTLY_ONE,
                self.document.key(*complaint.pointer),
                key=complaint.key,
                choices=" and ".join(f"'{name}'" for name in kind.one_of),
                explanation=complaint.explanation,
            )

    def _alone(self, complaint: _Complaint) -> None:
        for key, others in complaint.schema["dependentRequired"].items():
            for other in others if key in complaint.instance else ():
                if other not in complaint.instance:
                    row = row_at(self.kind, (*complaint.pointer, other))
                    self.diagnostics.add(
                        NEEDS_ANOTHER,
                        self.document.key(*complaint.pointer, key),
                        key=key,
                        other=other,
                        explanation="" if row is None else row.explanation,
                    )

    def _repeated(self, complaint: _Complaint) -> None:
        places: dict[tuple[type, str | int], Span] = {}  # to Python, true is 1
        for index, item in enumerate(complaint.instance):
            if not isinstance(item, str | int):
                continue
            span = self.document.value(*complaint.pointer, index)
            first = places.setdefault((type(item), item), span)
            if first is not span:
                related = ((first, "first written here"),)
                self.diagnostics.add(REPEATED, span, related=related, key=complaint.key, value=item)

    def _bad_name(self, complaint: _Complaint) -> None:
        error = complaint.error
        kind = None if complaint.row is None else complaint.row.kind
        expected = kind.names.expected if isinstance(kind, Names) else complaint.expected
        self.diagnostics.add(
            BAD_NAME,
            self.document.key(*complaint.pointer, str(error.instance)),
            value=error.instance,
            reason=_reason(error),
            expected=expected,
        )

    def _bad_value(self, complaint: _Complaint) -> None:
        error, pointer = complaint.error, complaint.pointer
        value = self.document.value(*pointer)
        about: dict[str, Any] = {
            "key": complaint.key,
            "expected": complaint.expected,
            "explanation": complaint.explanation,
            "or_delete": self._or_delete(complaint),
        }
        if error.instance is None:
            self.diagnostics.add(NO_VALUE, self.document.key(*pointer), **about)
        elif pointer == ("gatewright",):
            self.diagnostics.add(LANGUAGE_VERSION, value)
        elif error.validator in ("minProperties", "maxProperties", "minItems"):
            self._wrong_count(complaint, about)
        elif complaint.secret:
            self.diagnostics.add(MAYBE_SECRET, value, **about)
        elif error.validator in ("type", "maxItems"):
            self.diagnostics.add(WRONG_TYPE, value, found=noun_of(error.instance), **about)
        else:
            choices = [str(choice) for choice in complaint.schema.get("enum", ())]
            about["suggestion"] = did_you_mean(str(error.instance), choices)
            shown = _shortened(str(error.instance))
            self.diagnostics.add(BAD_VALUE, value, value=shown, reason=_reason(error), **about)

    def _or_delete(self, complaint: _Complaint) -> str:
        """What an advice may add: not where the key must be there."""
        pointer, row = complaint.pointer, complaint.row
        if pointer and isinstance(pointer[-1], int):
            return ", or delete the entry"
        above = row_at(self.kind, pointer[:-1])
        only = above is not None and isinstance(above.kind, Mapping) and above.kind.exactly_one
        return "" if row is None or row.required or only else ", or delete the key"

    def _wrong_count(self, complaint: _Complaint, about: dict[str, Any]) -> None:
        span = self.document.key(*complaint.pointer)
        properties = complaint.schema.get("properties")
        if properties is None:
            self.diagnostics.add(TOO_FEW, span, **about)
        else:
            choices = " and ".join(f"'{name}'" for name in properties)
            cover = span.column + len(str(complaint.pointer[-1])) + 1 if complaint.secret else None
            self.diagnostics.add(
                NOT_EXACTLY_ONE, span, covered_from=cover, choices=choices, **about
            )


def _reason(error: ValidationError) -> str:
    """The end of a sentence that starts with the value."""
    match error.validator, error.schema:
        case "enum", _:
            return "is none of them"
        case (("minimum" | "maximum"), {"minimum": least, "maximum": most}):
            return f"is outside {least}-{most}"
        case _:
            return str(error.cause) if error.cause else "is not of this form"


def _shortened(text: str) -> str:
    """Masked before it is cut: the beginning of a secret need not look like one."""
    return text if len(text) <= 80 else mask(text[:1000])[:77] + "..."
