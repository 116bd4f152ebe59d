"""Made-up streams of any length, for speed and memory only; they say nothing about quality."""

from __future__ import annotations

import random
from collections.abc import Iterator

from jepa_learning import Event

WORDS = (
    *("router", "parser", "token", "cache", "model", "view", "store", "index"),
    *("client", "error", "test", "doc", "build", "release", "sync", "login"),
)


def changes(n_events: int, *, n_files: int, seed: int = 0) -> Iterator[Event]:
    """Give changes of 1 to 8 files of one directory, mostly files in fashion, with four words of intent."""
    rng = random.Random(seed)
    files = [f"src/part{i % 97:02d}/{rng.choice(WORDS)}_{i}.py" for i in range(n_files)]
    told, commit = 0, 0
    while told < n_events:
        start = int(rng.paretovariate(0.8) * 7) % n_files
        size = min(8, int(rng.paretovariate(1.2)))
        chosen = [files[(start + 97 * step) % n_files] for step in range(size)]
        intent = " ".join([*rng.sample(WORDS, k=3), chosen[0].split("/")[-1].split("_")[0]])
        for path in chosen:
            yield Event(
                "file", path, f"c{commit}", 600.0 * commit, intent, f"author{commit % 7}", {"status": "M"}
            )
        told, commit = told + size, commit + 1


def every_file(n_files: int) -> Iterator[Event]:
    """Give one change that adds every file of `changes` with the same seed."""
    rng = random.Random(0)
    for i in range(n_files):
        path = f"src/part{i % 97:02d}/{rng.choice(WORDS)}_{i}.py"
        yield Event("file", path, "first", 0.0, "Add everything", "author0", {"status": "A", "bulk": True})


def commands(n_events: int, *, n_commands: int, seed: int = 0) -> Iterator[Event]:
    """Give sessions of commands that follow one another in habits, with some chance."""
    rng = random.Random(seed)
    current = 0
    for i in range(n_events):
        if rng.random() < 0.6:
            current = (current * 31 + 7) % n_commands
        else:
            current = int(rng.paretovariate(1.0)) % n_commands
        attributes = {"cwd": f"/work/p{i // 500 % 20}", "exit": int(rng.random() < 0.1)}
        yield Event("command", f"tool{current} run", f"s{i // 80}", 30.0 * i, None, "me", attributes)
