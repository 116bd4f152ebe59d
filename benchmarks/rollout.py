"""How often each step of a rollout is right, and whether its confidence is how often all up to it are right.

python benchmarks/rollout.py events.jsonl --steps 32

The events are JSON lines as `lev jepa learn --file` takes them, of one kind other than files. Each is learnt;
before some of them a rollout is asked for and held against what came. No network is connected.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from jepa_learning.adapters.sources.jsonl import parse_event
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.learner import Learner


def measure(events: list[Event], *, steps: int, every: int) -> dict[str, object]:
    """Roll out before every so many events of which enough follow in their case."""
    learner, later = build_learner(load_settings().settings), what_follows(events, steps)
    right, sure, seconds = [], [], []
    for place, (event, came) in enumerate(zip(events, later, strict=True)):
        if place % every == 0 and len(came) == steps:
            begin = time.perf_counter()
            found = rolled(learner, event, steps)
            seconds.append(time.perf_counter() - begin)
            if len(found) == steps:
                right.append([name == other for (name, _), other in zip(found, came, strict=True)])
                sure.append([p for _, p in found])
        learner.learn_one(event)
    return {"rollouts": len(right), "p95_ms": 1e3 * float(np.percentile(seconds, 95)), **told(right, sure)}


def what_follows(events: list[Event], steps: int) -> list[list[str]]:
    """Return of each event its activity and those after it in its case, at most `steps`."""
    cases: dict[str, list[str]] = defaultdict(list)
    places = []
    for event in events:
        places.append(len(cases[event.case]))
        cases[event.case].append(event.activity)
    return [cases[one.case][place : place + steps] for one, place in zip(events, places, strict=True)]


def rolled(learner: Learner, event: Event, steps: int) -> list[tuple[str, float]]:
    """Return the steps of a rollout, with their probabilities."""
    query = Query(event.kind, event.case, event.time, attributes=event.attributes, horizon=steps)
    return [(one.activity, one.probability) for one in learner.rollout(query)]


def told(right: list[list[bool]], sure: list[list[float]]) -> dict[str, list[float]]:
    """Return the means by step ahead: 1, 2, 4 and so on."""
    hits, p = np.array(right, dtype=np.float64), np.array(sure)
    ahead = [2**power - 1 for power in range(hits.shape[1].bit_length())]
    rows = {
        "right": hits,
        "all right up to here": hits.cumprod(axis=1),
        "confidence": p.cumprod(axis=1),
    }
    return {name: [round(float(one), 3) for one in row.mean(axis=0)[ahead]] for name, row in rows.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events", type=Path)
    parser.add_argument("--steps", type=int, default=8, help="of a rollout, a power of two")
    parser.add_argument("--every", type=int, default=7, help="events between two rollouts")
    args = parser.parse_args()
    events = [parse_event(json.loads(line)) for line in args.events.read_text().splitlines()]
    print(json.dumps(measure(events, steps=args.steps, every=args.every), indent=1))


if __name__ == "__main__":
    main()
