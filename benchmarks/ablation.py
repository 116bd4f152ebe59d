"""What each manifold is worth, what the dominance ceiling costs, and how far the confidence can be trusted.

Recorded streams (see sequential_recommenders.py for their form) are replayed through the whole federation,
then with a ceiling of 1, which cuts nobody, and then without each manifold in turn. Every question is asked
before its answer is learnt; the newer half is scored. Counting manifolds only: networks are not connected.

python benchmarks/ablation.py git=httpx.jsonl.gz agent=runs.jsonl.gz --save ablation.json
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from jepa_learning import Event
from jepa_learning.bootstrap import learner_options
from jepa_learning.config.layers import load_settings
from jepa_learning.domain import metrics
from jepa_learning.domain.build_learner import (
    LearnerOptions,
    build_learner,
    file_manifolds,
    sequence_manifolds,
)
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.questions import Question, Step, file_steps, sequence_steps
from sequential_recommenders import read_events

WHOLE, UNCUT = "whole", "ceiling 1.0"
NETWORK = "event_jepa"


@dataclass
class Answers:
    """What was said to the questions of one task."""

    ranks: list[int | None] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)

    def add(self, learner: Learner, question: Question) -> None:
        """Ask."""
        said = learner.predict_one(question.query, k=3)
        named = [candidate.activity in question.answers for candidate in said.candidates]
        self.ranks.append(named.index(True) + 1 if any(named) else None)
        self.confidences.append(said.confidence)
        self.shown.append(said.abstained is None)

    def row(self) -> dict[str, object]:
        """Return the figures."""
        right = [rank == 1 for rank in self.ranks]
        shown = [hit for hit, told in zip(right, self.shown, strict=True) if told]
        precision = metrics.wilson_interval(sum(shown), len(shown))
        return {
            "n": len(right),
            "hit@1": round(metrics.hit_rate_at_k(self.ranks, k=1), 4),
            "hit@3": round(metrics.hit_rate_at_k(self.ranks, k=3), 4),
            "calibration_error": round(metrics.expected_calibration_error(self.confidences, right), 4),
            "coverage_at_90": round(metrics.coverage_at_precision(self.confidences, right, precision=0.9), 4),
            "shown": len(shown),
            "precision": round(precision.value, 4) if shown else None,
            "precision_interval": [round(precision.low, 4), round(precision.high, 4)],
        }


def steps_of(kind: str, events: list[Event]) -> list[Step]:
    """Return what is asked and learnt, in order."""
    return list(file_steps(events, seed=0) if kind == "git" else sequence_steps(events))


def replay(steps: list[Step], learner: Learner) -> dict[str, dict[str, object]]:
    """Ask the newer half, teach all; return the figures by task."""
    skip = sum(len(step.questions) for step in steps) // 2
    answers: dict[str, Answers] = defaultdict(Answers)
    for step in steps:
        for question in step.questions[skip:]:
            answers[question.task].add(learner, question)
        skip = max(0, skip - len(step.questions))
        learner.learn_many(step.events)
    return {task: found.row() for task, found in answers.items()}


def without_ceiling(options: LearnerOptions) -> LearnerOptions:
    """Return the options with a ceiling that cuts nobody."""
    files = replace(options.files, mixer=replace(options.files.mixer, ceiling=1.0))
    sequences = replace(options.sequences, mixer=replace(options.sequences.mixer, ceiling=1.0))
    return replace(options, files=files, sequences=sequences)


def variants(kind: str, options: LearnerOptions, *, whole_only: bool) -> Iterator[tuple[str, Learner]]:
    """Give the whole federation, and then what lacks something, by its name."""
    yield WHOLE, build_learner(options)
    if whole_only:
        return
    yield UNCUT, build_learner(without_ceiling(options))
    manifolds = file_manifolds(options.files) if kind == "git" else sequence_manifolds(options.sequences)
    for name in (manifold.name for manifold in manifolds if manifold.name != NETWORK):
        yield name, build_learner(options, without=[name])


def lines(stream: str, found: dict[str, dict[str, dict[str, object]]]) -> Iterator[str]:
    """Give what a person reads of one stream."""
    yield stream
    for task, whole in found[WHOLE].items():
        told = "  ".join(f"{name} {value}" for name, value in whole.items())
        yield f"  {task:9s} {told}"
        for name in found:
            if name != WHOLE:
                change = 100.0 * (float(str(found[name][task]["hit@3"])) - float(str(whole["hit@3"])))
                named = "a ceiling" if name == UNCUT else name
                yield f"    without {named:16s} {round(change, 1) + 0.0:+.1f} points of hit@3"


def main() -> None:
    """Measure, print and perhaps save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("streams", nargs="+", metavar="KIND=FILE", help="git, shell, workflow or agent")
    parser.add_argument("--whole-only", action="store_true", help="remove nothing: calibration and silence")
    parser.add_argument("--save", type=Path, help="write the figures here, as JSON")
    args = parser.parse_args()
    options = learner_options(load_settings().settings)
    everything = {}
    for kind, _, path in (given.partition("=") for given in args.streams):
        steps = steps_of(kind, list(read_events(Path(path), kind)))
        of = variants(kind, options, whole_only=args.whole_only)
        stream = f"{kind}/{Path(path).name.split('.')[0]}"
        everything[stream] = {name: replay(steps, learner) for name, learner in of}
        print("\n".join(lines(stream, everything[stream])), flush=True)
        if args.save:
            args.save.write_text(json.dumps(everything, indent=1) + "\n")


if __name__ == "__main__":
    main()
