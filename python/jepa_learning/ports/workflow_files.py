"""WorkflowFiles: the workflow files of a project as they are now, and what the text of one says.

It does not know what is wrong with one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from jepa_learning.domain.workflow_files.node import Node
from jepa_learning.domain.workflow_files.workflow_file import Workflows


class WorkflowFiles(Protocol):
    """Reads them."""

    def read(self, root: Path) -> Workflows:
        """Return those of a project that git follows; what cannot be read, or is no workflow, is left out."""
        ...

    def parse(self, text: str) -> Node | None:
        """Return what the text of such a file says; None where it cannot be read."""
        ...
