"""What the parameters of a path are where several share a segment, on every engine."""

from __future__ import annotations

from compiler.terms import Parameter

A, B, C = Parameter("a"), Parameter("b"), Parameter("c")

# Parts of a template, a path, and what "a" is there; None: the path does not fit.
DIVIDED: tuple[tuple[tuple[str | Parameter, ...], str, str | None], ...] = (
    (("/m/", A), "/m/x", "x"),
    (("/m/", A), "/m/", None),
    (("/m/", A), "/m/x/y", None),
    (("/m/", A, ":run"), "/m/x:run", "x"),
    (("/m/", A, ":run"), "/m/x:run:run", "x:run"),
    (("/m/", A, ":run"), "/m/:run", None),
    (("/m/", A, ":run"), "/m/x:runs", None),
    (("/m/", A, "/x"), "/m/y/x", "y"),
    (("/m/", A, "/x"), "/m/y/z/x", None),
    (("/m/", B, "/x/", A), "/m/q/r/x/z", None),
    (("/m/", B, "-", A), "/m/q-r-s", "r-s"),
    (("/m/", A, "-", B), "/m/q-r-s", "q"),
    (("/m/", B, "-", A), "/m/-r", None),
    (("/m/", B, "-", A), "/m/--r", "r"),
    (("/m/", B, "-", A, "-", C, ":go"), "/m/1-2-3-4:go", "2"),
    (("/m/", B, "-", C, "-x/", A, "!"), "/m/1-2-3-x/4!!", "4!"),
    # To try all divisions of this one would take hours.
    (("/m/", A, "-", B, "-", C, ":go"), "/m/" + "-" * 8000, None),
)
