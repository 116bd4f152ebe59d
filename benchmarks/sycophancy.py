"""What suggestions do to the one who makes them: simulated users who accept them, over real streams.

A user works through a stream. Before every second question, by chance, the first three candidates are shown:

    nothing      whatever is shown, they do as they would have done
    own          the same, but where they meant one of the three anyway, they accept it
    everything   they accept the first; unless they meant it anyway, they do it beside their own work

What is shown and accepted is marked, and learnt from as the product does. Of who accepts everything it is
also told what happens where it is counted like anything else: that is what the marks are for. All are
compared with a system that never suggested, on the same questions: those before which nothing was shown, in
the newer half. hit@3 says how often the user's own action is among the first three, distinct and entropy
how various these three are: the former as a share of all activities, the latter of the largest that it
could be.

A stream is a file of JSON lines, gzipped or not: {"case", "act", "t"?, "wd"?, "host"?, "user"?} of sequences,
{"sha", "t", "author", "subject", "files": [{"path", "status", "old"?}]} of commits.

python benchmarks/sycophancy.py helpdesk.jsonl.gz httpx.jsonl.gz --most 4000
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jepa_learning import Candidate, Event, Query, open_learner
from jepa_learning.domain.feedback import marked, own_share
from jepa_learning.domain.suggestion import ACCEPTED, SHOWN, Offer, Place, Suggestion

NAMED = 3
KEPT = 1000
DOUBT = 10.0
BESIDE = "/beside"
"""What the case is called in which somebody does what was suggested beside their own work."""

Case = list[Event]

LIVES = (("nothing", False), ("own", False), ("everything", False), ("everything", True))
"""Users, and whether what they accept is counted like anything else."""


@dataclass
class Tally:
    """What was said where nothing was shown."""

    hits: list[bool] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    accepted: int = 0

    def entropy(self) -> float:
        """Return the entropy of what was said, in nats."""
        total = sum(self.said.values())
        return -sum(count / total * math.log(count / total) for count in self.said.values())


def read(path: Path, most: int) -> list[Case]:
    """Return what is asked about as one: each commit, or each event of a sequence."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [json.loads(line) for line in text.splitlines()]
    if "files" in rows[0]:
        return [list(commit(row)) for row in rows if 0 < len(row["files"]) <= 30][:most]
    if all(row.get("t") is not None for row in rows):
        rows.sort(key=lambda row: row["t"])
    return [[step(row)] for row in rows[:most]]


def commit(row: dict) -> Iterator[Event]:  # type: ignore[type-arg]
    """Give the files of a commit."""
    for one in row["files"]:
        old = {"old_path": one["old"]} if one.get("old") else {}
        attributes = {"status": one["status"], **old}
        yield Event("file", one["path"], row["sha"], row["t"], row["subject"], str(row["author"]), attributes)


def step(row: dict) -> Event:  # type: ignore[type-arg]
    """Return an event of a sequence."""
    known = {name: row[key] for key, name in (("wd", "cwd"), ("host", "host")) if row.get(key)}
    return Event("step", row["act"], row["case"], row.get("t"), None, row.get("user"), known)


def live(cases: Sequence[Case], user: str, *, counted: bool, shown_share: float) -> Tally:
    """Let a user work through the stream; `counted` learns from what they accept like from anything."""
    chance, tally, late = random.Random(0), Tally(), deque[Suggestion](maxlen=KEPT)
    with open_learner(":memory:", without=["event_jepa"]) as learner:
        for number, case in enumerate(cases):
            first, is_shown = case[0], chance.random() < shown_share
            query = Query(first.kind, first.case, first.time, first.intent, first.author, first.attributes)
            said = learner.predict_one(replace(query, attributes={}) if len(case) > 1 else query, k=NAMED)
            names = [one.activity for one in said.candidates]
            own = {str(event.attributes.get("old_path") or event.activity) for event in case}
            if not is_shown and number >= len(cases) // 2:
                tally.hits.append(bool(own & set(names)))
                tally.said.update(names)
            accepted = taken(user, names, own) if is_shown else []
            tally.accepted += len(accepted)
            share = 1.0 if counted else own_share(late, doubt=DOUBT)
            for event in [*case, *beside(first, set(accepted) - own)]:
                name = str(event.attributes.get("old_path") or event.activity)
                if is_shown and user != "never" and name in names:
                    verdict = ACCEPTED if name in accepted else SHOWN
                    event = marked(event, suggestion="simulated", verdict=verdict, own_share=share)
                learner.learn_one(event)
            if user == "everything" and first.kind != "file":
                learner.observe_one(replace(first, case=first.case + BESIDE))
            if is_shown and user != "never":
                late.append(settled(said.candidates, accepted, own))
    return tally


def taken(user: str, names: Sequence[str], own: set[str]) -> list[str]:
    """Return what the user accepts of what is shown."""
    match user:
        case "own":
            return [name for name in names if name in own][:1]
        case "everything":
            return list(names[:1])
    return []


def beside(own: Event, extra: set[str]) -> list[Event]:
    """Return what is done only because it was suggested: in the same commit, or in a case of its own."""
    case = own.case if own.kind == "file" else own.case + BESIDE
    marks = {"status": "M"} if own.kind == "file" else own.attributes
    return [replace(own, activity=name, case=case, attributes=marks) for name in extra]


def settled(candidates: Sequence[Candidate], accepted: Sequence[str], own: set[str]) -> Suggestion:
    """Return the suggestion with what became of it."""
    offers = tuple(
        Offer(one.activity, one.probability, ACCEPTED, 0.0, came=True)
        if one.activity in accepted
        else Offer(one.activity, one.probability, came=one.activity in own)
        for one in candidates
    )
    return Suggestion("simulated", Place("step"), 0.0, offers, later=1)


def row(tally: Tally, never: Tally, activities: int) -> dict[str, float]:
    """Return a result in points, and how far it is from the system that never suggested."""

    def points(one: Tally) -> dict[str, float]:
        return {
            "hit@3": 100.0 * sum(one.hits) / len(one.hits),
            "distinct": 100.0 * len(one.said) / activities,
            "entropy": 100.0 * one.entropy() / math.log(activities),
        }

    ours, theirs = points(tally), points(never)
    apart = {f"{name} apart": ours[name] - theirs[name] for name in ours}
    rounded = {name: round(value, 2) for name, value in {**ours, **apart}.items()}
    return {"n": len(tally.hits), "accepted": tally.accepted, **rounded}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("streams", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=4000, help="commits or events, the oldest")
    parser.add_argument("--shown", type=float, default=0.5, help="share of questions before which is shown")
    args = parser.parse_args()
    for path in args.streams:
        cases = read(path, args.most)
        activities = len({event.activity for case in cases for event in case})
        never = live(cases, "never", counted=False, shown_share=args.shown)
        found = {"never": row(never, never, activities)}
        for user, counted in (
            ("nothing", False),
            ("own", False),
            ("everything", False),
            ("everything", True),
        ):
            tally = live(cases, user, counted=counted, shown_share=args.shown)
            found[f"{user}, {'counted' if counted else 'marked'}"] = row(tally, never, activities)
        print(json.dumps({path.name.removesuffix(".gz").removesuffix(".jsonl"): found}), flush=True)


if __name__ == "__main__":
    main()
