"""Made-up transcripts of Claude Code, line by line, in the form in which it writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

START = 1_760_000_000


class Transcript:
    """A transcript that grows; each line is a second later than the one before."""

    def __init__(self, path: Path, *, session: str = "run-1", cwd: str = "/home/ada/shop") -> None:
        self.path, self.session, self.cwd = path, session, cwd
        self.seconds = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def raw(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(text)

    def line(self, kind: str, *, agent: str = "", **fields: Any) -> None:
        """Add a line."""
        self.seconds += 1
        time = datetime.fromtimestamp(START + self.seconds, UTC).isoformat().replace("+00:00", "Z")
        shared = {
            "type": kind,
            "sessionId": self.session,
            "cwd": self.cwd,
            "timestamp": time,
            "version": "2.1.0",
        }
        side = {"isSidechain": True, "agentId": agent} if agent else {"isSidechain": False}
        self.raw(json.dumps({**shared, **side, **fields}) + "\n")

    def prompt(self, text: str, *, agent: str = "", **fields: Any) -> None:
        """A person (or the agent that sends another out) asks for something."""
        self.line("user", agent=agent, message={"role": "user", "content": text}, **fields)

    def begin(
        self, number: int, tool: str, given: Mapping[str, object] | None = None, *, agent: str = ""
    ) -> None:
        """The agent calls a tool."""
        block = {"type": "tool_use", "id": f"toolu_{number}", "name": tool, "input": given or {}}
        self.line("assistant", agent=agent, message={"role": "assistant", "content": [block]})

    def end(self, number: int, *, failed: bool = False, agent: str = "") -> None:
        """The tool has a result."""
        block: dict[str, Any] = {
            "type": "tool_result",
            "tool_use_id": f"toolu_{number}",
            "content": "hush hush",
        }
        if failed:
            block["is_error"] = True
        self.line("user", agent=agent, message={"role": "user", "content": [block]})

    def call(
        self, number: int, tool: str, given: Mapping[str, object] | None = None, *, failed: bool = False
    ) -> None:
        """A whole call."""
        self.begin(number, tool, given)
        self.end(number, failed=failed)
