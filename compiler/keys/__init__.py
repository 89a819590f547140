"""The language as one literal table: every key with its type, default, targets and explanation.

Schemas, checks, defaults and the rule that nothing is dropped in silence all read this table. One
module per kind of file; `compiler.keys.table` puts them together.
"""
