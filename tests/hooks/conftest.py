"""A home folder with the hooks of all shells, and somebody who listens."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.hooks.listener import Listener, listening

ROOT = Path(__file__).parents[2]
AGENTS = ("CLAUDECODE", "CODEX_SANDBOX", "OPENCODE", "CURSOR_AGENT")
SHELLS = ("bash", "fish", "zsh")


@dataclass
class Home:
    """What a shell is started with, where its hook's scripts are, and who listens."""

    environ: dict[str, str]
    scripts: Path
    listener: Listener


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Install the hooks of all shells; nobody else's start-up files are read."""
    folder = tmp_path_factory.mktemp("h")
    environ = {name: value for name, value in os.environ.items() if name not in (*AGENTS, "ZDOTDIR")}
    environ |= {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "r"), "LC_ALL": "C.UTF-8"}
    environ |= {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    for shell in SHELLS:
        command = ["node", str(ROOT / "js" / "bin" / "lev.js"), "jepa", "hook", "install", shell, "--yes"]
        subprocess.run(command, env=environ, check=True, capture_output=True)
    runtime = folder / "r" / "jepa-learning"
    runtime.mkdir(parents=True, mode=0o700)
    with listening(runtime / "sidecar.sock") as listener:
        yield Home(environ, folder / "DATA" / "jepa-learning" / "hooks", listener)
