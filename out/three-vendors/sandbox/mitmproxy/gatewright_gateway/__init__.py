"""The fixed code of a gateway on mitmproxy; everything that differs is data in gateway.json.

mitmproxy gives connections, certificates, timers and the record of flows. What a request may do is
decided here, in one layer per client connection, and by nothing else: mitmproxy's hooks go on when
an addon raises, so a gateway that decides in hooks is open when it fails.
"""
