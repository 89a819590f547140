"""The Envoy target."""

from compiler.targets.envoy.target import TARGET

__all__ = ["TARGET"]
