"""Seeded waste: kinds of waste planted into real streams, found or not, beside a finder that only counts.

    .venv/bin/python -m benchmarks.waste DIR... [--json FILE]

DIR holds streams as lines of JSON (`shell/*.jsonl.gz`, `agent/*`, `git/*`, `workflow/*`). Into each,
instances of the kinds of waste that fit are planted. The stream itself is shuffled first: how often
everything happens stays as it was, its order is gone, so that a finding that cites no planted event is
false by construction. What a real stream wastes by itself is not judged. An instance is found where a
finding of its kind cites half of its events or more.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event
from jepa_learning.domain.waste.find import find_waste
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

START = 1.7e9
MOST_EVENTS = 6000
"""Of a stream: its first ones."""


@dataclass(frozen=True)
class Seed:
    """A kind of waste: what its finding is called, and one instance after the other."""

    name: str
    kind: str
    instance: Callable[[int, random.Random], list[tuple[str, dict[str, object]]]]
    times: int


def lines(*words: str, **facts: object) -> list[tuple[str, dict[str, object]]]:
    return [(word, dict(facts)) for word in words]


def read_seeds(rng: random.Random) -> dict[str, list[Seed]]:
    """Return the seeds for each kind of stream."""
    z = rng.randrange(1000)
    command = [
        Seed(
            "sequence",
            "repeated_sequence",
            lambda n, r: lines(f"zbuild{z} --all", f"ztest{z} -q", f"zship{z}"),
            8,
        ),
        Seed(
            "sequence with arguments",
            "repeated_sequence",
            lambda n, r: lines(f"zmk{z} d{n}/x", f"zgo{z} d{n}/x"),
            9,
        ),
        Seed(
            "long line",
            "long_command",
            lambda n, r: lines(f"zdeploy{z} --region eu-west --profile work --verbose"),
            8,
        ),
        Seed("slip", "mistyped", lambda n, r: slip(n, f"z{z}runnre", f"z{z}runner"), 12),
        Seed("retry with fixes", "retry_loop", lambda n, r: retry(f"zmake{z}", f"zvi{z} a.c", 3 + n % 2), 3),
        Seed("retry without", "retry_loop", lambda n, r: retry(f"zfetch{z}", "", 4), 2),
        Seed("edit and run", "work_loop", lambda n, r: lines(*[f"zed{z} b.c", f"zcc{z} b.c"] * 4), 2),
        Seed("polling", "polling", lambda n, r: lines(*[f"kubectl get pods -n z{z}"] * 6), 3),
        Seed("polling with sleep", "polling", lambda n, r: lines(*[f"gh run view {z}", "sleep 30"] * 5), 3),
        Seed("forgotten step", "forgotten_step", lambda n, r: forgotten(n, f"zcheck{z}", f"zpush{z}"), 14),
        Seed(
            "unchanged run",
            "unchanged_run",
            lambda n, r: lines(*[f"zfull{z}"] * 2, duration_s=120, exit=0),
            3,
        ),
        Seed("thrash", "context_thrash", lambda n, r: thrash(z), 2),
    ]
    tool = [
        Seed(
            "read again",
            "repeated_read",
            lambda n, r: lines(*[f"Read z{z}/a.py", f"Think {n}", f"Read z{z}/a.py"] * 2),
            4,
        ),
        Seed("agent polls", "polling", lambda n, r: lines(*[f"Bash gh run view {z}"] * 6), 3),
        Seed("agent retries", "retry_loop", lambda n, r: retry(f"Bash zpytest{z}", f"Edit z{z}/b.py", 4), 3),
        Seed(
            "agent's sequence",
            "repeated_sequence",
            lambda n, r: lines(f"Bash zfmt{z}", f"Bash zlint{z}", f"Bash zdoc{z}"),
            8,
        ),
    ]
    step = [
        Seed("side by side", "parallel_steps", lambda n, r: either(n, f"zlint{z}", f"zunit{z}"), 8),
        Seed("rework", "repeated_step", lambda n, r: rework(n, f"zscan{z}", f"zsign{z}"), 12),
    ]
    return {"command": command, "tool": tool, "step": step, "file": []}


def slip(n: int, wrong: str, right: str) -> list[tuple[str, dict[str, object]]]:
    return lines(f"{wrong} x{n}", f"{right} x{n}") if n % 3 == 2 else lines(f"{right} x{n}")


def retry(run: str, fix: str, failures: int) -> list[tuple[str, dict[str, object]]]:
    body = lines(run, exit=1) + (lines(fix, exit=0) if fix else [])
    return body * failures + lines(run, exit=0)


def forgotten(n: int, check: str, push: str) -> list[tuple[str, dict[str, object]]]:
    return lines(push, check, push) if n % 3 == 2 else lines(check, push)


def thrash(z: int) -> list[tuple[str, dict[str, object]]]:
    return [(f"zwork{z} {n}", {"project": f"/z{n % 2}"}) for n in range(10)]


def either(n: int, one: str, other: str) -> list[tuple[str, dict[str, object]]]:
    return lines(*((one, other) if n % 2 else (other, one)), duration_s=90, exit=0)


def rework(n: int, one: str, other: str) -> list[tuple[str, dict[str, object]]]:
    return lines(one, other, one) if n % 5 == 4 else lines(one, other)


IS_WASTE: dict[str, Callable[[int], bool]] = {
    "forgotten step": lambda n: n % 3 == 2,
    "slip": lambda n: n % 3 == 2,
    "rework": lambda n: n % 5 == 4,
}
"""Where some of what is planted is only the habit that others break."""


def read_stream(path: Path) -> tuple[str, list[Event]]:
    kind = {"shell": "command", "agent": "tool", "workflow": "step", "git": "file"}[path.parent.name]
    events: list[Event] = []
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for number, row in enumerate(map(json.loads, rows)):
            events += list(_commit(row) if kind == "file" else _one(kind, row, number))
            if len(events) >= MOST_EVENTS:
                break
    return kind, events


def _one(kind: str, row: dict[str, object], number: int) -> Iterator[Event]:
    argument = str(row.get("arg") or "").split("\n")[0][:300]
    named = f"{row['act']} {argument}".strip() if kind == "tool" else argument or str(row["act"])
    facts: dict[str, str | int | float | bool | None] = {"ordinal": number}
    if isinstance(row.get("rc"), int):
        facts["exit"] = int(str(row["rc"]))
    when = row.get("t")
    yield Event(
        kind, named, str(row["case"]), float(str(when)) if when is not None else None, attributes=facts
    )


def _commit(row: dict[str, object]) -> Iterator[Event]:
    files = row["files"]
    assert isinstance(files, list)
    for file in files[:30]:
        facts = {"status": file["status"]}
        yield Event(
            "file",
            file["path"],
            str(row["sha"]),
            float(str(row["t"])),
            str(row["subject"]),
            str(row["author"]),
            facts,
        )


def shuffled(events: Sequence[Event], rng: random.Random) -> list[Event]:
    """Give every place of the stream another of its events: order is gone, frequency stays."""
    others = list(events)
    rng.shuffle(others)
    return [
        replace(
            there,
            activity=other.activity,
            attributes={**other.attributes, "ordinal": n},
            time=START + 40.0 * n,
        )
        for n, (there, other) in enumerate(zip(events, others, strict=True))
    ]


def planted(
    kind: str, background: Sequence[Event], rng: random.Random
) -> tuple[list[Event], list[tuple[Seed, list[Event]]]]:
    """Put every instance into a gap of the background, in a session of its own."""
    stream, instances = list(background), []
    for seed in read_seeds(rng)[kind]:
        for number in range(seed.times):
            at = START + rng.randrange(max(1, len(background))) * 40.0
            made = [
                Event(
                    kind,
                    line,
                    f"planted {seed.name} {number}",
                    at + 5.0 * n,
                    attributes={**facts, "ordinal": 10**7 + n},
                )
                for n, (line, facts) in enumerate(seed.instance(number, rng))
            ]
            stream += made
            if IS_WASTE.get(seed.name, lambda n: True)(number):
                instances.append((seed, made))
    stream.sort(key=lambda event: event.time or 0.0)
    return stream, instances


def planted_commits(
    background: Sequence[Event], rng: random.Random
) -> tuple[list[Event], list[tuple[Seed, list[Event]]]]:
    stream, instances = list(background), []
    for name, kind, status in (
        ("fixing commit", "fixing_commit", "M"),
        ("revert", "work_undone", "M"),
        ("short-lived file", "work_undone", "AD"),
    ):
        for number in range(4):
            at = START + rng.randrange(max(1, len(background))) * 40.0
            first = f"Change z{number} {name}"
            second = {"fixing commit": "Fix lint", "revert": f'Revert "{first}"'}.get(name, "Clean up")
            statuses = status * 2 if len(status) == 1 else status
            made = [
                Event(
                    "file",
                    f"z/{name}{number}.py",
                    f"{name} {number} {n}",
                    at + 20.0 * n,
                    subject,
                    "planter",
                    {"status": statuses[n]},
                )
                for n, subject in enumerate((first, second))
            ]
            stream += made
            instances.append((Seed(name, kind, lambda n, r: [], 1), made))
    made, forgotten = left_out(background, rng)
    stream += made
    instances += [
        (Seed("missing companion", "missing_companion", lambda n, r: [], 1), one) for one in forgotten
    ]
    stream.sort(key=lambda event: event.time or 0.0)
    return stream, instances


def left_out(background: Sequence[Event], rng: random.Random) -> tuple[list[Event], list[list[Event]]]:
    """Return commits of a pair of files, and those that lack the second, each with its repair."""
    span = max(1, len(background)) * 40.0
    times = sorted(START + rng.random() * span for _ in range(12))
    habit = [
        change(f"pair {n}", path, at) for n, at in enumerate(times[:8]) for path in ("z/a.toml", "z/a.lock")
    ]
    pairs = [
        [change(f"half {n}", "z/a.toml", at), change(f"rest {n}", "z/a.lock", at + 20.0)]
        for n, at in enumerate(times[8:])
    ]
    return habit + [event for pair in pairs for event in pair], pairs


def change(case: str, path: str, at: float) -> Event:
    return Event("file", path, f"companion {case}", at, "Change it", "planter", {"status": "M"})


def count_only(stream: Sequence[Event]) -> list[tuple[str, ...]]:
    """Find by frequency alone: the sequences of two to four and the lines that come back most."""
    counts: Counter[tuple[str, ...]] = Counter()
    cases: dict[str, list[Event]] = {}
    for event in stream:
        cases.setdefault(event.case, []).append(event)
    ids: dict[tuple[str, ...], list[str]] = {}
    for events in cases.values():
        for n in (2, 3, 4):
            for start in range(len(events) - n + 1):
                window = events[start : start + n]
                key = tuple(event.activity for event in window)
                counts[key] += 1
                ids.setdefault(key, []).extend(event.id for event in window)
    return [tuple(ids[key]) for key, count in counts.most_common(60) if count >= 5]


WITHOUT_ORDER = {"long_command", "repeated_read"}


def judge(
    cited: Sequence[tuple[str | None, frozenset[str]]], instances: Sequence[tuple[Seed, list[Event]]]
) -> tuple[dict[str, list[int]], int]:
    """Return for each kind of seed found and planted, and how many findings cite nothing that was planted."""
    found: dict[str, list[int]] = {}
    everything = {event.id for _, events in instances for event in events}
    for seed, events in instances:
        ids = {event.id for event in events}
        hit = any(kind in (None, seed.kind) and len(ids & one) * 2 >= len(ids) for kind, one in cited)
        tally = found.setdefault(seed.name, [0, 0])
        tally[0] += hit
        tally[1] += 1
    return found, sum(not one & everything for _, one in cited)


def ids_of(finding: Finding) -> frozenset[str]:
    return frozenset(act.id for instance in finding.instances for act in instance)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("streams", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    settings = load_settings().settings.optimize
    options = WasteOptions(**settings.waste.model_dump())
    total: dict[str, list[int]] = {}
    plain: dict[str, list[int]] = {}
    false = findings = apart = plain_false = plain_findings = 0
    began = time.process_time()
    for path in asked.streams:
        rng = random.Random(f"{asked.seed} {path.name}")
        kind, events = read_stream(path)
        background = shuffled(events, rng)
        stream, instances = (planted_commits if kind == "file" else lambda b, r, k=kind: planted(k, b, r))(
            background, rng
        )
        made = [
            (one.kind, ids_of(one))
            for one in find_waste(History(stream, gap_s=settings.session_gap_s), options)
        ]
        found, wrong = judge([one for one in made if one[0] not in WITHOUT_ORDER], instances)
        found, apart_too = judge(made, instances)
        apart += apart_too - wrong
        counted = [(None, frozenset(ids)) for ids in count_only(stream)]
        plainly, plain_wrong = judge(counted, instances)
        false, findings = false + wrong, findings + sum(kind not in WITHOUT_ORDER for kind, _ in made)
        plain_false, plain_findings = plain_false + plain_wrong, plain_findings + len(counted)
        for result, into in ((found, total), (plainly, plain)):
            for name, (hits, many) in result.items():
                into[name] = [a + b for a, b in zip(into.get(name, [0, 0]), (hits, many), strict=True)]
        hits = sum(one for one, _ in found.values())
        print(f"{path.name}: {hits} of {len(instances)} found, {wrong} of {len(made)} findings false")
    for name in sorted(total):
        print(f"  {name:26} {total[name][0]:4} of {total[name][1]:4}   counting alone {plain[name][0]:4}")
    share = [
        sum(n for n, _ in one.values()) / max(1, sum(n for _, n in one.values())) for one in (total, plain)
    ]
    alarms = [false / max(1, findings), plain_false / max(1, plain_findings)]
    counting = f"counting alone {share[1]:.1%}", f"counting alone {alarms[1]:.1%}"
    print(f"{len(total)} kinds: found {share[0]:.1%} ({counting[0]}), false {alarms[0]:.1%} ({counting[1]})")
    print(
        f"{apart} findings that need no order, beside the planted ones: with them, "
        f"false {(false + apart) / max(1, findings + apart):.1%}"
    )
    if asked.json:
        asked.json.write_text(
            json.dumps(
                {
                    "kinds": total,
                    "counting_alone": plain,
                    "found": share[0],
                    "false": alarms[0],
                    "false_with_kinds_without_order": (false + apart) / max(1, findings + apart),
                    "counting_found": share[1],
                    "counting_false": alarms[1],
                    "seconds": round(time.process_time() - began, 1),
                },
                indent=2,
            )
            + "\n"
        )


if __name__ == "__main__":
    main()
