"""What hooks cost: how long a shell or an agent waits for one, beside an empty hook; what a shell's start
takes more; how long a warm prediction takes over the socket; what the sidecar uses while nobody asks.

python benchmarks/hooks.py [--calls 200] [--idle-s 60]

It starts a sidecar in a home folder of its own, teaches it a shell's history, and leaves nothing behind.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from streams import commands

LEV = Path(__file__).parents[1] / "js" / "bin" / "lev.js"
STARTS = 100
PAUSE_S = 0.1  # no agent calls tools faster
PAYLOAD = json.dumps(
    {
        "hook_event_name": "PostToolUse",
        "session_id": "run",
        "cwd": "/home/me/httpx",
        "tool_name": "Edit",
        "tool_input": {
            "file_path": "/home/me/httpx/a.py",
            "old_string": "x" * 2000,
            "new_string": "y" * 2000,
        },
        "tool_response": {"content": "z" * 4000},
    }
).encode()
PROMPT = json.dumps(
    {
        "hook_event_name": "UserPromptSubmit",
        "session_id": "run",
        "cwd": "/home/me/httpx",
        "prompt": "A request that timed out is not sent again. Find out why, and write a test for it.",
    }
).encode()

# each prints one time a line, in ms: of the hook as it is called at a prompt, or of an empty one
LOOPS = {
    "zsh": """
        . "$HOOK"; empty() { : }; how=$1
        for ((i = 0; i < $2; i++)); do
          sleep 0.05
          begin=$EPOCHREALTIME
          if [[ $how == hook ]]; then _lev_jepa_preexec "npm test $i"; _lev_jepa_precmd; else empty; empty; fi
          print $(( (EPOCHREALTIME - begin) * 1000 ))
        done""",
    "bash": """
        set -o history; . "$HOOK"; empty() { :; }; how=$1
        for ((i = 0; i < $2; i++)); do
          history -s "npm test $i"; sleep 0.05
          begin=${EPOCHREALTIME/./}
          if [[ $how == hook ]]; then : "${PS0@P}"; _lev_jepa_prompt; else empty; empty; fi
          end=${EPOCHREALTIME/./}; us=$((end - begin)); printf '%d.%03d\\n' $((us / 1000)) $((us % 1000))
        done""",
}
STARTED = {
    "zsh": ["zsh", "-i", "-c", "exit"],
    "bash": ["bash", "-i", "-c", "exit"],
    "fish": ["fish", "-i", "-c", "exit"],
}


def percentiles(milliseconds: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile in ms."""
    return {f"p{p}_ms": round(float(np.percentile(milliseconds, p)), 2) for p in (50, 95)}


@contextmanager
def home() -> Iterator[dict[str, str]]:
    """Give the environment of a user who has nothing yet."""
    folder = Path(tempfile.mkdtemp(prefix="lev-"))
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "JEPA_", "CLAUDE"))
    }
    try:
        yield {**environ, "HOME": str(folder)}
    finally:
        shutil.rmtree(folder)


@contextmanager
def sidecar(environ: dict[str, str]) -> Iterator[tuple[int, Path]]:
    """Start one; give its process and its socket."""
    ready, written = os.pipe()
    command = [sys.executable, "-m", "jepa_learning", "serve", "--ready-fd", str(written)]
    process = subprocess.Popen(command, env=environ, pass_fds=[written])
    os.close(written)
    try:
        os.read(ready, 1)
        yield process.pid, Path(environ["HOME"]) / ".local/state/jepa-learning/run/sidecar.sock"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def ask(path: Path, method: str, route: str, body: bytes) -> bytes:
    """One request on a connection of its own, as hooks make it."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        head = f"{method} {route} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        kind = (
            "application/json"
            if route in ("/v1/events", "/v1/consent", "/v1/predictions")
            else "application/octet-stream"
        )
        head += f"Content-Length: {len(body)}\r\nContent-Type: {kind}\r\n\r\n"
        connection.sendall(head.encode() + body)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    if not answer.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(answer.decode())
    return answer.partition(b"\r\n\r\n")[2]


def teach(path: Path, n_events: int) -> None:
    """Consent, and learn a history of commands."""
    for source in ("shell", "agent"):
        ask(path, "PUT", "/v1/consent", json.dumps({"source": source, "granted": True}).encode())
    events = [
        {
            "kind": "command",
            "activity": one.activity,
            "case": one.case,
            "time": one.time,
            "attributes": dict(one.attributes),
        }
        for one in commands(n_events, n_commands=1000)
    ]
    for place in range(0, n_events, 1000):
        ask(path, "POST", "/v1/events", json.dumps({"events": events[place : place + 1000]}).encode())


def lev(environ: dict[str, str], *words: str) -> None:
    subprocess.run(["node", str(LEV), "jepa", *words], env=environ, check=True, capture_output=True)


def in_shell(shell: str, environ: dict[str, str], calls: int) -> dict[str, dict[str, float]]:
    """Time the hook at a prompt, and an empty one in its place."""
    script = Path(environ["HOME"]) / ".local/share/jepa-learning/hooks" / f"{shell}.{shell}"
    flags = ["-f"] if shell == "zsh" else ["--norc"]
    found = {}
    for how in ("empty", "hook"):
        command = [shell, *flags, "-i", "-c", LOOPS[shell], "x", how, str(calls)]
        said = subprocess.run(
            command,
            env={**environ, "HOOK": str(script)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        found[how] = percentiles([float(line) for line in said.stdout.split()])
    return found


def of_agent(environ: dict[str, str], calls: int) -> dict[str, dict[str, float]]:
    """Time the command that an agent runs at a tool call, and one that does nothing."""
    send = Path(environ["HOME"]) / ".local/share/jepa-learning/hooks/send"
    empty = send.with_name("empty")
    empty.write_text("#!/bin/sh\ncat >/dev/null\nexit 0\n", encoding="ascii")
    empty.chmod(0o700)
    found = {}
    ways = (
        ("empty", empty, "", PAYLOAD),
        ("at a tool call", send, "1 later", PAYLOAD),
        ("at a prompt, answered", send, "0.25", PROMPT),
    )
    for how, program, words, said in ways:
        times = []
        for _ in range(calls):
            time.sleep(PAUSE_S)
            begin = time.perf_counter()
            subprocess.run(
                ["sh", "-c", f"exec '{program}' /v1/hooks/agents/claude-code {words}"],
                input=said,
                capture_output=True,
                check=True,
            )
            times.append(1e3 * (time.perf_counter() - begin))
        found[how] = percentiles(times)
    return found


def start_tax(shell: str, environ: dict[str, str], bare: dict[str, str]) -> dict[str, float]:
    """Time a shell's start with the hook and without, in turns; the tax is the difference of the medians."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * STARTS):
        has_hook = turn % 2 == 0
        begin = time.perf_counter()
        subprocess.run(
            STARTED[shell],
            env=environ if has_hook else bare,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        times[has_hook].append(1e3 * (time.perf_counter() - begin))
    with_hook, without = (float(np.median(times[has_hook])) for has_hook in (True, False))
    found = {"without_ms": without, "with_ms": with_hook, "tax_ms": with_hook - without}
    return {name: round(value, 2) for name, value in found.items()}


def over_socket(path: Path, calls: int) -> dict[str, dict[str, float]]:
    """Time a warm prediction of the next command, as text and as JSON."""
    asked = {
        "/v1/hooks/shell": b"session=zsh-1\0directory=/home/me/httpx\0wants=next\0",
        "/v1/predictions": json.dumps({"kinds": ["command"], "cwd": "/home/me/httpx"}).encode(),
    }
    found = {}
    for route, body in asked.items():
        times = []
        for _ in range(calls):
            begin = time.perf_counter()
            ask(path, "POST", route, body)
            times.append(1e3 * (time.perf_counter() - begin))
        found[route] = percentiles(times[5:])
    return found


def idle_share(pid: int, seconds: float) -> float:
    """Return the share of a core that the sidecar uses while nobody asks, in percent."""

    def used_s() -> float:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    begin = used_s()
    time.sleep(seconds)
    return round(100 * (used_s() - begin) / seconds, 3)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--events", type=int, default=5000, help="commands that are learnt first")
    parser.add_argument("--idle-s", type=float, default=60.0)
    parser.add_argument(
        "--settle-s", type=float, default=20.0, help="time for what learning leaves to be done"
    )
    args = parser.parse_args()
    shells = [shell for shell in STARTED if shutil.which(shell)]
    with home() as environ, home() as bare:
        for shell in shells:
            lev(environ, "hook", "install", shell, "--yes")
        with sidecar(environ) as (pid, path):
            teach(path, args.events)
            time.sleep(args.settle_s)
            result: dict[str, object] = {"load": os.getloadavg()[0], "commands learnt": args.events}
            result["warm prediction over the socket"] = over_socket(path, args.calls)
            for shell in (name for name in shells if name in LOOPS):
                result[f"hook of {shell}"] = in_shell(shell, environ, args.calls)
            result["hook of claude-code"] = of_agent(environ, args.calls)
            time.sleep(args.settle_s)
            result["idle, % of a core"] = idle_share(pid, args.idle_s)
        for shell in shells:
            result[f"start of {shell}"] = start_tax(shell, environ, bare)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
