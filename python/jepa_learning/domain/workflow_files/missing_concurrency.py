"""Missing concurrency group: a newer commit of a pull request does not end the run of the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.edit import Edit, above_comments
from jepa_learning.domain.workflow_files.node import NOTHING
from jepa_learning.domain.workflow_files.past_runs import PastRuns
from jepa_learning.domain.workflow_files.workflow_file import WorkflowFile, Workflows, jobs_of, triggers_of

KIND: Final = "missing_concurrency"

_GROUP: Final = (
    "concurrency:",
    "  group: ${{ github.workflow }}-${{ github.ref }}",
    "  cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
    "",
)
"""Only runs of pull requests are ended: a run of a branch may publish something."""


def find_missing_concurrency(workflows: Workflows, past: PastRuns) -> Iterator[Blemish]:
    """Give the workflows that run for pull requests and end no run that is overtaken."""
    for file in workflows.files:
        jobs = jobs_of(file) if file.form == "actions" else []
        grouped = file.root.get("concurrency") or all(job.node.get("concurrency") for job in jobs)
        if jobs and not grouped and _runs_anew(file):
            line = file.root.key("jobs").line
            words = "a newer commit of a pull request does not end the run of the one before it"
            title = "end runs of pull requests that are overtaken"
            edit = _edit(file, line)
            yield Blemish(KIND, file, (line,), words, (edit,) if edit else (), title=title)


def _runs_anew(file: WorkflowFile) -> bool:
    """Say whether each new commit of a pull request starts a run."""
    asked = triggers_of(file).get("pull_request")
    types = asked.get("types") if asked is not None else NOTHING
    named = {item.text for item in types.items or (types,)}
    return asked is not None and (not types or "synchronize" in named)


def _edit(file: WorkflowFile, line: int) -> Edit | None:
    """Put the group before the jobs; where these stand in brackets nothing is put in."""
    if file.root.is_flow or file.root.key("jobs").column:
        return None
    lines = file.text.splitlines()
    after = above_comments(lines, line)
    gap = ("",) if after and lines[after - 1].strip() else ()
    return Edit(after, (*gap, *_GROUP))
