"""New tools: whether what is known of a similar tool would help to foresee what follows a new one.

    .venv/bin/python -m benchmarks.new_tools DIR/shell/*.gz DIR/agent/{claude,miniswe}*.gz [--json FILE]

A tool is new where it is first used behind a fifth of a stream, and is used five times or more. Behind each
of its first uses it is asked what comes next, and the answer is mixed with what followed similar tools in the
same stream, the less the more often the new one was used. Alike are tools by the letters of their names
(`name`), or by what came before and behind them until then (`company`); `hindsight` takes the one tool that
will turn out most alike, which nobody can know. It also counts how many of a new tool's lines are those of a
similar tool with another name in front. Of schonlau every other person is asked.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from math import comb, log, sqrt
from pathlib import Path

from benchmarks.savings import read_streams

from jepa_learning import Event, Query
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.patterns.act import act_of
from jepa_learning.domain.waste.effects import program_of

LATE, LEAST, FIRST = 0.2, 5, 20
ALIKE, KNOWN = 0.6, 10
WEIGHTS = (0.1, 0.25, 1.0)

Counts = Mapping[str, Counter[str]]
Step = tuple[str, str, str]


@dataclass
class Seen:
    """What a stream has shown so far, and what of it nobody can know yet."""

    future: Counts
    uses: Counter[str] = field(default_factory=Counter)
    before: Counts = field(default_factory=lambda: defaultdict(Counter))
    behind: Counts = field(default_factory=lambda: defaultdict(Counter))


def by_name(tool: str, seen: Seen) -> dict[str, float]:
    found = {one: likeness(tool, one) for one in seen.uses if one != tool}
    return {one: value * min(seen.uses[one], FIRST) for one, value in found.items() if value >= ALIKE}


def by_company(tool: str, seen: Seen) -> dict[str, float]:
    known = [one for one, count in seen.uses.items() if one != tool and count >= KNOWN]
    sides = (seen.before, seen.behind)
    found = {one: sum(cosine(side[tool], side[one]) for side in sides) / 2 for one in known}
    return {one: value for one, value in found.items() if value > ALIKE}


def in_hindsight(tool: str, seen: Seen) -> dict[str, float]:
    known = [one for one, count in seen.uses.items() if one != tool and count >= KNOWN and seen.future[one]]
    best = min(known, key=lambda one: divergence(seen.future[tool], seen.future[one]), default=None)
    return {best: 1.0} if best is not None and seen.future[tool] else {}


LIKE: dict[str, Callable[[str, Seen], dict[str, float]]] = {
    "name": by_name,
    "company": by_company,
    "hindsight": in_hindsight,
}


def likeness(one: str, other: str) -> float:
    short = min(len(one), len(other)) < 2
    return 0.0 if short else SequenceMatcher(None, one.split(":")[-1], other.split(":")[-1]).ratio()


def cosine(one: Counter[str], other: Counter[str]) -> float:
    dot = sum(count * other[name] for name, count in one.items())
    lengths = [sqrt(sum(count * count for count in of.values())) for of in (one, other)]
    return dot / (lengths[0] * lengths[1]) if dot else 0.0


def divergence(one: Counter[str], other: Counter[str]) -> float:
    """Return the Jensen-Shannon divergence, in nats."""
    totals, found = (one.total(), other.total()), 0.0
    for name in {*one, *other}:
        shares = one[name] / totals[0], other[name] / totals[1]
        middle = sum(shares) / 2
        found += sum(share * log(share / middle) / 2 for share in shares if share)
    return found


def lent(tool: str, seen: Seen, like: Mapping[str, float]) -> Counter[str]:
    """Return what followed the tools that are alike, as shares."""
    found: Counter[str] = Counter()
    for one, weight in like.items():
        for name, count in seen.behind[one].items():
            found[name] += weight / sum(like.values()) * count / seen.behind[one].total()  # type: ignore[assignment]
    return found


def place_of(wanted: str, ranked: Sequence[str]) -> int:
    return ranked.index(wanted) + 1 if wanted in ranked else 0


def ask(steps: Sequence[Step], kind: str) -> Iterator[tuple[str, float, int, int]]:
    """Give, for each question behind a new tool, what is alike, the weight of that, and the place of what
    came in the answer, alone and mixed; 0 where it is not in it.
    """
    learner = build_learner(load_settings().settings, without=["event_jepa"])
    future: Counts = defaultdict(Counter)
    for (case, tool, _), (other, follower, _) in pairwise(steps):
        if case == other:
            future[tool][follower] += 1
    seen, new, last = Seen(future), new_tools(steps), ("", "")
    for number, (case, tool, _) in enumerate(steps):
        if last[0] == case and last[1] in new and seen.uses[last[1]] <= FIRST:
            said = learner.predict_one(Query(kind, case, float(number)), k=40).candidates
            shares = {one.activity: one.probability for one in said}
            own = [one.activity for one in said]
            for name, like in LIKE.items():
                more = lent(last[1], seen, like(last[1], seen))
                for weight in WEIGHTS if more else ():
                    share = weight / (weight + seen.uses[last[1]])
                    mixed = {
                        one: (1 - share) * shares.get(one, 0.0) + share * more[one]
                        for one in {*shares, *more}
                    }
                    order = {one: rank for rank, one in enumerate(own)}
                    ranked = sorted(mixed, key=lambda one: (-mixed[one], order.get(one, len(order))))
                    yield name, weight, place_of(tool, own), place_of(tool, ranked)
        learner.learn_one(Event(kind, tool, case, float(number), attributes={"ordinal": number}))
        if last[0] == case:
            seen.before[tool][last[1]] += 1
            seen.behind[last[1]][tool] += 1
        seen.uses[tool] += 1
        last = case, tool


def new_tools(steps: Sequence[Step]) -> set[str]:
    first, uses = dict[str, int](), Counter(tool for _, tool, _ in steps)
    for number, (_, tool, _) in enumerate(steps):
        first.setdefault(tool, number)
    return {tool for tool, at in first.items() if at >= LATE * len(steps) and uses[tool] >= LEAST}


def lines_of(steps: Sequence[Step]) -> Counter[str]:
    """Count the first lines of new tools: all, those that were there, and those of a similar tool."""
    new, uses, known = new_tools(steps), Counter[str](), defaultdict[str, set[str]](set)
    found: Counter[str] = Counter()
    for _, tool, line in steps:
        rest = line.partition(" ")[2]
        if tool in new and uses[tool] < FIRST and rest:
            found["lines"] += 1
            found["were there"] += tool in known[rest]
            found["of a similar tool"] += tool not in known[rest] and any(
                likeness(tool, one) >= ALIKE for one in known[rest]
            )
        uses[tool] += 1
        known[rest].add(tool)
    return found


def chance(better: int, worse: int) -> float:
    """Return how likely such a difference is by chance alone: the sign test, two-sided."""
    both = better + worse
    tail = sum(comb(both, k) for k in range(max(better, worse), both + 1))
    return min(1.0, 2 * tail / 2**both)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("streams", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--most", type=int, default=12000, help="events of each stream (default: 12000)")
    asked = parser.parse_args()
    ranks: dict[tuple[str, float], list[tuple[int, int]]] = defaultdict(list)
    lines: Counter[str] = Counter()
    for path in asked.streams:
        for number, (_, events) in enumerate(read_streams(path)):
            if path.name.startswith("schonlau") and number % 2:  # every other person
                continue
            most = 5000 if path.name.startswith("schonlau") else asked.most
            steps = [(one.case, program_of(act_of(one)), one.activity) for one in events[:most]]
            lines += lines_of(steps)
            for name, weight, alone, mixed in ask(steps, events[0].kind):
                ranks[name, weight].append((alone, mixed))
    rows = [row_of(name, weight, found) for (name, weight), found in sorted(ranks.items())]
    for row in rows:
        print(json.dumps(row))
    print(dict(lines))
    if asked.json:
        asked.json.write_text(json.dumps({"rows": rows, "lines": lines}, indent=2) + "\n")


def row_of(name: str, weight: float, found: Sequence[tuple[int, int]]) -> dict[str, object]:
    row: dict[str, object] = {"alike by": name, "weight": weight, "questions": len(found)}
    for k in (1, 5):
        hits = [tuple(0 < place <= k for place in pair) for pair in found]
        better = sum(after and not before for before, after in hits)
        worse = sum(before and not after for before, after in hits)
        row[f"hit@{k}"] = round(sum(before for before, _ in hits) / len(hits), 4)
        row[f"hit@{k} mixed"] = round(sum(after for _, after in hits) / len(hits), 4)
        row[f"chance@{k}"] = round(chance(better, worse), 3)
    return row


if __name__ == "__main__":
    main()
