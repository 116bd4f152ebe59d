"""Duplicated steps: jobs, or steps of a runner's workflow, that say the same over again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.node import Node, plain
from jepa_learning.domain.workflow_files.past_runs import PastRuns
from jepa_learning.domain.workflow_files.workflow_file import Job, Step, WorkflowFile, Workflows, jobs_of

KIND: Final = "duplicated_steps"

_FEWEST: Final = 3
"""Checkout and one tool are in every job; three steps alike are a piece of their own."""

Place = tuple[WorkflowFile, Job, tuple[Step, ...]]


def find_duplicated_steps(workflows: Workflows, past: PastRuns) -> Iterator[Blemish]:
    """Give what jobs have in common from their first step on, and calls that a runner's workflow repeats."""
    places: dict[tuple[object, ...], list[Place]] = {}
    for file in workflows.files:
        for job in jobs_of(file) if file.form == "actions" else ():
            if len(job.steps) >= _FEWEST:
                head = tuple(step.does for step in job.steps[:_FEWEST])
                places.setdefault(head, []).append((file, job, job.steps))
    yield from (_shared(found) for found in places.values() if len(found) > 1)
    for file in workflows.files:
        yield from _repeated_calls(file)


def _shared(places: Sequence[Place]) -> Blemish:
    length = _in_common([steps for _, _, steps in places])
    (file, _, steps), *others = places
    names = ", ".join(sorted({job.key.text for _, job, _ in places}))
    words = (
        f"the first {length} steps are the same in {len(places)} jobs ({names}): one composite action could "
        "be all of them"
    )
    elsewhere = tuple(f"{other.path}:{found[0].node.line}" for other, _, found in others)
    return Blemish(KIND, file, (steps[0].node.line,), words, elsewhere=elsewhere)


def _in_common(all_steps: Sequence[Sequence[Step]]) -> int:
    alike = [len({step.does for step in steps}) == 1 for steps in zip(*all_steps, strict=False)]
    return alike.index(False) if False in alike else len(alike)


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
