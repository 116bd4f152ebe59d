"""Past runs: what the event log knows of the steps of a workflow file, and of what its project changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from statistics import median

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.waste.history import Commit, History
from jepa_learning.domain.workflow_files.workflow_file import Step, WorkflowFile


class PastRuns:
    """Looks into a history.

    Args:
        history: Of the project.
    """

    def __init__(self, history: History) -> None:
        self._steps: dict[tuple[str, str], list[Act]] = {}
        self._workflows: dict[str, list[Act]] = {}
        for act in history.acts:
            if act.kind == "step" and act.workflow:
                self._steps.setdefault((act.workflow, act.line), []).append(act)
                self._workflows.setdefault(act.workflow, []).append(act)
        self.commits: Sequence[Commit] = history.commits

    def of(self, file: WorkflowFile, step: Step | None = None) -> Sequence[Act]:
        """Return what is known of a step, or of all steps of a workflow, the oldest first."""
        if step is None:
            return self._workflows.get(file.name, [])
        return self._steps.get((file.name, step.name), [])

    def words(self, acts: Sequence[Act]) -> str:
        """Return how long a step took, as the end of a sentence; empty where nobody knows."""
        seconds = [act.duration_s for act in acts if act.duration_s is not None]
        return f"; it took {median(seconds):.0f} s in {len(seconds)} runs" if seconds else ""

    def changed(self, paths: Collection[str]) -> int:
        """Return in how many commits one of the files changed."""
        wanted = frozenset(paths)
        return sum(not wanted.isdisjoint(commit.files) for commit in self.commits)
