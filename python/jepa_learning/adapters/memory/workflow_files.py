"""Workflow files that are only in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from jepa_learning.domain.workflow_files.node import Node
from jepa_learning.domain.workflow_files.workflow_file import Workflows


class MemoryWorkflowFiles:
    """Tells what it was given.

    Args:
        workflows: By the root of their project.
        parse: Returns what a text says; it can read none by itself.
    """

    def __init__(
        self,
        workflows: Mapping[Path, Workflows] | None = None,
        *,
        parse: Callable[[str], Node | None] = lambda text: None,
    ) -> None:
        self.workflows, self._parse = dict(workflows or {}), parse

    def read(self, root: Path) -> Workflows:
        """Return those of a project."""
        return self.workflows.get(root, Workflows())

    def parse(self, text: str) -> Node | None:
        """Return what a text says."""
        return self._parse(text)
