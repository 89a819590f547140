"""One row of the table of keys."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.keys.kinds import Kind

NGINX, ENVOY, MITMPROXY, DEVPORTAL = "nginx", "envoy", "mitmproxy", "devportal"
ENGINES = (NGINX, ENVOY, MITMPROXY)
EVERY = (*ENGINES, DEVPORTAL)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the language.

    path: dotted, `<name>` for a key that the author names, `[]` for the items of a list. default:
    what counts where nothing is written, in the author's notation or in words. targets: whose
    artifacts the value decides. cannot: targets that should use it and cannot, so that selecting
    them beside this key is an error. unless: the one value that they can; then what counts in an
    environment decides, not what is written. setting: takes part in the precedence of layers.
    """

    path: str
    kind: Kind
    explanation: str
    required: bool = False
    default: str | None = None
    targets: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    unless: str | None = None
    setting: bool = False
