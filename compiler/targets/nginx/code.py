"""The njs code as one module.

njs runs every module anew for every request: one costs as much as five functions, and an import
half of it. So the code is written as small modules of ECMAScript and put together here. A name at
the top level of one therefore belongs to all of them, and none may be there twice. What few
requests need is made when it is called for, and constants are printed where they are used.
"""

from __future__ import annotations

import re
from pathlib import Path

from compiler.targets.nginx import constants

# The module that exports the handlers, and those that are made when they are called for, together
# with what nothing else imports.
MAIN = "gateway.js"
RARE = (
    "frames.js",
    "issuers.js",
    "limits.js",
    "log.js",
    "looks.js",
    "metricpage.js",
    "others.js",
    "pick.js",
    "pointers.js",
    "policy.js",
    "rarer.js",
    "special.js",
    "usage.js",
)

_IMPORT = re.compile(r"^import \{[^}]*\} from '\./([a-z]+\.js)';\n", re.M)
_BUILTIN = re.compile(r"^import \w+ from '[a-z]+';\n", re.M)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function|const|let) )", re.M)
_EXPORTED = re.compile(r"^export function (\w+)\((.*)\) \{$", re.M)
_NAME = re.compile(r"^(?:export )?(?:(?:async )?function|const|let) (\w+)", re.M)
_CONSTANT = re.compile(r'^export const ([A-Z_]+) = (\d+|"(?:[^"\\\n]|\\.)*");.*\n', re.M)


def joined(folder: Path) -> bytes:
    """The modules of a folder, each after those that it imports, and without imports.

    AssertionError: two modules have the same name in them, or a module is imported by none.
    """
    texts = {name: text for name, text in _modules(folder).items() if not _of_metrics(name)}
    texts[constants.MODULE] = constants.module()
    return assembled(texts, MAIN)


def metric_modules(folder: Path) -> dict[str, str]:
    """Those that count and tell what requests there were, by name."""
    return {name: text for name, text in _modules(folder).items() if _of_metrics(name)}


def _modules(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js"))}


def _of_metrics(name: str) -> bool:
    return name.startswith("metric")


def assembled(texts: dict[str, str], main: str) -> bytes:
    """Modules by name as one, like `joined`. `main` exports the handlers."""
    order = _order(texts, main)
    if unused := [name for name in texts if name not in order]:
        raise AssertionError(f"nothing imports {unused}")
    names = [name for file in order for name in _NAME.findall(texts[file])]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise AssertionError(f"in more than one module: {twice}")
    always = {entry: frozenset(_order(texts, main, entry)) for entry in RARE if entry in texts}
    rare = {entry: [file for file in order if file not in always[entry]] for entry in always}
    parts = _parts(order, texts, rare)
    # njs takes no import inside of a function.
    builtin = dict.fromkeys(line for file in order for line in _BUILTIN.findall(texts[file]))
    text = "\n\n".join(["".join(builtin), *parts] if builtin else parts)
    return _with_constants(text, "".join(texts.values())).encode()


def _order(texts: dict[str, str], main: str, without: str = "") -> list[str]:
    """Dependencies first: njs does not let a function use what is assigned below it. `without`: as
    if this module were not there."""
    order: dict[str, None] = {}

    def visit(file: str) -> None:
        for imported in _IMPORT.findall(texts[file]):
            if imported not in order and imported != without:
                visit(imported)
        order[file] = None

    visit(main)
    return list(order)


def _parts(files: list[str], texts: dict[str, str], rare: dict[str, list[str]]) -> list[str]:
    """`rare`: the modules that are made late, with those that are made with each."""
    late = {entry: inside for entry, inside in rare.items() if inside != files and entry in files}
    apart = {file for inside in late.values() for file in inside}
    return [
        _made_late(file, texts, late) if file in late else _alone(file, texts[file])
        for file in files
        if file not in apart or (file in late and _outermost(file, late))
    ]


def _outermost(entry: str, late: dict[str, list[str]]) -> bool:
    return not any(entry in inside for other, inside in late.items() if other != entry)


def _alone(file: str, text: str) -> str:
    alone = _CONSTANT.sub("", text)
    alone = _EXPORT.sub("", _IMPORT.sub("", _BUILTIN.sub("", alone)))
    if "from './" in alone:
        raise AssertionError(f"an import that is not understood in {alone!r}")
    return re.sub(r"\n{3,}", "\n\n", f"// {file}\n//\n{alone}")


def _made_late(entry: str, texts: dict[str, str], rare: dict[str, list[str]]) -> str:
    """Modules inside of a function that the first call runs, and their functions outside."""
    exported = _EXPORTED.findall(texts[entry])
    made = entry.removesuffix(".js") + "_made"
    outside = "\n\n".join(
        f"function {name}({given}) {{\n"
        f"    {made} = {made} || make_{made}();\n"
        f"    return {made}.{name}({given});\n}}"
        for name, given in exported
    )
    inside = "\n\n".join(_parts(rare[entry], texts, rare))
    names = ", ".join(name for name, _ in exported)
    return (
        f"let {made} = null;\n\n{outside}\n\n"
        f"function make_{made}() {{\n{inside}\nreturn {{ {names} }};\n}}\n"
    )


def _with_constants(text: str, written: str) -> str:
    values = {name: f"{value} /* {name} */" for name, value in _CONSTANT.findall(written)}
    return re.sub(r"\b[A-Z_]{2,}\b", lambda found: values.get(found[0], found[0]), text)
