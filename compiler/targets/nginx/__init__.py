"""nginx: an njs lookup of the raw path, locations for settings and not for APIs, data beside."""

from __future__ import annotations

from compiler.targets.nginx.target import TARGET as TARGET
