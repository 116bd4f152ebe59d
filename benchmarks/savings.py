"""Savings: proposals learnt on the first 70 % of a stream, replayed on the last 30 %.

    .venv/bin/python -m benchmarks.savings DIR/shell/*.gz DIR/agent/*.gz [--json FILE]

Says how many events the proposals spare of the later part, all of them together, and how near what was
foretold comes to it. Streams without times hold each person's whole history as one case: each is a stream.
A saving supposes that a new name is used whenever it could be; that is what a replay can tell, and no more.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event
from jepa_learning.domain.proposals.propose import (
    ProposeOptions,
    is_worth_it,
    kept_with_uses,
    names_taken,
    put_together,
    remedies_for,
    uses_together,
)
from jepa_learning.domain.proposals.remedy import Remedy
from jepa_learning.domain.proposals.saving import Saving, Use, foretell, total
from jepa_learning.domain.waste.find import find_waste
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

AGREES = 0.25


@dataclass(frozen=True)
class Row:
    """One proposal: what was foretold of it, and what it spared."""

    title: str
    form: str
    names: int
    foretold: float
    low: float
    high: float
    realised: float


def read_streams(path: Path) -> Iterator[tuple[str, list[Event]]]:
    """Give the streams of a file: one, or one for each person where there are no times."""
    kind = "tool" if path.parent.name == "agent" else "command"
    people: dict[str, list[Event]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for number, row in enumerate(map(json.loads, rows)):
            one_each = kind == "command" and row.get("t") is None
            facts = {"ordinal": number, "project": "/p", **({"exit": row["rc"]} if "rc" in row else {})}
            event = Event(kind, _activity(kind, row), row["case"], row.get("t"), attributes=facts)
            people.setdefault(row["case"] if one_each else "", []).append(event)
    for person, events in people.items():
        yield f"{path.name.split('.')[0]} {person}".strip(), events


def _activity(kind: str, row: dict[str, str]) -> str:
    argument = (row.get("arg") or "").split("\n")[0][:300]
    if kind == "command":
        return argument or row["act"]
    tool = row.get("tool") or row["act"]
    tool = "Bash" if row["act"].lower().startswith("bash:") else tool
    return f"{tool} {argument}".strip()


def replay(
    events: list[Event], waste: WasteOptions, propose: ProposeOptions, gap_s: float
) -> tuple[float, list[Row]]:
    """Return the share of the later events that is spared, and the proposals."""
    cut = int(len(events) * propose.learn_share)
    learnt, later = (History(part, gap_s=gap_s) for part in (events[:cut], events[cut:]))
    taken = names_taken(learnt.acts)
    made = list(
        remedies_for(
            find_waste(learnt, waste),
            taken=taken,
            project="/p",
            most_preloaded=propose.most_preloaded,
            soon_s=waste.soon_s,
        )
    )

    def expect(remedy: Remedy, uses: Sequence[Use]) -> Saving:
        return foretell(uses, acts=len(learnt.acts), ahead=len(later.acts), carries=propose.carries_over)

    together = put_together(made, learnt, expect, propose)
    kept = kept_with_uses(together, learnt, lambda one, uses: is_worth_it(one, expect(one, uses), propose))
    later_uses = uses_together([remedy for remedy, _ in kept], later)
    rows = []
    for (remedy, before), after in zip(kept, later_uses, strict=True):
        expected = expect(remedy, before)
        if expected.events > 0:
            real = total(after).events
            names = max(1, len(remedy.members))
            rows.append(
                Row(remedy.title, remedy.form, names, expected.events, expected.low, expected.high, real)
            )
    return sum(row.realised for row in rows) / max(1, len(later.acts)), rows


def agrees(row: Row) -> bool:
    return abs(row.foretold - row.realised) <= AGREES * max(row.foretold, row.realised)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("streams", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--most", type=int, default=5000, help="events of each stream (default: 5000)")
    parser.add_argument("--people", type=int, default=1000, help="of each file at most so many streams")
    parser.add_argument("--show", action="store_true", help="print every proposal")
    asked = parser.parse_args()
    settings = load_settings().settings.optimize
    waste = WasteOptions(**settings.waste.model_dump())
    propose = ProposeOptions(**settings.proposals.model_dump())
    files: dict[str, float] = {}
    every: list[Row] = []
    costly = streams = 0
    began = time.process_time()
    for path in asked.streams:
        spared: list[float] = []
        of_file: list[Row] = []
        for name, events in list(read_streams(path))[: asked.people]:
            most = (
                asked.most if len(events) > asked.most and path.name.startswith("schonlau") else len(events)
            )
            share, rows = replay(events[:most], waste, propose, settings.session_gap_s)
            spared.append(share)
            of_file += rows
            costly += any(row.realised < propose.adoption_events * row.names for row in rows)
            streams += 1
            if asked.show:
                for row in rows:
                    print(
                        f"    {name}: {row.foretold:7.1f} [{row.low:.0f}, {row.high:.0f}] "
                        f"{row.realised:7.1f}  {row.title[:90]}"
                    )
        files[path.name] = mean(spared)
        every += of_file
        near = sum(map(agrees, of_file))
        print(
            f"{path.name}: {len(spared)} streams, {len(of_file)} proposals spare {mean(spared):.1%}; "
            f"{near} agree"
        )
    near = sum(map(agrees, every)) / max(1, len(every))
    held = sum(row.low <= row.realised <= row.high for row in every) / max(1, len(every))
    print(
        f"mean of the files {mean(files.values()):.1%}; "
        f"{len(every)} proposals, {near:.0%} within 25 %, {held:.0%} "
        f"within their interval; {costly} of {streams} streams have one that costs more than it saves"
    )
    if asked.json:
        asked.json.write_text(
            json.dumps(
                {
                    "files": files,
                    "mean": mean(files.values()),
                    "proposals": len(every),
                    "within_25": near,
                    "within_interval": held,
                    "streams": streams,
                    "costly_streams": costly,
                    "seconds": round(time.process_time() - began, 1),
                },
                indent=2,
            )
            + "\n"
        )


if __name__ == "__main__":
    main()
