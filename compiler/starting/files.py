"""The files of a new project: text, from templates that only print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from compiler import __version__
from compiler.issuing import changes, making
from compiler.issuing.entry import Entry, scalar
from compiler.rendering import environment
from compiler.starting import schemas
from compiler.starting.wanted import URL, VERSION, Wanted

CONSUMER = "demo-app"
ENVIRONMENT = "sandbox"
KEY_FILE = f"{CONSUMER}.key"

_SCHEMA = "# yaml-language-server: $schema={folder}/{kind}.schema.json\n"
# By path in the project.
_PRINTED = (
    ("gateway.yaml", "gateway.yaml.j2"),
    ("apis/{name}.yaml", "api.yaml.j2"),
    (".gitignore", "gitignore.j2"),
    ("README.md", "README.md.j2"),
    (".github/workflows/gatewright.yml", "workflow.yml.j2"),
)

IGNORING = ".gitignore"
# What a repository often has before, and a project compiles without.
SPARE = (IGNORING, "README.md", ".github/workflows/gatewright.yml")
# Those that a project needs and whose places no answer changes.
FIXED = ("gateway.yaml", "consumers.yaml", KEY_FILE)


@dataclass(frozen=True, slots=True)
class File:
    """path: in the project, with slashes. secret: nobody but its owner may read it."""

    path: str
    text: str = field(repr=False)
    secret: bool = False


@dataclass(frozen=True, slots=True)
class _View:
    """What the templates print of a project."""

    project: str
    name: str
    version: str
    context: str
    vendor: str
    title: str
    server: str | None
    variable: str | None
    url: str | None
    variables: tuple[tuple[str, str], ...]
    default: tuple[str, ...]
    signs: bool
    consumer: str
    environment: str
    key_file: str
    schemas: str
    compiler: str


def files(wanted: Wanted, key: str) -> Iterator[File]:
    """Every file, in the order in which people read them. key: of the first consumer; its digest
    goes into consumers.yaml, and itself into a file of its own. The same wants and the same key
    give the same texts."""
    printed = environment("init", {"yaml": scalar})
    view = _view(wanted)
    for path, template in _PRINTED:
        text = printed.get_template(template).render(view=view)
        yield File(path.format(name=wanted.name), text)
    yield File("consumers.yaml", _consumers(key))
    yield File(KEY_FILE, f"{key}\n", secret=True)
    for path, text in schemas.files():
        yield File(path, text)


def _view(wanted: Wanted) -> _View:
    vendor, values = wanted.vendor, dict(wanted.values)
    url = values.pop(URL, None) if vendor.server is None else None
    return _View(
        project=wanted.project,
        name=wanted.name,
        version=VERSION,
        context=wanted.context,
        vendor=vendor.id,
        title=vendor.title,
        server=vendor.server,
        variable=vendor.variable,
        url=url,
        variables=tuple(values.items()),
        default=vendor.default,
        signs=vendor.sigv4 is not None,
        consumer=CONSUMER,
        environment=ENVIRONMENT,
        key_file=KEY_FILE,
        schemas=schemas.FOLDER,
        compiler=__version__,
    )


def _consumers(key: str) -> str:
    """As `gatewright keys issue` would write it."""
    issued = Entry((("sha256", making.digest(key)), ("environments", (ENVIRONMENT,))))
    entry = Entry((("name", CONSUMER), ("keys", (issued,))))
    first = _SCHEMA.format(folder=schemas.FOLDER, kind="consumers")
    return first + changes.consumer_added(None, (), entry).text
