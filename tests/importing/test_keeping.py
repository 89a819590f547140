"""What is kept of a vendor.yaml when its description is imported again."""

from __future__ import annotations

import pytest

from compiler.importing.keeping import merged

HEAD = "# Made by it.\nvendor: acme\nversion: v2\n"
NEW = f"""{HEAD}
# guessed: the title
title: Acme

# guessed: a scheme
auth: {{header: Authorization, prefix: 'Bearer '}}

# guessed: tags
groups:
  chat: [a, b]
"""


def old(rest: str) -> str:
    return f"# Made by it.\nvendor: acme\nversion: v1\n{rest}"


def test_what_is_marked_is_made_anew() -> None:
    first = old(
        "\n# guessed: a title,\n# over two lines\ntitle: Old\n\n# guessed: x\nmodels: [m]\n"
    )
    found = merged(first, NEW)
    assert found.text == NEW
    assert (found.kept, found.changed, found.unread) == ((), ("title", "models"), False)


def test_what_is_not_marked_is_kept_as_it_is_written() -> None:
    own = (
        "# Ask Jo.\ntitle: 'Ours'  # short\ngroups:\n# all of it\n  chat:\n  - a\n\n# both\n  - b\n"
    )
    more = "\n# Ours alone.\ndefault:\n- chat\n# The end.\n"
    found = merged(old(own + more), NEW)
    auth = "\n# guessed: a scheme\nauth: {header: Authorization, prefix: 'Bearer '}\n"
    title, groups = own[: own.index("groups")], own[own.index("groups") :]
    assert found.text == HEAD + title + auth + groups + more
    assert (found.kept, found.changed) == (("title", "groups", "default"), ())


def test_a_key_goes_with_its_auth() -> None:
    new = f"{NEW}\n# guessed: it goes with auth\nkey: none\n"
    first = old("# guessed: x\nkey: {env: A}\nauth: {header: x-key}\n")
    found = merged(first, new)
    assert "key: {env: A}\n" in found.text
    assert "key: none" not in found.text
    assert (found.kept, found.changed) == (("auth",), ())


def test_a_second_time_changes_nothing() -> None:
    once = merged(old("title: Ours\ndefault: [chat]\n"), NEW).text
    assert merged(once, NEW).text == once


@pytest.mark.parametrize(
    "first",
    ["", "mine", "- a\n", "{title: a}\n", "title: [\n", "title: a\ntitle: b\n", "? title\n: a\n",
     "\"title\": a\n", "title: &a x\nmodels: [*a]\n", "title: |\n  a\n  # b\nx y: 1\n"],
)  # fmt: skip
def test_what_cannot_be_told_apart_is_replaced(first: str) -> None:
    found = merged(first, NEW)
    assert (found.text, found.kept, found.unread) == (NEW, (), True)


def test_the_first_time_there_is_nothing_to_keep() -> None:
    assert merged(None, NEW).text == NEW
    assert not merged(None, NEW).unread


def test_what_speaks_to_people_is_kept() -> None:
    """An import guesses neither, so both are somebody's own."""
    own = (
        "# Ours.\nchat:\n  operation: a\n  set: {/tokens: 1}\n  events:\n"
        "    - {data: '{\"text\": <<text>>}'}\n\nclients: [{client: mine, base: /v1}]\n"
    )
    found = merged(old(f"# guessed: a title\ntitle: Old\n{own}"), NEW)
    assert found.text == NEW + own
    assert found.kept == ("chat", "clients")
