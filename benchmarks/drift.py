"""How well planted changes are found: splices of real streams, streams that stay as they are, and dummies.

    python -m benchmarks.drift STREAMS --only repositories --json drift.json

STREAMS is a folder with `git/`, `shell/` and `workflow/` of gzipped JSON lines: commits as `{"sha", "t",
"author", "subject", "files": [{"path", "status", "old"?}]}`, other events as `{"case", "t"?, "act"}`. Nothing
of it is part of this repository. A stream is spliced as A B A; A and B are

- two repositories, in one project;
- two users, where a case of `shell/` is one person's whole history;
- a workflow log, and the same log with the steps of each case in random order.

Stationary streams are the same ones shuffled: commits, single commands, cases. Beside the product stand a
dummy that fires at every event and one that never does.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from jepa_learning import Event
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.drift.follower import DriftReport

WITHIN: Final = 100
"""Events within which a splice must be found."""

RECALLED: Final = 50
"""Events within which a regime that returns must be recognised."""

WARM: Final = 300
"""Events at the beginning of a stationary stream that do not count: everything is new."""

MOST_FILES: Final = 30
"""Files of a commit; a larger one is a sweep."""

Case = list[Event]


@dataclass(frozen=True, slots=True)
class Stream:
    """Events, and after how many of them B begins and A comes back; nothing where they were not spliced."""

    group: str
    name: str
    events: Case
    splices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a detector said: after which events it fired, and where an earlier regime had returned."""

    fired: Sequence[int]
    returned: Sequence[int]


@dataclass(frozen=True, slots=True)
class Score:
    """How a detector did on one group of streams; None where there is nothing to count."""

    group: str
    detector: str
    splices: int
    found: int
    delay: float | None
    stationary_events: int
    false_alarms: int
    returns: int
    recalled: int
    recall_delay: float | None


def main() -> None:
    """Print a table of scores, group by group."""
    parser = argparse.ArgumentParser(description="Plants changes in streams and counts how they are found.")
    parser.add_argument("streams", type=Path)
    parser.add_argument("--only", choices=["repositories", "users", "workflows"], action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    scores: list[Score] = []
    for group in asked.only or ["repositories", "users", "workflows"]:
        streams = list(MAKERS[group](asked.streams, random.Random(asked.seed)))
        heard = {"product": [listen(stream) for stream in streams]}
        heard["always"] = [Heard(*[range(1, len(stream.events) + 1)] * 2) for stream in streams]
        heard["never"] = [Heard((), ()) for _ in streams]
        for name in dict.fromkeys(stream.group for stream in streams):
            for detector, said in heard.items():
                scores.append(score(name, detector, streams, said))
                print(row(scores[-1]), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in scores], indent=1) + "\n")


def listen(stream: Stream) -> Heard:
    """Let a learner with the shipped settings live through a stream."""
    learner = build_learner(load_settings().settings, without=["event_jepa"])
    learner.learn_many(stream.events)
    report = learner.drift(stream.events[0].kind)
    if report is None or report.events != len(stream.events):
        raise ValueError(f"{stream.name}: not every event was followed, so places cannot be compared")
    heard = Heard(fired_in(report), returned_in(report, before=stream.splices[0] if stream.splices else 0))
    print(
        f"  {stream.name}: fired after {list(heard.fired)}, spliced after {list(stream.splices)}", flush=True
    )
    return heard


def fired_in(report: DriftReport) -> list[int]:
    """Return where it said that another regime has begun, new or returned.

    A return to the regime that the last breakdown left takes that breakdown back: no change of its own.
    """
    fired, left, present = [], 0, 1
    for one in report.passages:
        if one.regime == "breakdown" or (one.why.endswith("has returned") and one.anchor != left):
            fired.append(one.event)
        if one.regime == "breakdown":
            left = present
        present = one.anchor
    return fired


def returned_in(report: DriftReport, *, before: int) -> list[int]:
    """Return where it said that a regime has returned which was in force before the first splice."""
    known = {1, *(one.anchor for one in report.passages if one.event <= before)}
    said = [one for one in report.passages if one.why.endswith("has returned")]
    return [one.event for one in said if one.anchor in known]


def score(group: str, detector: str, streams: Sequence[Stream], heard: Sequence[Heard]) -> Score:
    """Count over the streams of a group."""
    of_group = [pair for pair in zip(streams, heard, strict=True) if pair[0].group == group]
    spliced = [pair for pair in of_group if pair[0].splices]
    still = [pair for pair in of_group if not pair[0].splices]
    delays = [first_after(said.fired, stream.splices[0], WITHIN) for stream, said in spliced]
    recalls = [first_after(said.returned, stream.splices[1], RECALLED) for stream, said in spliced]
    found, recalled = ([one for one in some if one is not None] for some in (delays, recalls))
    return Score(
        group,
        detector,
        len(delays),
        len(found),
        statistics.median(found) if found else None,
        sum(len(stream.events) - WARM for stream, _ in still),
        sum(sum(event > WARM for event in said.fired) for _, said in still),
        len(recalls),
        len(recalled),
        statistics.median(recalled) if recalled else None,
    )


def first_after(events: Sequence[int], splice: int, within: int) -> int | None:
    """Return how many events after a splice the first of these came, None where it took longer."""
    return next((event - splice for event in events if splice < event <= splice + within), None)


def row(one: Score) -> str:
    """Return a row of a table."""
    rate = 1e4 * one.false_alarms / one.stationary_events if one.stationary_events else 0.0
    parts = [one.group, one.detector]
    if one.splices:
        parts += [f"{one.found}/{one.splices}", f"{one.delay or '-'}", f"{one.recalled}/{one.returns}"]
        parts += [f"{one.recall_delay or '-'}"]
    else:
        parts += ["-"] * 4
    parts += [
        f"{one.false_alarms} in {one.stationary_events:,} ({rate:.1f})" if one.stationary_events else "-"
    ]
    return "| " + " | ".join(parts) + " |"


def repositories(folder: Path, rng: random.Random) -> Iterator[Stream]:
    """Give each repository spliced with the next one, and each with its commits shuffled."""
    logs = {path: commits_of(path) for path in sorted((folder / "git").glob("*.gz"))}
    long = [path for path, commits in logs.items() if len(commits) >= 750]
    for path, other in zip(long, long[1:] + long[:1], strict=True):
        a, b = logs[path], logs[other]
        parts = flat(a[:600]), flat(b[:250]), flat(a[600:750])
        yield spliced("two repositories", f"{title(path)} + {title(other)}", parts)
    for path in long:
        shuffled = rng.sample(logs[path], k=len(logs[path]))
        yield Stream("two repositories", f"{title(path)}, shuffled", flat(shuffled)[:4000])


def users(folder: Path, rng: random.Random) -> Iterator[Stream]:
    """Give each user spliced with the next one, each shuffled, and each shuffled in blocks of 25."""
    for path in sorted((folder / "shell").glob("*.gz")):
        people = [one for one in cases_of(path, "command") if one[0].time is None and len(one) >= 2500][:8]
        for number, (one, other) in enumerate(pairwise(people)):
            parts = one[500:2000], other[500:1300], one[2000:2500]
            yield spliced("two users", f"{title(path)} {number} + {number + 1}", parts)
        for number, one in enumerate(people[:4]):
            shuffled = rng.sample(one[:4000], k=min(len(one), 4000))
            yield Stream(
                "two users", f"{title(path)} {number}, shuffled", [of_case(e, "all") for e in shuffled]
            )
            starts = rng.sample(range(0, 4000, 25), k=160)
            blocks = [of_case(event, str(start)) for start in starts for event in one[start : start + 25]]
            yield Stream("users in blocks of 25", f"{title(path)} {number}, in blocks", blocks)


def workflows(folder: Path, rng: random.Random) -> Iterator[Stream]:
    """Give each log whose cases come in random order, then with their steps shuffled, then as they were."""
    for path in sorted((folder / "workflow").glob("*.gz")):
        cases = cases_of(path, "step")
        rng.shuffle(cases)
        yield Stream("workflow, steps shuffled", f"{title(path)}, cases shuffled", flat(cases)[:4000])
        first, cases = taken(cases, 1500)
        second, cases = taken(cases, 600)
        third, _ = taken(cases, 300)
        parts = flat(first), [event for case in second for event in reordered(case, rng)], flat(third)
        if min(len(part) for part in parts) >= WITHIN:
            yield spliced("workflow, steps shuffled", f"{title(path)}, steps shuffled", parts)


MAKERS: Final = {"repositories": repositories, "users": users, "workflows": workflows}


def spliced(group: str, name: str, parts: tuple[Case, Case, Case]) -> Stream:
    """Return the parts one after the other."""
    first, second, third = parts
    return Stream(group, name, [*first, *second, *third], (len(first), len(first) + len(second)))


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Give the rows of gzipped JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def commits_of(path: Path) -> list[Case]:
    """Return the commits of a log as cases of file events, without sweeps; no file comes twice in one."""
    return [
        [
            Event(
                "file",
                name,
                f"{title(path)}-{row['sha']}",
                row["t"],
                row["subject"],
                str(row["author"]),
                facts,
            )
            for name, facts in {
                file["path"]: {
                    "status": file["status"],
                    **({"old_path": file["old"]} if file.get("old") else {}),
                }
                for file in row["files"]
            }.items()
        ]
        for row in rows_of(path)
        if 0 < len(row["files"]) <= MOST_FILES
    ]


def cases_of(path: Path, kind: str) -> list[Case]:
    """Return the cases of a log of events, each in its order."""
    cases: dict[str, Case] = {}
    for row in rows_of(path):
        name = f"{title(path)}-{row['case']}"
        cases.setdefault(name, []).append(Event(kind, row["act"], name, row.get("t")))
    return list(cases.values())


def taken(cases: list[Case], events: int) -> tuple[list[Case], list[Case]]:
    """Return the first cases that hold so many events, and the others."""
    held = count = 0
    while held < events and count < len(cases):
        held, count = held + len(cases[count]), count + 1
    return cases[:count], cases[count:]


def reordered(case: Case, rng: random.Random) -> Case:
    """Return the case with its activities in random order, each at another's time."""
    activities = rng.sample([event.activity for event in case], k=len(case))
    return [
        Event(event.kind, activity, event.case, event.time)
        for event, activity in zip(case, activities, strict=True)
    ]


def of_case(event: Event, case: str) -> Event:
    """Return the event as one of another case, at no time."""
    return Event(event.kind, event.activity, case)


def flat(cases: Sequence[Case]) -> Case:
    """Return the events of cases one after the other."""
    return [event for case in cases for event in case]


def title(path: Path) -> str:
    """Return the name of a log."""
    return path.name.removesuffix(".jsonl.gz")


if __name__ == "__main__":
    main()
