"""How often what was made ready for a context is what is needed there, on streams that change project.

python -m benchmarks.preload --git a.jsonl.gz b.jsonl.gz --runs r.jsonl.gz --commands c.jsonl.gz --seeds 3

Segments of different sources, each going on where its last one stopped, are put behind one another; what
comes after a source is drawn evenly from the others, or with --habit from a fixed order, that often. With
--by-time nothing is drawn: the repositories' commits come as they came, those of the author who made most of
each, so that they should be one person's. Projects are named, as live sources name them. At every seam whose
source was there before it is asked whether what was made ready, without having seen what came, holds it:

    foretold   before the seam: any of the next events (--within) is in the lists of the contexts foretold
    detected   once the first switch after the seam is noticed: the same, of the context that it names

Beside it, in the same number of entries: what was touched last anywhere (`recent`), and most (`frequent`).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise, zip_longest
from pathlib import Path

from benchmarks.context_switches import (
    LEAST,
    LONGEST,
    MOST_FILES,
    SHORTEST,
    WINDOW,
    Splice,
    _segment,
    _timed,
    of_repository,
    of_runs,
    rows,
)

from jepa_learning import Event, Query
from jepa_learning.application.preload import CANDIDATES, Foretold, likeliest_places
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.context_memory import ContextMemory
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.segmentation.record import day_of, to_event
from jepa_learning.domain.segmentation.segmentation import Segmentation, SegmentationOptions

KINDS = ("file", "command", "tool")

Entry = tuple[str, str, str]


def entry(event: Event) -> Entry:
    """Return what tells what was touched: a path is of its project, a command the same everywhere."""
    return event.kind, event.project if event.kind == "file" else "", event.activity


class Recent:
    """What was touched last, and most, anywhere."""

    def __init__(self) -> None:
        self._last: dict[str, dict[Entry, None]] = {kind: {} for kind in KINDS}
        self._counts: dict[str, Counter[Entry]] = {kind: Counter() for kind in KINDS}

    def learn_one(self, event: Event) -> None:
        last, one = self._last[event.kind], entry(event)
        last.pop(one, None)
        last[one] = None
        self._counts[event.kind][one] += 1

    def last(self, k: int) -> set[Entry]:
        return {one for kind in KINDS for one in list(self._last[kind])[-k:]}

    def most(self, k: int) -> set[Entry]:
        return {one for kind in KINDS for one, _ in self._counts[kind].most_common(k)}


class Replay:
    """The product's own pieces, fed one event after another."""

    def __init__(self) -> None:
        settings = load_settings().settings
        self.options = settings.contexts.preload
        self.segmentation = Segmentation(SegmentationOptions(**settings.contexts.switch.model_dump()))
        self.learner: Learner = build_learner(settings, without=["event_jepa"])
        self.memory = ContextMemory(
            places=self.options.places,
            most=self.options.remembered,
            half_life=self.options.half_life,
            common_half_life=self.options.common_half_life,
        )
        self.recent, self.found, self.projects = Recent(), Counter[str](), dict[str, str]()

    def learn_one(self, event: Event, place: int) -> str | None:
        """Learn what happened; return the context that began."""
        switch = self.segmentation.learn_one(event)
        self.learner.learn_one(event)
        if switch is not None:
            self.projects[switch.name] = switch.project
            self.learner.learn_one(to_event(switch, ordinal=place))
        running = self.segmentation.running
        at = self.segmentation.project_of(event) or (running.project or running.name if running else "")
        if at:
            self.memory.learn_one(event, at)
        self.recent.learn_one(event)
        return switch.name if switch is not None else None

    def foretold(self, time: float | None) -> list[Foretold]:
        """Return the likeliest next contexts, one of each other place."""
        running = self.segmentation.running
        said = self.learner.predict_one(Query("context", day_of(time), time), k=CANDIDATES)
        named = [
            (one.activity, self.projects.get(one.activity, "") or one.activity, one.probability)
            for one in said.candidates
        ]
        here = (running.project or running.name) if running else ""
        return likeliest_places(named, without=here)

    def foretold_ready(self, places: Sequence[Foretold], time: float | None) -> set[Entry]:
        """Return what is made ready for contexts that are likely: see application/preload.py."""
        found = set[Entry]()
        first = self.options.contexts
        contexts, further = places[:first], places[first : first + self.options.further]
        for kind in KINDS:
            lists = [(self.own(one.context, kind, time), one.probability) for one in contexts]
            less = [(self.touched(one.context, kind), one.probability) for one in further]
            shared = self.memory.share(kind, lists, k=self.options.entries, further=less)
            found |= {as_entry(kind, one) for of in (*shared.of_places, shared.anywhere) for one in of}
        return found

    def going_on_ready(self, context: str, time: float | None) -> set[Entry]:
        """Return what is made ready for the context that goes on: see application/preload.py."""
        k, found = self.options.entries, set[Entry]()
        for kind in KINDS:
            more = self.memory.rank_anywhere(kind, k) if kind != "file" else []
            listed = list(dict.fromkeys([*self.own(context, kind, time), *more]))[:k]
            found |= {as_entry(kind, one) for one in listed}
        return found

    def own(self, context: str, kind: str, time: float | None) -> list[str]:
        project, k = self.projects.get(context, ""), self.options.entries
        return (
            self.files(project, k, time) if kind == "file" else self.memory.rank(project or context, kind, k)
        )

    def touched(self, context: str, kind: str) -> list[str]:
        project = self.projects.get(context, "")
        ranked = self.memory.rank(project or context, kind, self.options.entries)
        if kind != "file":
            return ranked
        existing = set(self.learner.activities("file", project)) if project else set()
        return [f"{project}/{one}" for one in ranked if one in existing]

    def files(self, project: str, k: int, time: float | None) -> list[str]:
        if not project:
            return []
        said = self.learner.predict_one(Query("file", "new", time, attributes={"project": project}), k=k)
        existing = set(self.learner.activities("file", project))
        touched = [one for one in self.memory.rank(project, "file", 2 * k) if one in existing]
        turns = zip_longest(touched, (one.activity for one in said.candidates))
        found = list(dict.fromkeys(one for pair in turns for one in pair if one))[:k]
        return [f"{project}/{one}" for one in found]

    def judge(self, name: str, ready: set[Entry], needed: set[Entry], *, lists: int) -> None:
        k = lists * self.options.entries
        self.found[name] += 1
        self.found[f"{name}: prepared"] += bool(ready & needed)
        self.found[f"{name}: recent"] += bool(self.recent.last(k) & needed)
        self.found[f"{name}: frequent"] += bool(self.recent.most(k) & needed)


def replay(spliced: Splice, names: Sequence[str], *, within: int) -> Counter[str]:
    """Return how often each was asked, and how often it held what was needed."""
    run, seams, met = Replay(), set(spliced.seams), set[str]()
    began: int | None = None
    for place, event in enumerate(spliced.events):
        if place in seams:
            began = place if names[place] in met else None
            met.add(names[place - 1])
            if began is not None:
                needed = {entry(one) for one in spliced.events[place : place + within]}
                places = run.foretold(spliced.events[place - 1].time)
                ready = run.foretold_ready(places, event.time)
                contexts = [one.context for one in places[: run.options.contexts]]
                right = [one for one in contexts if named(one, run.projects) == names[place]]
                run.found["foretold: its context is among them"] += bool(right)
                run.judge("foretold", ready, needed, lists=len(contexts))
        name = run.learn_one(event, place)
        if name is not None and began is not None and place < began + WINDOW:
            later = {entry(one) for one in spliced.events[place + 1 : place + 1 + within]}
            run.judge("detected", run.going_on_ready(name, event.time), later, lists=1)
            began = None
    return run.found


def as_entry(kind: str, activity: str) -> Entry:
    """Return the entry of what is ready; files are absolute, their projects /src and one folder deep."""
    project = "/".join(activity.split("/")[:3]) if kind == "file" else ""
    return kind, project, activity.removeprefix(f"{project}/") if project else activity


def named(context: str, projects: Mapping[str, str]) -> str:
    return projects.get(context, "") or context


def splice(sources: Sequence[Sequence[Event]], *, segments: int, seed: int, habit: float) -> Splice:
    """Put segments behind one another; after a source mostly the same one comes, where there is a habit."""
    rng = random.Random(seed)
    order = list(range(len(sources)))
    rng.shuffle(order)
    usual = dict(zip(order, [*order[1:], order[0]], strict=True))
    at = [rng.randrange(len(source)) for source in sources]
    events: list[Event] = []
    seams: list[int] = []
    last = order[0]
    for _ in range(segments):
        others = [number for number in order if number != last]
        last = usual[last] if rng.random() < habit else rng.choice(others)
        segment = _segment(sources[last], at[last], rng.randint(SHORTEST, LONGEST))
        at[last] += len(segment)
        seams.append(len(events))
        events += segment
    return Splice(_timed(events), seams[1:])


def by_time(paths: Sequence[Path]) -> Splice:
    """Put the commits of several repositories in the order in which their main authors made them."""
    events: list[Event] = []
    for path in paths:
        commits = list(rows(path))
        main = Counter(commit["author"] for commit in commits).most_common(1)[0][0]
        project = {"project": f"/src/{path.name.split('.')[0]}"}
        events += [
            Event("file", one["path"], commit["sha"], commit["t"], commit["subject"], None, project)
            for commit in commits
            if commit["author"] == main and len(commit["files"]) <= MOST_FILES
            for one in commit["files"]
        ]
    events.sort(key=lambda event: event.time or 0.0)
    changed = [place for place, (one, two) in enumerate(pairwise(events), 1) if one.project != two.project]
    return Splice(events, changed)


def sources_of(args: argparse.Namespace) -> dict[str, list[Event]]:
    found = {path.name: of_repository(path, named=True) for path in args.git}
    for kind, paths in (("tool", args.runs), ("command", args.commands)):
        for path in paths:
            found |= of_runs(path, kind, args.run_project, named=True, with_cases=True)
    return {name: events for name, events in found.items() if len(events) >= LEAST}


def names_of(spliced: Splice) -> list[str]:
    return [event.project for event in spliced.events]


def told(total: Counter[str]) -> dict[str, dict[str, float]]:
    shares = ("prepared", "recent", "frequent", "its context is among them")
    return {
        name: {
            "switches": total[name],
            **{
                one: round(total[f"{name}: {one}"] / max(1, total[name]), 3)
                for one in shares
                if f"{name}: {one}" in total
            },
        }
        for name in ("foretold", "detected")
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("git", "runs", "commands"):
        parser.add_argument(f"--{name}", type=Path, nargs="*", default=[])
    parser.add_argument("--run-project", type=re.compile, help="what a run is about: the first group")
    parser.add_argument("--segments", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--within", type=int, default=5, help="events that are looked at")
    parser.add_argument("--habit", type=float, default=0.0, help="how often the usual source comes next")
    parser.add_argument("--by-time", action="store_true", help="as the commits came, without splicing")
    parser.add_argument("--last", type=int, default=6000, help="of --by-time: so many events")
    args = parser.parse_args()
    began, total = time.process_time(), Counter[str]()
    if args.by_time:
        whole = by_time(args.git)
        cut = max(0, len(whole.events) - args.last)
        spliced = [Splice(whole.events[cut:], [seam - cut for seam in whole.seams if seam > cut])]
    else:
        sources = list(sources_of(args).values())
        spliced = [
            splice(sources, segments=args.segments, seed=seed, habit=args.habit) for seed in range(args.seeds)
        ]
    for one in spliced:
        total += replay(one, names_of(one), within=args.within)
    events = sum(len(one.events) for one in spliced)
    took = round(time.process_time() - began, 1)
    print(json.dumps({"events": events, **told(total), "s": took}, indent=1))


if __name__ == "__main__":
    main()
