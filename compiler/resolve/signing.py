"""Which operations cannot be reached with a key that signs requests."""

from __future__ import annotations

from compiler.codes import UNSIGNABLE
from compiler.diagnostics import Diagnostics
from compiler.model import Endpoint, Settings
from compiler.suggest import listed
from compiler.terms import AwsKeys


def check_signing(endpoint: Endpoint, settings: Settings, diagnostics: Diagnostics) -> None:
    """A signature holds a digest of the body, so the body must be whole before it is sent on."""
    secret = endpoint.secret
    if secret is None or secret.span is None or not isinstance(secret.value, AwsKeys):
        return
    exposed = settings.operations.value
    for reason, found in (
        ("they turn into WebSockets", [each.id for each in exposed if each.websocket]),
        ("gateways hold no multipart body", [each.id for each in exposed if each.upload]),
    ):
        if found:
            diagnostics.add(UNSIGNABLE, secret.span, operations=listed(found), reason=reason)
