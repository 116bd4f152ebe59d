"""Listens on a Unix socket as the sidecar does, remembers what it is told, answers what it should."""

from __future__ import annotations

import queue
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

SECONDS = 20  # any wait ends then, with an error: far longer than anything takes


@dataclass
class Listener:
    """What came, as (route, body), in the order in which it came."""

    socket: Path
    answer: bytes = b""
    status: int = 200
    came: queue.Queue[tuple[str, bytes]] = field(default_factory=queue.Queue)

    def next(self) -> tuple[str, bytes]:
        """Wait for the next thing that comes."""
        return self.came.get(timeout=SECONDS)


@contextmanager
def listening(socket: Path) -> Iterator[Listener]:
    """Listen, until the block ends."""
    listener = Listener(socket)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            listener.came.put((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(listener.status)
            self.send_header("content-length", str(len(listener.answer)))
            self.send_header("connection", "close")
            self.end_headers()
            if listener.answer:
                self.wfile.write(listener.answer)

        def address_string(self) -> str:
            return "unix"

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(socketserver.ThreadingUnixStreamServer):
        daemon_threads = True

    with Server(str(socket), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield listener
        finally:
            server.shutdown()
            thread.join()
