"""How many of the whispers that are shown name something that then happens within three events.

python benchmarks/whispers.py --git a.jsonl.gz b.jsonl.gz --agent run.jsonl.gz --without event_jepa

A history is lived through again with the rules, costs and limits of the defaults: each boundary is told, what
is shown is taken at once, and the next three events of its kind decide. All is learnt as it comes, what
whispers are worth, too; the whole stream counts, its beginning as well.

--git: a commit a line, {"sha", "t", "author", "subject", "files": [{"path", "status"}]}, oldest first. After
each commit the next one's files are whispered; its subject is not known then. Its files come in random
order. --agent: an event a line, {"case", "t", "act"}. A run that begins, a task (an event called USER, which
is told and never whispered) and a switch of context are boundaries. Where there are no times, an event takes
--event-s seconds.

Beside it, at fixed times, every ten minutes in which anything happens: the three most frequent activities and
the three that the predictions take for likeliest.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from jepa_learning.adapters.memory.clock import FixedClock
from jepa_learning.adapters.memory.switch_store import MemorySwitchStore
from jepa_learning.adapters.memory.whisper_store import MemoryWhisperStore
from jepa_learning.application.current_whisper import CurrentWhisper
from jepa_learning.application.whisper_offer import Offer
from jepa_learning.application.whispers import Whispers
from jepa_learning.bootstrap import build_learner, whisper_options, whisper_rules, whisper_worth
from jepa_learning.config.layers import load_settings
from jepa_learning.config.settings import Settings
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.segmentation.segmentation import Segmentation, SegmentationOptions
from jepa_learning.domain.signals import (
    CHANGES_COMMITTED,
    CONTEXT_SWITCH_DETECTED,
    SESSION_STARTED,
    TASK_GIVEN,
    Signal,
)
from jepa_learning.domain.whispers.outcome import Outcome
from jepa_learning.domain.whispers.receipt import Fate, Receipt
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.domain.whispers.rule import Rule
from jepa_learning.domain.whispers.whisper import Guess, Whisper

HOUR_S = 3600.0
USER = "USER"


@dataclass(frozen=True)
class Moment:
    """Something of a stream: what begins before it, what happens, and what ends after it."""

    time: float
    before: tuple[str, ...] = ()
    event: Event | None = None
    after: tuple[str, ...] = ()


@dataclass
class Tally:
    """How often something was said, and right."""

    said: int = 0
    right: int = 0

    def add(self, *, right: bool) -> None:
        self.said, self.right = self.said + 1, self.right + right

    def told(self, hours: int) -> dict[str, float | int | None]:
        share = self.right / self.said if self.said else None
        error = None if share is None else math.sqrt(share * (1 - share) / self.said)
        return {
            "whispers": self.said,
            "an active hour": round(self.said / max(1, hours), 2),
            "right": None if share is None else round(share, 3),
            "standard error": None if error is None else round(error, 3),
        }


@dataclass
class Dummy:
    """Says what `likeliest` names every ten minutes in which anything happens."""

    likeliest: Callable[[Event], Sequence[str]]
    within: int
    tally: Tally = field(default_factory=Tally)
    last: float = -math.inf
    open: list[Outcome] = field(default_factory=list)

    def live(self, event: Event, now: float, an_hour: int) -> None:
        if now - self.last >= HOUR_S / an_hour and (names := self.likeliest(event)):
            guesses = tuple(Guess(name, 0.0) for name in names)
            session = event.case if event.kind == "tool" else ""
            self.open.append(Outcome(_whisper(event.kind, guesses, session, now), within=self.within))
            self.last = now
        for outcome in tuple(self.open):
            right = outcome.observe_one(event)
            if right is not None:
                self.open.remove(outcome)
                self.tally.add(right=right)


class Life:
    """Lives through a stream."""

    def __init__(self, settings: Settings, *, kind: str, without: Sequence[str]) -> None:
        self.kind, self.k = kind, settings.whispers.guesses
        self.learner: Learner = build_learner(settings, without=without)
        self.segmentation = Segmentation(SegmentationOptions(**settings.contexts.switch.model_dump()))
        self.clock, self.case, self.author = FixedClock(0.0), "", None
        self.store = MemoryWhisperStore(keep=1_000_000)
        self.an_hour = settings.whispers.most_an_hour
        names = (f"w{number}" for number in count())
        self.whispers = Whispers(
            whisper_rules(settings, Path("/nowhere")),
            self.propose,
            store=self.store,
            switch=MemorySwitchStore(),
            current=CurrentWhisper(),
            clock=self.clock,
            worth=whisper_worth(settings),
            restraint=Restraint(most_an_hour=self.an_hour),
            options=whisper_options(settings),
            new_id=names.__next__,
        )
        self.counts: Counter[str] = Counter()
        within = settings.whispers.within_events
        self.frequent = Dummy(lambda event: [name for name, _ in self.counts.most_common(self.k)], within)
        self.predicted = Dummy(lambda event: [guess.activity for guess in self.guesses()], within)
        self.hours: set[int] = set()
        self.boundaries: Counter[str] = Counter()

    def guesses(self) -> tuple[Guess, ...]:
        case = self.case if self.kind == "tool" else f"next {self.clock.now()}"
        query = Query(self.kind, case, self.clock.now(), author=self.author)
        prediction = self.learner.predict_one(query, k=self.k)
        if prediction.abstained is not None and not prediction.is_unsure:
            return ()
        return tuple(Guess(one.activity, one.probability) for one in prediction.candidates)

    def propose(self, rule: Rule, signal: Signal) -> list[Offer]:
        guesses = self.guesses()
        return (
            [Offer(self.kind, guesses, session=self.case if self.kind == "tool" else "")] if guesses else []
        )

    def live(self, moment: Moment) -> None:
        self.clock.time = moment.time
        self.hours.add(int(moment.time // HOUR_S))
        if moment.event is not None:
            self.case, self.author = moment.event.case, moment.event.author
        self.tell(moment.before)
        if moment.event is not None:
            self.happen(moment.event)
        self.tell(moment.after)

    def happen(self, event: Event) -> None:
        self.frequent.live(event, self.clock.now(), self.an_hour)
        self.predicted.live(event, self.clock.now(), self.an_hour)
        self.whispers.observe_one(event)
        self.learner.learn_one(event)
        self.counts[event.activity] += 1
        switch = self.segmentation.learn_one(event)
        if switch is not None and switch.before:
            self.tell([CONTEXT_SWITCH_DETECTED])

    def tell(self, names: Sequence[str]) -> None:
        for name in names:
            self.boundaries[name] += 1
            self.whispers.hear(Signal(name, self.clock.now()))
            self.whispers.take("replay", session=self.case if self.kind == "tool" else "")

    def told(self) -> dict[str, object]:
        receipts = self.store.recent(withheld=True)
        hours = len(self.hours)
        return {
            "boundaries": dict(self.boundaries),
            "active hours": hours,
            "shown": _tally(receipts, shown=True).told(hours),
            "of these in the newer half of the stream": _tally(receipts, shown=True, newer=self.half).told(
                hours
            ),
            "withheld": _tally(receipts, shown=False).told(hours),
            "dummy, the most frequent at fixed times": self.frequent.tally.told(hours),
            "dummy, the likeliest at fixed times": self.predicted.tally.told(hours),
        }

    half: float = 0.0


def _tally(receipts: Sequence[Receipt], *, shown: bool, newer: float = -math.inf) -> Tally:
    tally = Tally()
    for one in receipts:
        if (
            (one.fate is not Fate.WITHHELD) == shown
            and one.came_true is not None
            and one.whisper.time >= newer
        ):
            tally.add(right=one.came_true)
    return tally


def _whisper(kind: str, guesses: tuple[Guess, ...], session: str, now: float) -> Whisper:
    return Whisper("", "", "", now, kind, guesses, "", session, "", "", 0.0, 0.0, 0.0)


def rows(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def of_repository(path: Path, *, seed: int = 0) -> list[Moment]:
    """Return the files of all commits, and the end of each commit."""
    rng, found, now = random.Random(seed), [], 0.0
    for commit in rows(path):
        now = max(now + 1.0, float(commit["t"]))  # commits of many clocks; time does not go back
        files = list(commit["files"])
        rng.shuffle(files)
        for one in files:
            facts = {"status": one["status"], **({"old_path": one["old"]} if one.get("old") else {})}
            author = str(commit["author"])
            event = Event("file", one["path"], commit["sha"], now, commit["subject"], author, facts)
            found.append(Moment(now, event=event))
        if files:
            found[-1] = replace(found[-1], after=(CHANGES_COMMITTED,))
    return found


def of_runs(path: Path, *, event_s: float) -> list[Moment]:
    """Return the calls of all runs, with what begins before each."""
    given = list(rows(path))
    timed = all(row.get("t") is not None for row in given)
    if timed:
        given.sort(key=lambda row: row["t"])
    found, seen, tasks = [], set(), set()
    for number, row in enumerate(given):
        now, case = float(row["t"]) if timed else number * event_s, row["case"]
        if row["act"] == USER:
            tasks.add(case)
            continue
        before = (
            *((SESSION_STARTED,) if case not in seen else ()),
            *((TASK_GIVEN,) if case in tasks else ()),
        )
        seen.add(case)
        tasks.discard(case)
        found.append(Moment(now, before, Event("tool", row["act"], case, now, None, "agent")))
    return found


def measure(moments: Sequence[Moment], settings: Settings, *, kind: str, without: Sequence[str]) -> Life:
    life = Life(settings, kind=kind, without=without)
    life.half = moments[len(moments) // 2].time
    for moment in moments:
        life.live(moment)
    return life


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--git", type=Path, nargs="*", default=[])
    parser.add_argument("--agent", type=Path, nargs="*", default=[])
    parser.add_argument("--without", nargs="*", default=[], help="manifolds to leave out")
    parser.add_argument(
        "--event-s", type=float, default=10.0, help="seconds an event where there are no times"
    )
    parser.add_argument("--save", type=Path)
    args = parser.parse_args()
    settings = load_settings().settings
    streams = [(path, "file", of_repository(path)) for path in args.git]
    streams += [(path, "tool", of_runs(path, event_s=args.event_s)) for path in args.agent]
    found = {}
    for path, kind, moments in streams:
        name = path.name.split(".")[0]
        found[name] = measure(moments, settings, kind=kind, without=args.without).told()
        print(json.dumps({name: found[name]}, indent=1), flush=True)
    if args.save:
        args.save.write_text(f"{json.dumps(found, indent=1)}\n")


if __name__ == "__main__":
    main()
