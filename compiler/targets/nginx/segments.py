"""Path templates as segments, the form in which the njs lookup compares them."""

from __future__ import annotations

from compiler.terms import Parameter, PathTemplate

Segment = str | list[str]
"""A literal, or the literals before, between and after the parameters of the segment."""


def segments(template: PathTemplate) -> list[Segment]:
    """What stands between slashes, beginning with the empty text before the first one."""
    made: list[Segment] = []
    for part in template.parts:
        if isinstance(part, Parameter):
            made[-1] = [*_pieces(made[-1]), ""]
            continue
        first, *others = part.split("/")
        if made:
            *before, end = _pieces(made[-1])
            made[-1] = [*before, end + first] if before else end + first
        else:
            made.append(first)
        made.extend(others)
    return made


def _pieces(segment: Segment) -> list[str]:
    return [segment] if isinstance(segment, str) else segment


def model_place(template: PathTemplate, parameter: str | None) -> list[int] | None:
    """[segment, literal characters before, literal characters after] of the parameter that names
    the model; None where the path has none."""
    if parameter is None:
        return None
    at = template.parts.index(Parameter(parameter))
    before = "".join(part if isinstance(part, str) else "x" for part in template.parts[:at])
    segment = before.count("/")
    pieces = segments(template)[segment]
    if isinstance(pieces, str) or len(pieces) != 2:
        return None
    return [segment, len(pieces[0]), len(pieces[1])]
