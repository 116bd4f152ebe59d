"""How many switches of context are found, how soon, and how often there was none, on spliced streams.

python benchmarks/context_switches.py --git a.jsonl.gz b.jsonl.gz --runs run.jsonl.gz --segments 40 --seeds
3

Segments of 20 to 200 events of different sources, each going on where its last one stopped, are put behind
one another. The seams are the switches that there are to find; the sources' names, their authors and times
are hidden, so that only what the events are about can tell. What changes within a source (from code to its
documents) counts as a false alarm.

--git: a commit a line, {"sha", "subject", "files": [{"path"}]}, a repository a file. --runs, --commands: an
event a line, {"case", "act", "arg", "wd"}. With --run-project a pattern whose first group, in the name of a
run, is what it is about; then each of these is a source of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.segmentation import Segmentation, SegmentationOptions

WINDOW = 20  # events within which a switch counts as found, or up to the next one
SHORTEST, LONGEST = 20, 200
MOST_FILES = 30  # of a commit: a larger one is an import
LEAST = 70  # events of a source: fewer make no segments

Alarms = list[int]
Detector = Callable[[Sequence[Event]], Alarms]


@dataclass(frozen=True)
class Splice:
    """Events, and the places where a segment begins (but the first)."""

    events: list[Event]
    seams: list[int]


@dataclass(frozen=True)
class Score:
    """What alarms were worth."""

    seams: int
    delays: list[int]
    false: int
    events: int

    def __add__(self, other: Score) -> Score:
        return Score(
            self.seams + other.seams,
            self.delays + other.delays,
            self.false + other.false,
            self.events + other.events,
        )

    def told(self) -> dict[str, float | int | None]:
        """Return it as shares and medians; a delay of 1 is noticed by the first event of the segment."""
        return {
            "switches": self.seams,
            "found": round(len(self.delays) / self.seams, 3),
            "median delay, events": median(self.delays) if self.delays else None,
            "false alarms per 1,000 events": round(1000 * self.false / self.events, 1),
        }


def rows(path: Path) -> Iterator[dict]:
    """Give the rows of gzipped JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def of_repository(path: Path, *, named: bool) -> list[Event]:
    """Return the files of all commits but the largest."""
    place = {"project": f"/src/{path.name.split('.')[0]}"} if named else {}
    return [
        Event("file", one["path"], commit["sha"], None, commit["subject"], None, place)
        for commit in rows(path)
        if len(commit["files"]) <= MOST_FILES
        for one in commit["files"]
    ]


def of_runs(
    path: Path, kind: str, about: re.Pattern[str] | None, *, named: bool, with_cases: bool
) -> dict[str, list[Event]]:
    """Return the events of runs or sessions, by what they are about; without cases all are of one."""
    found: dict[str, list[Event]] = defaultdict(list)
    for row in rows(path):
        match = about.match(row["case"]) if about else None
        name = f"{path.name.split('.')[0]} {match.group(1) if match else ''}".strip()
        facts = {"arg": row.get("arg"), "cwd": row.get("wd"), "project": f"/src/{name}" if named else None}
        known = {key: value for key, value in facts.items() if value}
        activity = known.pop("arg", row["act"]) if kind == "command" else row["act"]
        author = "agent" if kind == "tool" else None
        found[name].append(
            Event(kind, str(activity), row["case"] if with_cases else "all", None, None, author, known)
        )
    return found


def splice(sources: Sequence[Sequence[Event]], *, segments: int, seed: int) -> Splice:
    """Put segments behind one another; a commit is not cut, and has one time."""
    rng = random.Random(seed)
    at = [rng.randrange(len(source)) for source in sources]
    events: list[Event] = []
    seams: list[int] = []
    last = None
    for _ in range(segments):
        last = rng.choice([number for number in range(len(sources)) if number != last])
        segment = _segment(sources[last], at[last], rng.randint(SHORTEST, LONGEST))
        at[last] += len(segment)
        seams.append(len(events))
        events += segment
    return Splice(_timed(events), seams[1:])


def _segment(source: Sequence[Event], start: int, length: int) -> list[Event]:
    found = [source[(start + step) % len(source)] for step in range(length)]
    while (more := source[(start + len(found)) % len(source)]).kind == "file" and more.case == found[-1].case:
        found.append(more)
    return found


def _timed(events: Sequence[Event]) -> list[Event]:
    found, now, before = [], 0.0, ""
    for event in events:
        now += 0.0 if event.kind == "file" and event.case == before else 60.0
        before = event.case
        found.append(replace(event, time=now))
    return found


def score(alarms: Alarms, spliced: Splice) -> Score:
    """Hold alarms against the seams: the first within the window of a seam finds it, all others are false."""
    ends = [*spliced.seams[1:], len(spliced.events)]
    delays, used = [], set()
    for seam, end in zip(spliced.seams, ends, strict=True):
        first = next((alarm for alarm in alarms if seam <= alarm < min(end, seam + WINDOW)), None)
        if first is not None:
            delays.append(first - seam + 1)
            used.add(first)
    return Score(len(spliced.seams), delays, len(set(alarms) - used), len(spliced.events))


def detect(options: SegmentationOptions) -> Detector:
    """Return what finds switches with these options."""

    def run(events: Sequence[Event]) -> Alarms:
        segmentation = Segmentation(options)
        switches = [(place, segmentation.learn_one(event)) for place, event in enumerate(events)]
        return [place for place, switch in switches if switch is not None and switch.before]

    return run


def every(step: int) -> Detector:
    """Return the dummy that fires every so many events."""
    return lambda events: list(range(step, len(events), step))


def every_case(events: Sequence[Event]) -> Alarms:
    """Fire whenever another commit, session or run begins."""
    return [place for place in range(1, len(events)) if events[place].case != events[place - 1].case]


def measure(sources: Sequence[Sequence[Event]], *, segments: int, seeds: int) -> dict[str, object]:
    """Score the detector beside the dummies, over some splices."""
    options = SegmentationOptions(**load_settings().settings.contexts.switch.model_dump())
    splices = [splice(sources, segments=segments, seed=seed) for seed in range(seeds)]
    begin = time.process_time()
    found = [detect(options)(one.events) for one in splices]
    took = time.process_time() - begin
    events = sum(len(one.events) for one in splices)
    as_often = max(1, round(events / max(1, sum(map(len, found)))))
    return {
        "sources": len(sources),
        "segmentation": total(found, splices).told(),
        f"dummy, as often: every {as_often} events": total(
            [every(as_often)(one.events) for one in splices], splices
        ).told(),
        "dummy, every 5 events": total([every(5)(one.events) for one in splices], splices).told(),
        "dummy, every new case": total([every_case(one.events) for one in splices], splices).told(),
        "dummy, never": total([[] for _ in splices], splices).told(),
        "us an event": round(1e6 * took / events, 1),
    }


def total(alarms: Sequence[Alarms], splices: Sequence[Splice]) -> Score:
    """Return the scores of all splices in one."""
    scores = [score(one, spliced) for one, spliced in zip(alarms, splices, strict=True)]
    return sum(scores[1:], start=scores[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--git", type=Path, nargs="*", default=[])
    parser.add_argument("--runs", type=Path, nargs="*", default=[])
    parser.add_argument("--commands", type=Path, nargs="*", default=[])
    parser.add_argument("--run-project", type=re.compile, help="what a run is about: the first group")
    parser.add_argument("--segments", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--named", action="store_true", help="do not hide what the sources are called")
    parser.add_argument("--no-cases", action="store_true", help="hide where a run or a session begins")
    parser.add_argument("--save", type=Path)
    args = parser.parse_args()
    git = [of_repository(path, named=args.named) for path in args.git]
    runs = [
        events
        for kind, paths in (("tool", args.runs), ("command", args.commands))
        for path in paths
        for events in of_runs(
            path, kind, args.run_project, named=args.named, with_cases=not args.no_cases
        ).values()
    ]
    groups = {"repositories": git, "runs": runs, "all together": [*git, *runs]}
    found = {
        name: measure(kept, segments=args.segments, seeds=args.seeds)
        for name, sources in groups.items()
        if len(kept := [source for source in sources if len(source) >= LEAST]) > 1
    }
    text = json.dumps(found, indent=1)
    print(text)
    if args.save:
        args.save.write_text(f"{text}\n")


if __name__ == "__main__":
    main()
