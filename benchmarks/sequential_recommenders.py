"""The product beside GRU4Rec and SASRec on recorded streams: accuracy, training time and memory, in one run.

Every predictor gets the same questions, in a process of its own with one thread, and is asked before it is
told. The newer half of the questions is scored. The product learns every event as it comes; the networks
(recommenders.py) are trained on the older half, and twenty times more on what has come since. Times are CPU
times; memory is the process's peak, and what it was before anything was learnt.

A stream is a file of JSON lines, gzipped or not. Git: a commit a line (sha, t, author, subject; files with
path, status and perhaps old). Shell, workflow and agent: an event a line (case, act, and perhaps t, intent,
user, wd, host).

pip install torch
python benchmarks/sequential_recommenders.py git=httpx.jsonl.gz shell=me.jsonl.gz --save recommenders.json
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from jepa_learning import Event, Prediction, Query, open_learner
from jepa_learning.domain.metrics import hit_rate_at_k
from jepa_learning.domain.questions import Step, file_steps, sequence_steps

KINDS = {"git": "file", "shell": "command", "workflow": "step", "agent": "tool"}
PREDICTORS = ("product", "gru4rec", "sasrec")
TRAININGS = 20  # of the networks, after the first
MOST_FILES = 30  # of a commit that is asked about
KNOWN = {"wd": "cwd", "host": "host", "user": "user"}


class Predictor(Protocol):
    """What can be asked and taught."""

    def learn_one(self, event: Event) -> None: ...

    def predict_one(self, query: Query, *, k: int) -> Prediction: ...


def read_events(stream: Path, kind: str) -> Iterator[Event]:
    """Give the events of a recorded stream."""
    with gzip.open(stream, "rt") if stream.suffix == ".gz" else stream.open() as lines:
        for row in map(json.loads, lines):
            yield from commit_events(row) if kind == "git" else [sequence_event(row, KINDS[kind])]


def commit_events(row: dict) -> Iterator[Event]:
    """Give one event a file of a commit."""
    for file in row["files"]:
        facts = {"status": file["status"]}
        facts |= {"old_path": file["old"]} if file.get("old") else {}
        facts |= {"bulk": True} if len(row["files"]) > MOST_FILES else {}
        author = str(row["author"])
        yield Event("file", file["path"], row["sha"], float(row["t"]), row["subject"], author, facts)


def sequence_event(row: dict, kind: str) -> Event:
    """Give the event of a line."""
    facts = {ours: row[theirs] for theirs, ours in KNOWN.items() if theirs in row}
    return Event(kind, row["act"], row["case"], row.get("t"), row.get("intent"), row.get("user"), facts)


def measure(stream: Path, kind: str, name: str) -> dict[str, object]:
    """Replay the stream through one predictor, here."""
    events = list(read_events(stream, kind))
    steps = list(file_steps(events, seed=0) if kind == "git" else sequence_steps(events))
    n_asked = sum(len(step.questions) for step in steps)
    with ExitStack() as held:
        predictor = make_predictor(name, steps, n_asked // 2, held)
        libraries_mb = peak_mb()
        ranks, seconds = replay(steps, predictor, skip=n_asked // 2)
    scored = {
        task: {"n": len(found), **{f"hit@{k}": round(hit_rate_at_k(found, k=k), 4) for k in (1, 3)}}
        for task, found in ranks.items()
    }
    cost = {"learn_s": round(seconds["learn"], 1), "ask_ms": round(1e3 * seconds["ask"] / n_asked * 2, 2)}
    memory = {"peak_mb": round(peak_mb()), "of_it_before_learning_mb": round(libraries_mb)}
    return {"stream": f"{kind}/{stream.name.split('.')[0]}", "predictor": name, **scored, **cost, **memory}


def make_predictor(name: str, steps: list[Step], skip: int, held: ExitStack) -> Predictor:
    """Open a learner, or make a network that is first trained just before the first scored question."""
    if name == "product":
        return held.enter_context(open_learner(":memory:"))
    from recommenders import Recommender

    n_events, asked, first = 0, 0, 0
    for step in steps:
        asked += len(step.questions)
        first = n_events if asked <= skip else first
        n_events += len(step.events)
    return Recommender(name, first=first, every=max(1, (n_events - first) // TRAININGS))


def replay(
    steps: list[Step], predictor: Predictor, *, skip: int
) -> tuple[dict[str, list[int | None]], dict[str, float]]:
    """Ask, then tell; return the rank of the right answer to each scored question, and CPU seconds."""
    ranks: dict[str, list[int | None]] = defaultdict(list)
    seconds, asked = {"learn": 0.0, "ask": 0.0}, 0
    for step in steps:
        for question in step.questions:
            asked += 1
            if asked <= skip:
                continue
            begin = time.process_time()
            shown = predictor.predict_one(question.query, k=3).candidates
            seconds["ask"] += time.process_time() - begin
            places = enumerate((candidate.activity for candidate in shown), start=1)
            ranks[question.task].append(next((i for i, name in places if name in question.answers), None))
        begin = time.process_time()
        for event in step.events:
            predictor.learn_one(event)
        seconds["learn"] += time.process_time() - begin
    return ranks, seconds


def peak_mb() -> float:
    """Return the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("streams", nargs="+", metavar="KIND=FILE", help=f"KIND is one of {', '.join(KINDS)}")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write what was found as JSON")
    parser.add_argument("--only", choices=PREDICTORS, help="measure one, in this process")
    args = parser.parse_args()
    rows = []
    for stream in args.streams:
        kind, _, path = stream.partition("=")
        if args.only:
            print(json.dumps(measure(Path(path), kind, args.only)))
            continue
        for name in PREDICTORS:
            run = subprocess.run(
                [sys.executable, __file__, stream, "--only", name],
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            rows.append(json.loads(run.stdout))
            print(run.stdout.strip(), flush=True)
    if args.save:
        args.save.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
