"""What gateway.json says of secrets: where they are read while the gateway runs."""

from __future__ import annotations

from typing import assert_never

from compiler.terms import EnvSecret, FileSecret, SecretRef


def secret_data(secret: SecretRef) -> dict[str, object]:
    """The name of a variable or a file."""
    match secret:
        case EnvSecret(variable):
            return {"env": variable}
        case FileSecret(path):
            return {"file": path}
        case _:
            assert_never(secret)
