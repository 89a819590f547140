"""An author's Markdown in a page of the portal: what it becomes, and what it never does."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.targets.devportal.markdown import PREFIX, as_text, rendered
from tests.unit.targets.markdown_payloads import PAYLOADS

ALLOWED = {
    "a": {"download", "href", "title", "rel"},
    "code": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "img": {"alt", "src", "title"},
    "ol": {"start"},
    "pre": {"tabindex", "class"},
    "td": {"class"},
    "th": {"class"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    **{
        tag: set[str]()
        for tag in (
            *("blockquote", "br", "em", "hr", "li", "p", "s", "strong", "table", "tbody"),
            *("thead", "tr", "ul"),
        )
    },
}
CLASSES = re.compile(r"language-[A-Za-z0-9_+#.-]+|align-(left|center|right)|table|text")
PICTURE = re.compile("data:image/(gif|png|jpeg|webp);base64,")


class Looking(HTMLParser):
    """Reads a fragment as a browser would, and fails at what may not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        self.tags.append(tag)
        assert len({name for name, _ in attrs}) == len(attrs)
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            self._look(name, value or "")

    def _look(self, name: str, value: str) -> None:
        match name:
            case "href":
                assert scheme(value) in ("", "http", "https", "mailto"), value
            case "src":
                assert scheme(value) == "" or PICTURE.match(value), value
                assert not value.startswith(("//", "\\", "/\\"))
            case "class":
                assert CLASSES.fullmatch(value), value
            case "id":
                assert value.startswith(PREFIX)
                self.ids.append(value)
            case "rel":
                assert value == "noopener noreferrer"

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def scheme(url: str) -> str:
    """As browsers find it, which leave out controls and spaces before and line breaks inside."""
    plain = re.sub("[\t\r\n]", "", url.lstrip("".join(map(chr, range(0x21)))))
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", plain)
    return found[1].lower() if found else ""


def looked_at(html: str) -> Looking:
    found = Looking()
    found.feed(html)
    found.close()
    assert len(set(found.ids)) == len(found.ids)
    return found


def test_what_authors_write() -> None:
    text = '# Guide\n\nHello *you*, see [this](https://a.test/x?a=1&b=2 "T").\n\n- a\n- b\n\n---\n'
    assert rendered(text) == (
        '<h2 id="doc-guide">Guide</h2>\n'
        '<p>Hello <em>you</em>, see <a href="https://a.test/x?a=1&amp;b=2" title="T"'
        ' rel="noopener noreferrer">this</a>.</p>\n'
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<hr>\n"
    )


def test_code_has_its_language_and_the_keyboard_reaches_it() -> None:
    assert rendered("```c++ x y\n<b>\n```\n") == (
        '<pre tabindex="0"><code class="language-c++">&lt;b&gt;\n</code></pre>\n'
    )


def test_a_table_can_be_wider_than_the_page() -> None:
    html = rendered("| a | b | c |\n|:--|:-:|--:|\n| 1 | ~~2~~ | 3 |\n")
    assert html.startswith(
        '<div class="table" tabindex="0" role="group" aria-label="Table">\n<table>'
    )
    assert html.endswith("</table>\n</div>\n")
    assert '<td class="align-center"><s>2</s></td>' in html


@pytest.mark.parametrize(
    ("text", "below", "tags"),
    [
        ("# a\n## b\n# c", 1, ["h2", "h3", "h2"]),
        ("### a\n# b", 1, ["h2", "h2"]),
        ("# a\n#### b\n#### c\n## d", 1, ["h2", "h3", "h4", "h3"]),
        ("# a\n## b", 2, ["h3", "h4"]),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", 3, ["h4", "h5", "h6", "h6", "h6", "h6"]),
    ],
)
def test_headings_stand_below_those_of_the_page(text: str, below: int, tags: list[str]) -> None:
    assert looked_at(rendered(text, below)).tags == tags


def test_headings_can_be_led_to() -> None:
    text = "# My *own* `x` & y!\n# Ünï\n## Ünï\n#\n[1](#my-own-x--y) [2](#%C3%BCn%C3%AF-1) [3](#)"
    html = rendered(text)
    assert looked_at(html).ids == ["doc-my-own-x--y", "doc-ünï", "doc-ünï-1", "doc-section"]
    assert re.findall('href="([^"]*)"', html) == ["#doc-my-own-x--y", "#doc-%C3%BCn%C3%AF-1", "#"]


def test_references_to_other_documents() -> None:
    text = "[a](other.md) [b](./other.md#x) [c](third.md#x) [d](../up?q#x) [e](mailto:a@b.test)"
    html = rendered(text, files={"other.md": "other.md.html"})
    assert re.findall('href="([^"]*)"', html) == [
        "other.md.html",
        "other.md.html#doc-x",
        "third.md#x",
        "../up?q#x",
        "mailto:a@b.test",
    ]


def test_pictures_of_other_hosts_are_links() -> None:
    html = rendered(
        "![a](x/y.png) ![b *c*](https://a.test/b.png) ![](//a.test/c) "
        "[![d](https://a.test/d.svg)](https://a.test) ![e](data:image/png;base64,AAAA)"
    )
    rel = ' rel="noopener noreferrer"'
    assert html == (
        '<p><img src="x/y.png" alt="a"> '
        f'<a href="https://a.test/b.png"{rel}>b c</a> '
        f'<a href="//a.test/c"{rel}>//a.test/c</a> '
        f'<a href="https://a.test"{rel}>d</a> '
        '<img src="data:image/png;base64,AAAA" alt="e"></p>\n'
    )


def test_html_is_text() -> None:
    assert rendered("a <b>c</b>\n\n<div>\nd\n</div>") == (
        "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n<p>&lt;div&gt;\nd\n&lt;/div&gt;</p>\n"
    )


def test_a_text_is_shown_as_it_is() -> None:
    html = as_text("a <b>\n\"&'")
    assert html == '<pre class="text" tabindex="0">a &lt;b&gt;\n&quot;&amp;&#x27;</pre>\n'
    assert looked_at(html).tags == ["pre"]


@pytest.mark.parametrize("at", range(len(PAYLOADS) // 50 + 1))
def test_nothing_nasty_passes(at: int) -> None:
    assert len(PAYLOADS) > 500
    for payload in PAYLOADS[at * 50 :][:50]:
        for text in (payload, f"a\n\n{payload}\n\n{payload}\n\nz", f"- {payload}"):
            looked_at(rendered(text))
        looked_at(as_text(payload))


PIECES = st.sampled_from(
    [
        *(
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            "!",
            "`",
            "```",
            "*",
            "_",
            "~~",
            "#",
            "|",
            "---",
            ":",
            "\n",
        ),
        *("\n\n", "    ", "\t", "&", ";", '"', "'", "\\", "- ", "1. ", "> ", "=", "x", "é", "\0"),
        *(
            "javascript:",
            "data:",
            "https://a.test",
            "//a.test",
            "onerror=",
            "script",
            "&#x6a;",
            "@",
        ),
        *("|---|\n", "[x]: ", "](", "![", "<a href=", "<!--", "-->", "</", "/>", "\u2028", "%6A"),
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=120))
def test_whatever_is_written_nothing_but_these_elements_comes_out(text: str) -> None:
    looked_at(rendered(text))


def huge(many: int) -> dict[str, str]:
    """Texts for which a careless reader takes the square of the time."""
    return {
        "brackets": "[" * many,
        "links": "[a](" * many,
        "images": "![" * many,
        "closed links": "[a](b) " * many,
        "stars": "*a **a " * many,
        "underscores": "_" * many + "a" + "_" * many,
        "strikes": "~~a" * many,
        "backticks": "".join("`" * (count % 97 + 1) + "a" for count in range(many // 10)),
        "angles": "<" * many,
        "tags": "<a " * many,
        "entities": "&a" * many,
        "quotes": ">" * many + "a",
        "lists": "".join("  " * level + "- a\n" for level in range(many // 20)),
        "numbers": "1. " * many + "a",
        "tables": "|" * many + "\n" + "|-" * many + "|\n" + "|" * many,
        "rows": "|a|b|\n|-|-|\n" + "|c|d|\n" * many,
        "references": "".join(f"[{number}]: /x\n" for number in range(many)) + "[1] " * many,
        "headings": "# a\n" * many,
        "backslashes": "\\" * many,
        "one word": "a" * 50 * many,
        "lines": "a\n" * many,
        "breaks": "a  \n" * many,
        "mail": "<a@" * many,
        "fences": "```\n" * many,
        "titles": '[a](b "' * many,
        "marks": "*a* " * many,
    }


NAMES = tuple(huge(1))


def timed(text: str, seconds: float) -> None:
    """Of the processor, since others may have the machine."""
    begun = time.process_time()
    html = rendered(text)
    assert time.process_time() - begun < seconds
    looked_at(html)


@pytest.mark.parametrize("name", NAMES)
def test_time_is_bounded(name: str) -> None:
    timed(huge(1000)[name], 2)


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_time_is_bounded_however_much_there_is(name: str) -> None:
    """A page, or the plain text."""
    timed(huge(40_000)[name], 60)


def filled_up(columns: int, rows: int) -> str:
    """A table whose rows are filled up to many cells."""
    head = f"|{'a|' * columns}\n|{'-|' * columns}\n"
    return f"{head}{'a' + chr(10)}" + "a\n" * rows


LARGE = {
    "a book": "# a\n" * 300_000,
    "a table": filled_up(800, 400),
    "quoted": "".join(f"> {line}\n" for line in filled_up(800, 400).splitlines()),
    "tables": (filled_up(200, 200) + "\n") * 100,
    "a long link": f"[x]: http://a/{'a' * 10_000}\n\n" + "[x] " * 1000,
    "a long picture": f"[x]: data:image/png;base64,{'a' * 10_000}\n\n" + "![x] " * 1000,
    "a long list": "- a\n" * 50_000,
}


@pytest.mark.soak  # seconds of CPU, and more on a slow machine
@pytest.mark.parametrize("name", LARGE)
def test_what_would_be_a_huge_page_is_shown_as_it_is(name: str) -> None:
    text = LARGE[name]
    begun = time.process_time()
    assert rendered(text) == as_text(text)
    assert time.process_time() - begun < 5


def test_a_long_table_is_one() -> None:
    html = rendered("|a|b|c|\n|-|-|-|\n" + "|some|more|words|\n" * 5000)
    assert html.count("<td>") == 15_000


@pytest.mark.parametrize(
    ("reference", "saved"),
    [
        ("evil.html", True),
        ("./evil.SVG", True),
        ("%65vil.html?a#b", True),
        ("../documents/evil.xml", True),
        ("../../../Other/1.0.0/documents/evil.html", True),
        ("../../../Other/1.0.0/Documents//./evil.html", True),
        ("/portal/apis/Other/1.0.0/documents/evil", True),
        ("./", True),
        ("../../../Other/1.0.0/documents/", True),
        ("prices.pdf", False),
        ("-other.md.html", False),
        ("guide.md", False),  # as its page
        ("../index.html", False),
        ("../../../Other/1.0.0/", False),
        ("#place", False),
        ("https://other.test/documents/a.html", False),
        ("//other.test/documents/a.html", False),
        ("mailto:a@b.test", False),
    ],
)
def test_what_could_run_scripts_is_to_be_saved(reference: str, saved: bool) -> None:
    html = rendered(f"[x]({reference})", files={"guide.md": "-guide.md.html"})
    looked_at(html)
    assert ("download" in html) == saved


@pytest.mark.parametrize("text", ["> " * 300 + "deep", "- " * 300 + "deep", "![" * 300 + "deep"])
def test_nothing_is_left_out_for_being_deep(text: str) -> None:
    assert "deep" in rendered(text)
