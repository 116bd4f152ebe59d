"""A day of traffic, time compressed, against a real sidecar: what grows that should not.

python benchmarks/soak.py [--hours 24] [--most-s 1000] [--save benchmarks/results/soak.json]

It starts a sidecar in a home folder of its own, plays what hooks of shells, agents and git tell, what is
asked over the socket and over MCP, workflow runs, switches of context and pauses, and samples memory,
descriptors, threads, child processes and files every ten simulated minutes. Learning in the background
goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np

from hooks import home, sidecar

MINUTES = 1440
SAMPLE_MINUTES = 10
HOOKED = 14  # events a minute that come one by one, as hooks send them: half a shell's, half an agent's
TOLD = 55  # events a minute that come together, as transcripts and histories do
STEPS = ("lint", "test", "build", "tag", "publish", "announce")
TOOLS = ("Read", "Edit", "Bash git status", "Bash npm test", "Grep", "Bash git diff", "Write")
VERBS = ("git add", "git commit", "npm test", "make", "vi", "ls", "cargo build", "pytest")
COMPRESSED = {
    "BACKGROUND__MOST_LOAD": "1000",  # a machine that is never busy
    "BACKGROUND__DELAY_S": "0.05",  # and pauses as short as the day is
    "CONTEXTS__DELAY_S": "0.02",
    "MEMORY__DELAY_S": "0.02",
    "JEPA__LIVE__DELAY_S": "0.02",
    "BACKGROUND__WASTE_EVENTS": "20000",
}
BOOTSTRAPS = 2000
BLOCK = 6  # samples: an hour

Request = tuple[str, str, bytes, str]
FIELDS, JSON = "application/octet-stream", "application/json"


def as_json(method: str, route: str, body: object) -> Request:
    kind = FIELDS if route.startswith("/v1/hooks") else JSON
    return method, route, json.dumps(body).encode(), kind


def fields(route: str, **said: object) -> Request:
    return "POST", route, b"".join(f"{name}={value}".encode() + b"\0" for name, value in said.items()), FIELDS


class Day:
    """What happens in each minute; the same for the same seed."""

    def __init__(self, projects: list[str], *, began: float, seed: int = 0) -> None:
        self.projects, self.began, self.rng = projects, began, random.Random(seed)
        self.project, self.command, self.run = projects[0], 0, 0

    def minute(self, number: int) -> Iterator[Request]:
        """Give all requests of a minute, in order."""
        now = self.began + 60.0 * number
        if number % 12 == 0:
            self.project = self.rng.choice(self.projects)
        yield from self.agent(number)
        yield from self.shell(number, now)
        yield as_json("POST", "/v1/events", {"events": [self.told(now, place) for place in range(TOLD)]})
        yield from self.questions(number)
        if number % 60 == 0:
            yield from self.workflow(now)
        if number % 240 == 0:
            yield as_json("PUT", "/v1/pause", {"seconds": 60.0})
            yield as_json("PUT", "/v1/pause", {"seconds": None})

    def shell(self, number: int, now: float) -> Iterator[Request]:
        for place in range(HOOKED // 2):
            asked = {"wants": "next"} if place == 0 else {}  # the others are typed on at once
            yield fields(
                "/v1/hooks/shell",
                session=f"zsh-{number // 120}",
                shell="zsh",
                directory=self.project,
                command=self.line(),
                exit=int(self.rng.random() < 0.1),
                began=now + place,
                duration_s=0.5,
                **asked,
            )

    def agent(self, number: int) -> Iterator[Request]:
        said = {"session_id": f"run-{number // 30}", "cwd": self.project}
        route = "/v1/hooks/agents/claude-code"
        if number % 30 == 0:
            yield as_json("POST", route, {**said, "hook_event_name": "SessionStart"})
        if number % 5 == 0:
            words = " ".join(self.rng.sample(STEPS + ("parser", "router", "cache", "client"), k=4))
            yield as_json("POST", route, {**said, "hook_event_name": "UserPromptSubmit", "prompt": words})
        for _ in range(HOOKED // 2):
            tool, _, rest = self.rng.choice(TOOLS).partition(" ")
            given = {"command": rest, "file_path": f"{self.project}/{self.path()}"}
            call = {"hook_event_name": "PostToolUse", "tool_name": tool, "tool_input": given}
            yield as_json("POST", route, {**said, **call})

    def told(self, now: float, place: int) -> dict[str, object]:
        kind = ("file", "tool", "command", "step")[place % 4]
        activity = {
            "file": self.path(),
            "tool": self.rng.choice(TOOLS),
            "command": self.line(),
            "step": STEPS[place // 4 % len(STEPS)],
        }[kind]
        case = f"{kind}-{int(now) // (60 if kind == 'file' else 600)}"
        facts = {"project": self.project, "cwd": self.project}
        return {
            "kind": kind,
            "activity": activity,
            "case": case,
            "time": now + place / 2,
            "intent": "Bring the parser up to date",
            "attributes": facts,
        }

    def questions(self, number: int) -> Iterator[Request]:
        asked = {"project": self.project, "cwd": self.project}
        kind = ("command", "file", "tool", "step")[number // 2 % 4]
        if number % 2 == 0:
            yield as_json("POST", "/v1/predictions", {**asked, "kinds": [kind], "intent": "the parser"})
        yield as_json("POST", "/v1/whispers/take", {"channel": "host", "project": self.project})
        if number % 6 == 0:
            call = {"name": "predict", "arguments": {"project": self.project}}
            yield as_json("POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
        if number % 30 == 0:
            yield as_json("POST", "/v1/related", {"project": self.project, "words": "parser"})
            yield as_json("POST", "/v1/search", {"project": self.project, "words": "git commit"})
            yield "GET", "/v1/status", b"", JSON
            yield "GET", "/v1/contexts", b"", JSON
        if number % 720 == 360:
            yield as_json("POST", "/v1/optimize", {"project": self.project})

    def workflow(self, now: float) -> Iterator[Request]:
        self.run += 1
        steps = STEPS[: -1 if self.run % 5 == 0 else None]
        for place, step in enumerate(steps):
            facts = {"workflow": "release", "project": self.project}
            event = {"kind": "step", "activity": step, "case": f"release-{self.run}", "time": now + place}
            told = {**event, "source": "workflow", "attributes": facts}
            yield as_json("POST", "/v1/events", {"events": [told]})
        ended: dict[str, object] = {"workflow": "Release", "status": "done", "project": self.project}
        if len(steps) < len(STEPS):
            ended["forgotten"] = {"step": STEPS[-1], "done": 8, "runs": 10}
        yield as_json("POST", "/v1/workflows/ended", ended)

    def line(self) -> str:
        """A command that often follows the one before it, of some eight hundred."""
        is_habit = self.rng.random() < 0.6
        self.command = (self.command * 31 + 7) % 800 if is_habit else int(self.rng.paretovariate(1.0)) % 800
        return f"{VERBS[self.command % len(VERBS)]} part{self.command}"

    def path(self) -> str:
        return f"src/part{int(self.rng.paretovariate(0.8)) % 300}.py"


@dataclass(frozen=True, slots=True)
class Sample:
    """What the sidecar holds at a time of the day; `own_mb` is of its memory what no file stands behind."""

    hour: float
    events: int
    memory_mb: float
    own_mb: float
    descriptors: int
    threads: int
    children: int
    disk_mb: float
    question_ms: float


def ask(path: Path, request: Request) -> bytes:
    """One request on a connection of its own, as hooks make it.

    Raises:
        RuntimeError: The answer is no success.
    """
    method, route, body, kind = request
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        head = (
            f"{method} {route} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}\r\n"
        )
        head += f"Accept: application/json, text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    if not answer.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(f"{method} {route}: {answer[:300].decode()}")
    return answer


def sample(pid: int, folder: Path, *, hour: float, events: int, question_ms: float) -> Sample:
    """Look at the process and at what it wrote."""
    process = Path(f"/proc/{pid}")
    status = dict(
        line.split(":", 1)
        for line in process.joinpath("status").read_text("utf-8").splitlines()
        if ":" in line
    )
    tasks = list(process.joinpath("task").iterdir())
    children = sum(len(_text(task / "children").split()) for task in tasks)
    disk = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    return Sample(
        hour=round(hour, 2),
        events=events,
        memory_mb=round(int(status["VmRSS"].split()[0]) / 1024, 1),
        own_mb=round(int(status["RssAnon"].split()[0]) / 1024, 1),
        descriptors=len(list(process.joinpath("fd").iterdir())),
        threads=len(tasks),
        children=children,
        disk_mb=round(disk / 1e6, 2),
        question_ms=round(question_ms, 2),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:  # the thread has ended meanwhile
        return ""


def slope(hours: np.ndarray, values: np.ndarray, *, seed: int = 0) -> dict[str, float]:
    """Return the growth an hour by least squares, with a 95 % interval from a bootstrap of the residuals in
    blocks of an hour, for neighbouring samples are alike (Kuensch, 1989)."""
    rng = np.random.default_rng(seed)
    fitted = np.polyfit(hours, values, 1)
    line = np.polyval(fitted, hours)
    residuals = values - line
    n, found = len(values), []
    for _ in range(BOOTSTRAPS):
        starts = rng.integers(0, n - BLOCK + 1, size=-(-n // BLOCK))
        drawn = np.concatenate([residuals[start : start + BLOCK] for start in starts])[:n]
        found.append(np.polyfit(hours, line + drawn, 1)[0])
    low, high = np.percentile(found, [2.5, 97.5])
    return {
        name: round(float(value), 3) for name, value in (("an hour", fitted[0]), ("low", low), ("high", high))
    }


def repositories(folder: Path, environ: dict[str, str]) -> list[str]:
    """Make three repositories with a first commit each."""
    made = []
    for number in range(3):
        root = folder / f"project{number}"
        (root / "src").mkdir(parents=True)
        (root / "src" / "part1.py").write_text("x = 1\n", encoding="utf-8")
        git(root, environ, "init", "-q")
        commit(root, environ, "Begin")
        made.append(str(root))
    return made


def git(root: Path, environ: dict[str, str], *words: str) -> None:
    who = ["-c", "user.name=ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", "-C", str(root), *who, *words], env=environ, check=True, capture_output=True)


def commit(root: Path, environ: dict[str, str], subject: str) -> None:
    git(root, environ, "add", ".")
    git(root, environ, "commit", "-qm", subject)


def a_commit(path: Path, root: Path, environ: dict[str, str], number: int) -> None:
    """Change a file, commit it, and tell of it as the hook of git does."""
    (root / "src" / f"part{number % 40}.py").write_text(f"x = {number}\n", encoding="utf-8")
    commit(root, environ, f"Bring part {number % 40} up to date")
    ask(path, fields("/v1/hooks/git", directory=root, hook="post-commit", branch="main"))


def play(
    pid: int, path: Path, day: Day, environ: dict[str, str], minutes: int, *, most_s: float
) -> tuple[list[Sample], dict[str, int]]:
    """Live the day, as far as there is time; return the samples, and how often each route was asked."""
    folder, samples, counts, waits = Path(environ["HOME"]) / ".local", [], {}, []
    events, ends = 0, time.monotonic() + most_s
    for number in range(minutes):
        for request in day.minute(number):
            began = time.perf_counter()
            ask(path, request)
            if request[1] == "/v1/predictions":
                waits.append(1e3 * (time.perf_counter() - began))
            name = request[1].replace("claude-code", "AGENT")
            counts[name] = counts.get(name, 0) + 1
            events += _events_in(request)
        if number % 30 == 29:
            a_commit(path, Path(day.project), environ, number)
            counts["/v1/hooks/git"] = counts.get("/v1/hooks/git", 0) + 1
        if number % SAMPLE_MINUTES == SAMPLE_MINUTES - 1:
            waited = float(np.median(waits))
            samples.append(sample(pid, folder, hour=(number + 1) / 60, events=events, question_ms=waited))
            waits.clear()
            print(samples[-1], file=sys.stderr, flush=True)
            if time.monotonic() > ends:
                break
    return samples, counts


def _events_in(request: Request) -> int:
    _, route, body, _ = request
    if route == "/v1/events":
        return len(json.loads(body)["events"])
    return int(route == "/v1/hooks/shell" or b"PostToolUse" in body)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--most-s", type=float, default=float("inf"), help="real seconds, then it ends")
    parser.add_argument("--save", type=Path)
    args = parser.parse_args()
    minutes = int(args.hours * 60)
    with home() as environ:
        environ |= {f"JEPA_LEARNING_{name}": value for name, value in COMPRESSED.items()}
        projects = repositories(Path(environ["HOME"]), environ)
        with sidecar(environ) as (pid, path):
            for source in ("shell", "agent"):
                ask(path, as_json("PUT", "/v1/consent", {"source": source, "granted": True}))
            for project in projects:
                ask(
                    path,
                    as_json("PUT", "/v1/consent", {"source": "git", "project": project, "granted": True}),
                )
            began = time.monotonic()
            day = Day(projects, began=time.time() - 60.0 * minutes)
            samples, counts = play(pid, path, day, environ, minutes, most_s=args.most_s)
            took_s = time.monotonic() - began
            said = json.loads(
                ask(path, ("GET", "/v1/whispers?k=200&withheld=true", b"", JSON)).partition(b"\r\n\r\n")[2]
            )
        left = [one.name for one in (Path(environ["HOME"]) / ".local/state/jepa-learning/run").glob("*")]
    late = samples[len(samples) // 2 :]
    hours = np.array([one.hour for one in late])
    grows = {
        name: {"at the end": getattr(late[-1], name)}
        | slope(hours, np.array([float(getattr(one, name)) for one in late]))
        for name in ("memory_mb", "own_mb", "descriptors", "threads", "children", "question_ms")
    }
    result = {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} shared cores, load {os.getloadavg()[0]:.1f}",
        "simulated hours": samples[-1].hour,
        "took_s": round(took_s),
        "events": samples[-1].events,
        "requests": counts,
        "whispers made": len(said["whispers"]),
        "left in the runtime folder": left,
        "newer half, growth": grows,
        "samples": [asdict(one) for one in samples],
    }
    text = json.dumps(result, indent=1) + "\n"
    if args.save:
        args.save.write_text(text, encoding="utf-8")
    print(
        text if not args.save else json.dumps({k: v for k, v in result.items() if k != "samples"}, indent=1)
    )


if __name__ == "__main__":
    main()
