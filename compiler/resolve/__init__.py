"""ProjectDefinition + catalogue -> Model: defaults with their provenance, every cross-reference."""

from compiler.resolve.project import resolve as resolve
