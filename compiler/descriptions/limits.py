"""How large a description may be. Official ones are 35 levels deep and have 300,000 values."""

MAX_DEPTH = 120
"""Levels of mappings and lists."""

MAX_NODES = 1_000_000
"""Values, each counted as often as it is named by an alias."""
