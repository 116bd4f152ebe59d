"""Duplicated steps: jobs, or steps of a runner's workflow, that say the same over again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.composite_action import Run, share_steps
from jepa_learning.domain.workflow_files.named_steps import name_steps
from jepa_learning.domain.workflow_files.node import Node, plain
from jepa_learning.domain.workflow_files.past_runs import PastRuns
from jepa_learning.domain.workflow_files.workflow_file import Job, WorkflowFile, Workflows, jobs_of

KIND: Final = "duplicated_steps"

_FEWEST: Final = 3
"""Checkout and one tool are in every job; three steps alike are a piece of their own."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where steps stand: the file, the job, and the number of the first of them."""

    file: WorkflowFile
    job: Job
    first: int

    def steps(self, length: int) -> tuple[object, ...]:
        """Return what so many steps from here do; fewer where the job ends before."""
        return tuple(step.does for step in self.job.steps[self.first : self.first + length])

    @property
    def line(self) -> int:
        """Where the first of them stands."""
        return self.job.steps[self.first].node.line

    def __str__(self) -> str:
        return f"{self.file.path}:{self.line}"


def find_duplicated_steps(workflows: Workflows, past: PastRuns) -> Iterator[Blemish]:
    """Give what several jobs do, three steps or more in a row, and calls that a runner's workflow repeats."""
    alike: dict[tuple[object, ...], list[_Place]] = {}
    for place in _places(workflows):
        alike.setdefault(place.steps(_FEWEST), []).append(place)
    shared = [places for places in map(_apart, alike.values()) if len(places) > 1]
    named: list[Blemish] = []
    for places in shared:
        if not _goes_on(places):
            named.append(_shared(places, named, workflows))
    yield from named
    for file in workflows.files:
        yield from _repeated_calls(file)


def _places(workflows: Workflows) -> Iterator[_Place]:
    for file in workflows.files:
        for job in jobs_of(file) if file.form == "actions" else ():
            for first in range(len(job.steps) - _FEWEST + 1):
                yield _Place(file, job, first)


def _apart(places: Sequence[_Place]) -> Sequence[_Place]:
    """Return one place of each job, and of those that an alias repeats one in all."""
    of_jobs = {id(place.job): place for place in reversed(places)}
    written = {(place.file.path, place.line): place for place in of_jobs.values()}
    return list(written.values())[::-1]


def _goes_on(places: Sequence[_Place]) -> bool:
    """Say whether all of them stand behind a step that they share, too: what begins there has them."""
    before = [place.job.steps[place.first - 1].does if place.first else None for place in places]
    return None not in before and len(set(before)) == 1


def _shared(places: Sequence[_Place], before: Sequence[Blemish], workflows: Workflows) -> Blemish:
    """Say what steps are shared; name those of one file, but for steps that were named `before`, and make an
    action of those of several.
    """
    length = _FEWEST
    while (
        len({place.steps(length + 1) for place in places}) == 1 and len(places[0].steps(length + 1)) > length
    ):
        length += 1
    names = ", ".join(sorted({place.job.key.text for place in places}))
    words = f"{length} steps in a row are the same in {len(places)} jobs ({names})"
    first, *others = places
    runs = [place.job.steps[place.first : place.first + length] for place in places]
    beside = [edit for one in before if one.file.path == first.file.path for edit in one.edits]
    lines = {step.node.line for run in runs for step in run}
    is_one_file = len({place.file.path for place in places}) == 1
    is_free = lines.isdisjoint(edit.after + 1 for edit in beside)
    edits = name_steps(first.file.text, runs, beside=beside) if is_one_file and is_free else ()
    there = [Run(place.file, place.job, place.first, length) for place in places]
    taken = {*workflows.tracked, *(one.shared.path for one in before if one.shared)}
    shared = share_steps(there, taken) if not is_one_file else None
    return Blemish(
        KIND,
        first.file,
        (first.line,),
        words if edits or shared else f"{words}: one composite action could do",
        edits,
        "same",
        f"write {length} steps once that {len(places)} jobs share ({names}), and refer to them by name",
        elsewhere=tuple(map(str, others)),
        shared=shared,
    )


def _repeated_calls(file: WorkflowFile) -> Iterator[Blemish]:
    calls: dict[object, list[Node]] = {}
    steps = file.root.get("workflow_config", "steps").items or () if file.form == "runner" else ()
    for node in (one for step in steps for one in (step, *(step.get("parallel").items or ()))):
        if node.get("command"):
            calls.setdefault((node.get("command").text, plain(node.get("args"))), []).append(node)
    for nodes in calls.values():
        if len(nodes) > 1:
            words = f"{nodes[0].get('command').text} is called {len(nodes)} times with the same arguments"
            yield Blemish(KIND, file, tuple(node.line for node in nodes), words)
