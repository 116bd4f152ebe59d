"""How long a warm prediction takes through MCP (stdio and HTTP), beside the sidecar's own route.

python benchmarks/agents.py

A sidecar in a home of its own learns a made-up history; then the ways are asked in turn, so that whatever
else the machine does falls on all of them alike. Every way asks the same question.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from jepa_learning.folders import locate
from streams import changes, commands, every_file

LEV = str(Path(__file__).parents[1] / "js" / "bin" / "lev.js")
BATCH = 500
Ask = Callable[[], Awaitable[object]]


def history(n_files: int, n_events: int) -> list[dict[str, Any]]:
    """Return events of files and commands, as they go over the wire."""
    events = [
        *every_file(n_files),
        *islice(changes(n_events, n_files=n_files), n_events),
        *commands(n_events, n_commands=300),
    ]
    return [
        {name: value for name, value in asdict(event).items() if value is not None} | {"source": "jsonl"}
        for event in events
    ]


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    return {f"p{p}_ms": round(1e3 * float(np.percentile(seconds, p)), 2) for p in (50, 95)}


async def measure(ways: dict[str, Ask], calls: int) -> dict[str, dict[str, float]]:
    """Ask every way in turn; the first few calls are not counted."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for call in range(-10, calls):
        for name, ask in ways.items():
            begin = time.perf_counter()
            await ask()
            if call >= 0:
                took[name].append(time.perf_counter() - begin)
    return {name: milliseconds(seconds) for name, seconds in took.items()}


async def talk(environ: dict[str, str], args: argparse.Namespace) -> dict[str, Any]:
    socket = str(locate(environ, uid=os.getuid()).socket)
    question = {"kinds": ["command"], "intent": "fix the parser"}
    async with AsyncExitStack() as open_:
        begin = time.perf_counter()
        server = StdioServerParameters(command="node", args=[LEV, "jepa", "mcp"], env=environ)
        stdio = await open_.enter_async_context(Client(server))
        connected_s = time.perf_counter() - begin
        plain = await open_.enter_async_context(
            httpx2.AsyncClient(
                transport=httpx2.AsyncHTTPTransport(uds=socket), base_url="http://localhost", timeout=60
            )
        )
        streams = streamable_http_client("http://localhost/mcp", http_client=plain)
        http = await open_.enter_async_context(Client(streams))
        events = history(args.files, args.events)
        for start in range(0, len(events), BATCH):
            (
                await plain.post("/v1/events", json={"events": events[start : start + BATCH]})
            ).raise_for_status()

        async def through(client: Client) -> None:
            told = await client.call_tool("predict", question)
            assert told.structured_content is not None
            assert told.structured_content["sections"][0]["candidates"]

        async def route() -> None:
            (await plain.post("/v1/predictions", json={**question, "k": 3})).raise_for_status()

        ways = {
            "MCP, stdio": lambda: through(stdio),
            "MCP, HTTP": lambda: through(http),
            "route, socket": route,
            "healthz, socket": lambda: plain.get("/healthz"),
        }
        result = await measure(ways, args.calls)
    return {"cold connect_s": round(connected_s, 2), "events": len(events), "calls": args.calls, **result}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--calls", type=int, default=200)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "JEPA_"))}
        environ = {**kept, "HOME": home}
        try:
            print(json.dumps(asyncio.run(talk(environ, args)), indent=1))
        finally:
            subprocess.run(["node", LEV, "jepa", "stop"], env=environ, stdout=sys.stderr, check=True)


if __name__ == "__main__":
    main()
