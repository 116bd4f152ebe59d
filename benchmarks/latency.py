"""How long one `predict_one` and one `learn_one` take, at a given number of known files or commands.

python benchmarks/latency.py --files 3000
"""

from __future__ import annotations

import argparse
import json
import time
from itertools import islice

import numpy as np

from jepa_learning import Query, open_learner
from streams import changes, commands, every_file


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile in ms."""
    return {f"p{p}_ms": round(1e3 * float(np.percentile(seconds, p)), 3) for p in (50, 95)}


def measure_files(n_files: int, n_events: int) -> dict[str, dict[str, float]]:
    """Time questions at the start of a change and with one file known, and the learning of each event."""
    start, complete, learning = [], [], []
    with open_learner(":memory:") as learner:
        learner.learn_many(every_file(n_files))
        stream = changes(2 * n_events, n_files=n_files)
        learner.learn_many(islice(stream, n_events))
        last = ""
        for event in stream:
            query = Query("file", event.case, event.time, event.intent, event.author)
            begin = time.perf_counter()
            learner.predict_one(query, k=10)
            (complete if event.case == last else start).append(time.perf_counter() - begin)
            begin = time.perf_counter()
            learner.learn_one(event)
            learning.append(time.perf_counter() - begin)
            last = event.case
    return {
        "predict_one, intent known": percentiles(start),
        "predict_one, files known": percentiles(complete),
        "learn_one": percentiles(learning),
    }


def measure_commands(n_commands: int, n_events: int) -> dict[str, dict[str, float]]:
    """Time the question before each command, and the learning of it."""
    asking, learning = [], []
    with open_learner(":memory:") as learner:
        stream = commands(n_events + 2000, n_commands=n_commands)
        learner.learn_many(islice(stream, n_events))
        for event in stream:
            query = Query("command", event.case, event.time, None, event.author, event.attributes)
            begin = time.perf_counter()
            learner.predict_one(query, k=10)
            asking.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            learner.learn_one(event)
            learning.append(time.perf_counter() - begin)
    return {"predict_one": percentiles(asking), "learn_one": percentiles(learning)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--commands", type=int, default=3000)
    parser.add_argument("--events", type=int, default=3000)
    args = parser.parse_args()
    result = {
        f"{args.files} files": measure_files(args.files, args.events),
        f"{args.commands} commands": measure_commands(args.commands, args.events),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
