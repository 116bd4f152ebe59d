"""What a new project gains by beginning with the weights of the most similar one that is known.

python -m benchmarks.project_start --known a.jsonl.gz ... --new b.jsonl.gz ... --learnt 500 --first 100

Each known project learns so many commits. Then the first commits of every new one are asked about and learnt
(predict, score, learn), beginning as all projects do, and with the weights of each known one: of the most
similar, as `lev jepa adapt --start` chooses it (by what is there when half of the commits are learnt), and of
the others. Networks are left out. Shown is what is not abstained from.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from itertools import islice
from pathlib import Path

import numpy as np
from benchmarks.context_switches import rows

from jepa_learning import Event
from jepa_learning.adapters.text.hashed_subwords import HashedSubwords
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.config.settings import Settings
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.mixer import Kept
from jepa_learning.domain.project_start import Shape, likeness, shape_of
from jepa_learning.domain.questions import file_steps

BULK = 30  # files of a commit from which on it is a sweep
FIGURES = ("hit@1", "hit@10", "shown", "shown and right")


def read(path: Path, most: int) -> list[Event]:
    """Return the files of the first commits."""
    events: list[Event] = []
    for commit in islice(rows(path), most):
        facts = {"project": project_of(path), "bulk": len(commit["files"]) > BULK}
        events += [
            Event(
                "file",
                one["path"],
                commit["sha"],
                commit["t"],
                commit["subject"],
                str(commit["author"]),
                {**facts, "status": one["status"]},
            )
            for one in commit["files"]
        ]
    return events


def project_of(path: Path) -> str:
    return f"/src/{path.name.split('.')[0]}"


def learnt(settings: Settings, path: Path, most: int) -> Learner:
    learner = build_learner(settings, without=["event_jepa"])
    learner.learn_many(read(path, most))
    return learner


def begin(settings: Settings, path: Path, first: int, kept: Kept | None) -> dict[str, np.ndarray]:
    """Return how many were asked, and the sums of the figures, by task."""
    learner, root = build_learner(settings, without=["event_jepa"]), project_of(path)
    if kept is not None:
        learner.recall("file", root, kept)
    found: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(1 + len(FIGURES)))
    for step in file_steps(read(path, first), seed=0):
        for question in step.questions:
            said = learner.predict_one(question.query, k=10)
            named = [one.activity in question.answers for one in said.candidates]
            shown = said.abstained is None
            right = bool(named) and named[0]
            found[question.task] += [1, right, any(named), shown, shown and right]
        learner.learn_many(step.events)
    return found


def like(own: Shape, other: Shape, encoder: HashedSubwords) -> float:
    one, two = encoder.encode([own.text, other.text])
    return likeness(own, other, meaning=float(one @ two))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--known", type=Path, nargs="+", required=True)
    parser.add_argument("--new", type=Path, nargs="+", required=True)
    parser.add_argument("--learnt", type=int, default=500, help="commits of each known project")
    parser.add_argument("--first", type=int, default=100, help="commits of each new one")
    args = parser.parse_args()
    settings, encoder = load_settings().settings, HashedSubwords(384)
    known = {path: learnt(settings, path, args.learnt) for path in args.known}
    shapes = {path: shape_of(learner.activities("file", project_of(path))) for path, learner in known.items()}
    total: dict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros(1 + len(FIGURES)))
    chosen = {}
    for path in args.new:
        half = learnt(settings, path, args.first // 2)
        own = shape_of(half.activities("file", project_of(path)))
        alike = {one: like(own, shape, encoder) for one, shape in shapes.items()}
        best = max(alike, key=alike.__getitem__)
        chosen[path.name.split(".")[0]] = f"{best.name.split('.')[0]} ({alike[best]:.2f})"
        for task, sums in begin(settings, path, args.first, None).items():
            total["its own", task] += sums
        for one, learner in known.items():
            kept = learner.remember("file", project_of(one))
            for task, sums in begin(settings, path, args.first, kept).items():
                total["the most similar" if one == best else "the others", task] += sums
    told = {
        f"{task}: {which}": {
            "questions": int(sums[0]),
            "hit@1": round(sums[1] / sums[0], 4),
            "hit@10": round(sums[2] / sums[0], 4),
            "shown": round(sums[3] / sums[0], 4),
            "right of them": round(sums[4] / max(1.0, sums[3]), 3),
        }
        for (which, task), sums in sorted(total.items(), key=lambda item: item[0][::-1])
    }
    print(json.dumps({"most similar": chosen, **told}, indent=1))


if __name__ == "__main__":
    main()
