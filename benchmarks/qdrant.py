"""The embedded vector memory with 100,000 vectors of 384: writing, searching, the index, kill -9.

python benchmarks/qdrant.py

The vectors are those of made-up texts, by the default encoder. Building the index takes minutes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import numpy as np

from jepa_learning.adapters.qdrant.embedded_vector_memory import QdrantEmbeddedVectorMemory
from jepa_learning.adapters.text.hashed_subwords import HashedSubwords
from jepa_learning.ports.vector_memory import Memory, Vectors

DIMENSION = 384
BATCH = 500
WORDS = 5000
KINDS = ("file", "command", "case", "tool")
Result = TypeVar("Result")


def texts(count: int, *, seed: int) -> list[str]:
    """Make texts of three to eight made-up words, some far more frequent than others."""
    chance = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnoprstuvw"))
    vocabulary = ["".join(chance.choice(letters, size)) for size in chance.integers(4, 10, WORDS)]
    chance = np.random.default_rng(seed)
    ranks = np.minimum(chance.zipf(1.3, (count, 8)), WORDS) - 1
    return [
        " ".join(vocabulary[rank] for rank in row[:size])
        for row, size in zip(ranks, chance.integers(3, 9, count), strict=True)
    ]


def batches(vectors: Vectors) -> Iterator[list[Memory]]:
    """Give the vectors as memories, so many at a time."""
    for start in range(0, len(vectors), BATCH):
        yield [
            Memory(
                f"m{start + place}", vector, {"kind": KINDS[(start + place) % len(KINDS)], "project": "/p"}
            )
            for place, vector in enumerate(vectors[start : start + BATCH])
        ]


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Do the work and return the seconds it took."""
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


def search(
    memory: QdrantEmbeddedVectorMemory, questions: Vectors
) -> tuple[dict[str, float], list[list[float]]]:
    """Ask for the ten nearest of each question, of all and of one kind; return milliseconds and scores."""
    plain, filtered, found = [], [], []
    for place, question in enumerate(questions):
        recalled, seconds = timed(lambda: memory.recall(question, 10))  # noqa: B023
        plain.append(seconds)
        found.append([one.score for one in recalled])
        kind = {"kind": KINDS[place % len(KINDS)]}
        filtered.append(timed(lambda: memory.recall(question, 10, matching=kind))[1])  # noqa: B023
    return {**percentiles("", plain), **percentiles("_of_one_kind", filtered)}, found


def nearest_found(exact: list[float], found: list[float]) -> float:
    """Return the share of what was found that is no further away than the last of the truly nearest."""
    return float(np.mean(np.array(found) >= exact[-1] - 1e-5))


def percentiles(name: str, seconds: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile in ms."""
    return {f"p{p}_ms{name}": round(1e3 * float(np.percentile(seconds, p)), 2) for p in (50, 95)}


def resident_mb() -> dict[str, float]:
    """Return what the process holds in memory: of its own, and of files that are mapped."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    held = {
        name: int(value.split()[0]) / 1e3
        for name, value in (line.split(":", 1) for line in lines if "kB" in line)
    }
    return {"own_mb": round(held["RssAnon"], 1), "mapped_mb": round(held["RssFile"], 1)}


def measure(folder: Path, count: int, n_questions: int) -> dict[str, object]:
    """Write, search, index, search again."""
    encoder = HashedSubwords(DIMENSION)
    vectors, encoding_s = timed(lambda: encoder.encode(texts(count, seed=1)))
    questions = encoder.encode(texts(n_questions, seed=2))
    with closing(open_memory(folder)) as memory:
        _, writing_s = timed(lambda: [memory.remember(batch) for batch in batches(vectors)])
        before, exact = search(memory, questions)
        built, building_s = timed(memory.build_index)
        assert built
        after, found = search(memory, questions)
        shares = [nearest_found(*scores) for scores in zip(exact, found, strict=True)]
        indexed, memory_held = memory.indexed, resident_mb()
    reopened, opening_s = timed(lambda: open_memory(folder))
    with closing(reopened):
        held = len(reopened)
    return {
        "vectors": count,
        "dimension": DIMENSION,
        "encoded_a_second": round(count / encoding_s),
        "stored_a_second": round(count / writing_s),
        "search": before,
        "index_built_s": round(building_s, 1),
        "indexed": indexed,
        "search_with_index": after,
        "of_the_ten_nearest_found": round(float(np.mean(shares)), 4),
        "opened_again_s": round(opening_s, 3),
        "held_when_opened_again": held,
        "disk_mb": round(sum(file.stat().st_blocks * 512 for file in folder.rglob("*")) / 1e6, 1),
        **memory_held,
    }


def kill(folder: Path, count: int) -> dict[str, object]:
    """Kill a process that writes, half way, and count what is there afterwards."""
    command = [sys.executable, __file__, "--write", str(folder), "--vectors", str(count)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = 0
    for line in writer.stdout:
        acknowledged = int(line)
        if acknowledged >= count // 2:
            writer.kill()
            break
    acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
    writer.wait()
    memory, opening_s = timed(lambda: open_memory(folder))
    with closing(memory):
        held = len(memory)
        readable = sum(1 for _ in memory.all())
    assert held >= acknowledged
    assert held % BATCH == 0
    assert readable == held
    return {"acknowledged": acknowledged, "held_afterwards": held, "opened_again_s": round(opening_s, 3)}


def write(folder: Path, count: int) -> None:
    """Write until killed, telling how many are stored after each batch."""
    vectors = np.random.default_rng(3).standard_normal((count, DIMENSION)).astype(np.float32)
    with closing(open_memory(folder)) as memory:
        for number, batch in enumerate(batches(vectors), start=1):
            memory.remember(batch)
            print(number * BATCH, flush=True)


def open_memory(folder: Path) -> QdrantEmbeddedVectorMemory:
    """Open it so that the index is only built when we say so."""
    return QdrantEmbeddedVectorMemory(folder, dimension=DIMENSION, index_after=sys.maxsize)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--vectors", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument(
        "--write", type=Path, metavar="FOLDER", help="only write into this folder, until killed"
    )
    args = parser.parse_args()
    if args.write:
        write(args.write, args.vectors)
        return
    with tempfile.TemporaryDirectory() as folder:
        result = {
            "date": time.strftime("%Y-%m-%d"),
            **measure(Path(folder) / "whole", args.vectors, args.questions),
            "killed_while_writing": kill(Path(folder) / "killed", args.vectors),
        }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
