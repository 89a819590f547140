"""The one way from views to text: jinja templates that only print.

Used by targets whose output is a text grammar or HTML; JSON and YAML are made from data instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compiler import resources


def environment(folder: str, filters: Mapping[str, Callable[[str], str]]) -> Environment:
    """The templates of `templates/FOLDER`, with the grammar's quoting filters.

    A name that a view does not have is an error while rendering, never empty text.
    """
    made = Environment(
        loader=FileSystemLoader(resources.tree("templates") / folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - the output is no HTML; each grammar has its own filter
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(filters)
    return made


def pages(folder: str) -> Environment:
    """The templates of HTML pages in `templates/FOLDER`. All that they print is text: what is
    markup already says so by being a `markupsafe.Markup`. Else as `environment`."""
    return Environment(
        loader=FileSystemLoader(resources.tree("templates") / folder),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
