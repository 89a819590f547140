"""What tokens must be good for, by operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compiler.codes import SCOPES_OF_NOTHING, SCOPES_WITHOUT_TOKENS
from compiler.definition.settings import OPERATION_SCOPES
from compiler.definition.written import Layer, Placed
from compiler.diagnostics import Diagnostics
from compiler.model import Scopes, Settings
from compiler.resolve.operations import Vocabulary, meaning
from compiler.resolve.precedence import SourcedLayer, choose, merged
from compiler.terms import Security
from compiler.vendors import VendorOperation


def scopes_of(
    words: Vocabulary,
    operations: Iterable[VendorOperation],
    layers: Sequence[SourcedLayer],
    diagnostics: Diagnostics,
) -> Scopes:
    """The scopes of the exposed operations; none where the API takes no tokens. layers: the
    strongest first. Complains of words that mean nothing."""
    special = merged(OPERATION_SCOPES, layers)
    tokens = Security.JWT in choose("security", layers).value
    if not special and not tokens:
        return ()
    found = {operation.id: set(choose("scopes", layers).value) for operation in operations}
    for word, scopes in special:
        if scopes.span is None:
            raise AssertionError("scopes by operation have no default")
        for id in meaning(words, Placed(word, scopes.span), diagnostics) or ():
            found.get(id, set()).update(scopes.value)
    if not tokens:
        return ()
    return tuple((id, tuple(sorted(scopes))) for id, scopes in sorted(found.items()) if scopes)


def check_scopes(
    api: str,
    layer: Layer,
    settings: Sequence[Settings],
    words: Vocabulary,
    diagnostics: Diagnostics,
) -> None:
    """Complains of scopes that nothing asks for. layer: where an API writes them; settings: those
    that the layer is part of."""
    exposed = {operation.id for each in settings for operation in each.operations.value}
    tokens = any(Security.JWT in each.security.value for each in settings)
    for path, written in layer.items():
        if path != "scopes" and not path.startswith(OPERATION_SCOPES):
            continue
        key, _, word = path.partition(".")
        if written.value and not tokens:
            diagnostics.add(SCOPES_WITHOUT_TOKENS, written.span, api=api, key=key)
        elif word and (meant := words.all_of(word)) and exposed.isdisjoint(meant):
            diagnostics.add(SCOPES_OF_NOTHING, written.span, api=api, word=word)
