"""What every reader of workflow files keeps to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.adapters.sources.test_git_workflows import repository
from tests.domain.workflow_files.files import CI, NODE, file

from jepa_learning.adapters.memory.workflow_files import MemoryWorkflowFiles
from jepa_learning.adapters.sources.git_workflows import GitWorkflows
from jepa_learning.adapters.sources.workflow_yaml import nodes_of
from jepa_learning.domain.workflow_files.workflow_file import Workflows
from jepa_learning.ports.workflow_files import WorkflowFiles

Make = Callable[[Path], WorkflowFiles]


def from_git(root: Path) -> WorkflowFiles:
    repository(root, {CI: NODE})
    return GitWorkflows(refuses=lambda path: False)


def from_memory(root: Path) -> WorkflowFiles:
    return MemoryWorkflowFiles({root: Workflows([file(NODE)], frozenset({CI}))}, parse=nodes_of)


@pytest.fixture(params=[from_git, from_memory], ids=["git", "memory"])
def make(request: pytest.FixtureRequest) -> Make:
    found: Make = request.param
    return found


def test_files_are_told_with_text_lines_and_what_git_follows(make: Make, tmp_path: Path) -> None:
    found = make(tmp_path).read(tmp_path)
    (one,) = found.files
    assert (one.path, one.form, one.text, one.line(1)) == (CI, "actions", NODE, "name: CI")
    assert one.root.get("jobs", "test", "runs-on").line == 7
    assert found.tracked == {CI}


def test_a_folder_without_a_project_has_none(make: Make, tmp_path: Path) -> None:
    found = make(tmp_path).read(tmp_path / "elsewhere")
    assert (list(found.files), set(found.tracked)) == ([], set())
