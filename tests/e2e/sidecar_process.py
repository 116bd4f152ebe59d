"""Real sidecars in a home of their own: started, asked, killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from jepa_learning.folders import Folders, locate

SECONDS = 60  # any wait ends then, with an error: far longer than anything takes


@dataclass
class Running:
    """A sidecar that answers."""

    process: subprocess.Popen[str]
    client: httpx.Client


class Home:
    """A user's home folder, and what starts in it."""

    def __init__(self, folder: Path) -> None:
        self.environ = {**os.environ, "HOME": str(folder), "HISTFILE": ""}
        for name in list(self.environ):
            if name.startswith(("XDG_", "JEPA_LEARNING_")):
                del self.environ[name]
        self.folders: Folders = locate(self.environ, uid=os.getuid())

    def command(self, *options: str) -> list[str]:
        return [sys.executable, "-m", "jepa_learning", "serve", *options]

    @contextmanager
    def start(self, *options: str) -> Iterator[subprocess.Popen[str]]:
        """Start a sidecar and wait until it says that it is ready."""
        ready, written = os.pipe()
        process = subprocess.Popen(
            self.command("--ready-fd", str(written), *options),
            env=self.environ,
            pass_fds=[written],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        os.close(written)
        try:
            said = os.read(ready, 1)  # ends at the latest with the process
            if not said:
                _, words = process.communicate(timeout=SECONDS)
                raise AssertionError(f"the sidecar ended with {process.returncode}: {words}")
            yield process
        finally:
            os.close(ready)
            process.kill()
            process.communicate(timeout=SECONDS)

    @contextmanager
    def running(self, *options: str) -> Iterator[Running]:
        """Start a sidecar on its Unix socket."""
        transport = httpx.HTTPTransport(uds=str(self.folders.socket))
        with (
            self.start(*options) as process,
            httpx.Client(transport=transport, base_url="http://localhost", timeout=SECONDS) as client,
        ):
            yield Running(process, client)
