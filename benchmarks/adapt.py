"""What five examples of a new workflow are worth, and what is forgotten for them.

For each log: the system that knows the log before it learns five cases of this one with `adapt`, and is asked
for every step of cases that came later; beside it the same system with the whole log as examples. Then the
log that it knew is asked about as before. Nothing is learnt while it is asked. Networks are left out.

    python -m benchmarks.adapt LOG [LOG ...] [--seeds N] [--most STEPS]

A log is JSON lines (.gz too) of {"case", "act", "t", "split"?}; without `split` the last fifth of the cases
is asked about. The examples are the five likeliest to be shown by a person, one case of each of the five
commonest orders of steps ("typical"), and five cases at random ("random", the mean over the seeds).
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from jepa_learning import Event, Query
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.adaptation import SOURCE
from jepa_learning.domain.learner import Learner

EXAMPLES = 5
Case = list[Event]


def read(path: Path) -> tuple[list[Case], list[Case]]:
    """Return the cases to learn from and those to ask about, the oldest first."""
    name, cases, asked = path.name.split(".")[0], {}, set()
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        for row in map(json.loads, file):
            event = Event(
                "step", row["act"], f"{name}:{row['case']}", row["t"], attributes={"workflow": name}
            )
            cases.setdefault(event.case, []).append(event)
            if row.get("split") == "test":
                asked.add(event.case)
    ordered = sorted(cases.values(), key=lambda case: case[0].time or 0.0)
    asked = asked or {case[0].case for case in ordered[len(ordered) * 4 // 5 :]}
    return [c for c in ordered if c[0].case not in asked], [c for c in ordered if c[0].case in asked]


def typical(cases: Sequence[Case]) -> list[Case]:
    """Return a case of each of the commonest orders of steps."""
    orders = Counter(tuple(event.activity for event in case) for case in cases)
    chosen = [order for order, _ in orders.most_common(EXAMPLES)]
    return [next(c for c in cases if tuple(e.activity for e in c) == order) for order in chosen]


def teach(learner: Learner, cases: Sequence[Case], *, adapting: bool) -> None:
    """Learn the steps by their time."""
    for event in sorted((event for case in cases for event in case), key=lambda event: event.time or 0.0):
        learner.learn_one(
            replace(event, source=SOURCE + str(event.attributes["workflow"])) if adapting else event
        )


def hit_rate(learner: Learner, cases: Sequence[Case], most: int) -> float:
    """Return how often the first candidate is right, over at most so many steps of whole cases."""
    hits = asked = 0
    for case in cases:
        if asked >= most:
            break
        for event in case:
            said = learner.predict_one(
                Query("step", event.case, event.time, attributes=event.attributes), k=1
            )
            hits += bool(said.candidates) and said.candidates[0].activity == event.activity
            asked += 1
            learner.observe_one(event)
    return hits / asked


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("logs", nargs="+", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--most", type=int, default=1000, help="steps that are asked for, of each log")
    args = parser.parse_args()
    settings, logs = load_settings().settings, [read(path) for path in args.logs]
    for _, asked in logs:
        random.Random(0).shuffle(asked)
    for place, path in enumerate(args.logs):
        old, (cases, asked) = logs[place - 1], logs[place]
        base = build_learner(settings)
        teach(base, old[0], adapting=False)
        before = hit_rate(copy.deepcopy(base), old[1], args.most)
        whole = copy.deepcopy(base)
        teach(whole, cases, adapting=True)
        rates, took, olds = {}, [], []
        samples = [random.Random(seed).sample(cases, EXAMPLES) for seed in range(args.seeds)]
        for name, examples in [("typical", typical(cases)), *(("random", one) for one in samples)]:
            adapted, began = copy.deepcopy(base), time.perf_counter()
            teach(adapted, examples, adapting=True)
            took.append(time.perf_counter() - began)
            olds.append(hit_rate(copy.deepcopy(adapted), old[1], args.most))
            rates.setdefault(name, []).append(hit_rate(adapted, asked, args.most))
        found = {
            "log": path.name.split(".")[0],
            "cases": len(cases),
            "whole": round(hit_rate(whole, asked, args.most), 3),
            "unadapted": round(hit_rate(copy.deepcopy(base), asked, args.most), 3),
            "typical": round(rates["typical"][0], 3),
            "random": round(sum(rates["random"]) / len(rates["random"]), 3),
            "random_each": [round(rate, 3) for rate in rates["random"]],
            "adapting_s": round(max(took), 2),
            "old_log": args.logs[place - 1].name.split(".")[0],
            "old_before": round(before, 4),
            "old_after": [round(rate, 4) for rate in olds],
        }
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
