"""Every target, in the order in which an environment's artifacts are written."""

from __future__ import annotations

from compiler.targets import Target, devportal, envoy, mitmproxy, nginx

TARGETS: tuple[Target, ...] = (nginx.TARGET, envoy.TARGET, mitmproxy.TARGET, devportal.TARGET)
