"""Context thrash: back and forth between two or three projects, with a few acts in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.waste.finding import Finding, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "context_thrash"

_MOST_PROJECTS: Final = 3
_LONGEST_STAY: Final = 3  # acts


def find_context_thrash(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give, for every set of projects, the stretches in which somebody switched between them again and
    again.
    """
    found: dict[tuple[str, ...], list[Sequence[Act]]] = {}
    timed = sorted((act for act in history.acts if act.project and act.time), key=lambda act: act.time or 0.0)
    for author in {act.author for act in timed}:
        stays = _stays([act for act in timed if act.author == author and act.kind != "step"])
        for stretch in _stretches(stays, options):
            projects = tuple(sorted({act.project for act in stretch}))
            found.setdefault(projects, []).append(stretch)
    for projects, stretches in found.items():
        switches = sum(a.project != b.project for stretch in stretches for a, b in pairwise(stretch))
        words = f"{switches} switches between {' and '.join(projects)} in {len(stretches)} stretches of work"
        lost = float(switches - len(stretches) * (len(projects) - 1))
        yield Finding(KIND, projects, words, len(stretches), lost, lost_time(stretches), newest(stretches))


def _stays(acts: Sequence[Act]) -> list[list[Act]]:
    stays: list[list[Act]] = []
    for act in acts:
        if stays and stays[-1][-1].project == act.project:
            stays[-1].append(act)
        else:
            stays.append([act])
    return stays


def _stretches(stays: Sequence[list[Act]], options: WasteOptions) -> Iterator[Sequence[Act]]:
    """Give the longest runs of short stays in few projects, each soon after the one before."""
    run: list[list[Act]] = []
    for stay in [*stays, []]:
        if stay and _goes_on(run, stay, options):
            run.append(stay)
            continue
        if len(run) > options.switches:
            yield [act for one in run for act in one]
        run = [stay] if stay and len(stay) <= _LONGEST_STAY else []


def _goes_on(run: Sequence[list[Act]], stay: Sequence[Act], options: WasteOptions) -> bool:
    if not run or len(stay) > _LONGEST_STAY:
        return False
    projects = {one[0].project for one in run} | {stay[0].project}
    pause = (stay[0].time or 0.0) - (run[-1][-1].time or 0.0)
    return len(projects) <= _MOST_PROJECTS and pause <= options.soon_s
