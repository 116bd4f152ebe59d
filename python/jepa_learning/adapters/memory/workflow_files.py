"""Workflow files that are only in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jepa_learning.domain.workflow_files.workflow_file import Workflows


class MemoryWorkflowFiles:
    """Tells what it was given.

    Args:
        workflows: By the root of their project.
    """

    def __init__(self, workflows: Mapping[Path, Workflows] | None = None) -> None:
        self.workflows = dict(workflows or {})

    def read(self, root: Path) -> Workflows:
        """Return those of a project."""
        return self.workflows.get(root, Workflows())
