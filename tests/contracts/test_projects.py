"""What everything that finds projects does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.adapters.sources.history_builder import HistoryBuilder

from jepa_learning.adapters.memory.projects import MemoryProjects
from jepa_learning.adapters.sources.git_project import GitProjects
from jepa_learning.domain.errors import ProjectError, SourceError
from jepa_learning.ports.project import Project, Projects

FILES = ("b.py", "a.py", "src/c.py")


def git(root: Path) -> Projects:
    history = HistoryBuilder(root)
    history.commit(dict.fromkeys(FILES, b"1\n"))
    history.check_out()
    for path in ("b.py", "a.py"):
        (root / path).write_text("changed\n")
    (root / "new.py").write_text("not known to git\n")
    return GitProjects()


def memory(root: Path) -> Projects:
    return MemoryProjects(
        {Project(root, root.name, None): ["b.py", "a.py"]},
        tracked={root: FILES},
        on_disk={root: (*FILES, "new.py")},
    )


ADAPTERS: dict[str, Callable[[Path], Projects]] = {"memory": memory, "git": git}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "some-project"


@pytest.fixture(params=ADAPTERS)
def projects(request: pytest.FixtureRequest, root: Path) -> Projects:
    return ADAPTERS[request.param](root)


def test_a_project_is_found_from_its_root_and_from_inside(projects: Projects, root: Path) -> None:
    assert projects.locate(root).root == root
    assert projects.locate(root / "src") == projects.locate(root)
    assert projects.locate(root).name == "some-project"


def test_what_is_modified_is_named_in_order(projects: Projects, root: Path) -> None:
    assert projects.modified(root) == ["a.py", "b.py"]


def test_a_folder_outside_is_an_error_that_names_it(projects: Projects, root: Path) -> None:
    with pytest.raises(ProjectError, match=str(root.parent)):
        projects.locate(root.parent)
    with pytest.raises(SourceError):
        projects.modified(root.parent)


def test_what_is_tracked_is_the_same_set_until_that_changes(projects: Projects, root: Path) -> None:
    assert projects.tracked(root) == set(FILES)
    assert projects.tracked(root) is projects.tracked(root)


def test_absent_is_what_is_no_file_there_tracked_or_not(projects: Projects, root: Path) -> None:
    asked = ["src/c.py", "new.py", "gone.py", "src", "src/gone.py", "a.py/under"]
    assert projects.absent(root, asked) == {"gone.py", "src", "src/gone.py", "a.py/under"}


def test_what_is_tracked_outside_is_an_error(projects: Projects, root: Path) -> None:
    with pytest.raises(ProjectError):
        projects.tracked(root.parent)
