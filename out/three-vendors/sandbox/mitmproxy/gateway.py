"""A gateway for AI APIs on mitmproxy, or a forward proxy that puts the vendors' keys into calls.

    mitmdump -q -s gateway.py
    mitmdump -q -s gateway.py --set gatewright_mode=proxy --listen-port 8888

Reads gateway.json beside it. Proxy mode: `--set gatewright_allow=HOST,HOST` lets other hosts
through.
"""

from pathlib import Path

from gatewright_gateway.addon import Gateway

addons = [Gateway(Path(__file__).resolve().parent)]
