"""A vendor that answers at once, for latencies: `python -m tests.bench.origin` prints its port."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = (
    b'{"id":"1","object":"chat.completion","model":"m","choices":[],'
    b'"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}'
)


class Handler(BaseHTTPRequestHandler):
    """Reads the request's body and answers with one small JSON document."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(ANSWER)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + ANSWER)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the figures are the output."""


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
