"""Finding the repository of a folder, and what is changed in it."""

from __future__ import annotations

import os
from pathlib import Path

import pygit2
import pytest
from tests.adapters.sources.history_builder import HistoryBuilder

from jepa_learning.adapters.sources.git_project import GitProjects
from jepa_learning.domain.errors import ProjectError, SourceError
from jepa_learning.domain.privacy import pseudonym


@pytest.fixture
def history(tmp_path: Path) -> HistoryBuilder:
    history = HistoryBuilder(tmp_path / "some-project")
    history.commit({"a.py": b"1\n", "dir/b.py": b"2\n", "c.py": b"3\n"})
    history.check_out()
    return history


def test_a_project_is_found_from_any_folder_inside(history: HistoryBuilder) -> None:
    project = GitProjects().locate(history.root / "dir")
    assert (project.root, project.name) == (history.root, "some-project")


@pytest.mark.parametrize(
    "address",
    [
        "git@example.com:team/tool.git",
        "https://example.com/team/tool.git",
        "https://example.com/tool/",
        "/srv/git/tool",
    ],
)
def test_the_name_comes_from_the_remote(history: HistoryBuilder, address: str) -> None:
    history.repository.remotes.create("origin", address)
    assert GitProjects().locate(history.root).name == "tool"


def test_the_author_is_the_pseudonym_of_the_configured_address(history: HistoryBuilder) -> None:
    history.repository.config["user.email"] = "Jo@example.com"
    assert GitProjects().locate(history.root).author == pseudonym("jo@example.com")


def test_a_folder_in_no_repository_is_a_project_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"in no git repository.*git init"):
        GitProjects().locate(tmp_path)


def test_a_folder_that_does_not_exist_is_a_project_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        GitProjects().locate(tmp_path / "nowhere")


def test_a_clean_working_tree_has_nothing_modified(history: HistoryBuilder) -> None:
    assert GitProjects().modified(history.root) == []


def test_modified_staged_and_deleted_files_are_named_and_untracked_ones_are_not(
    history: HistoryBuilder,
) -> None:
    (history.root / "a.py").write_text("changed\n")
    (history.root / "c.py").unlink()
    (history.root / "staged.py").write_text("new\n")
    history.repository.index.add("staged.py")
    history.repository.index.write()
    (history.root / "untracked.py").write_text("x\n")
    assert GitProjects().modified(history.root) == ["a.py", "c.py", "staged.py"]


def test_among_very_many_files_only_what_is_staged_is_looked_at(
    history: HistoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jepa_learning.adapters.sources.git_project._MAX_LOOKED_AT", 2)
    (history.root / "a.py").write_text("changed\n")
    (history.root / "c.py").write_text("staged\n")
    history.repository.index.add("c.py")
    history.repository.index.write()
    assert GitProjects().modified(history.root) == ["c.py"]


def test_a_repository_without_commits_names_what_is_staged(tmp_path: Path) -> None:
    pygit2.init_repository(str(tmp_path))
    (tmp_path / "first.py").write_text("x\n")
    index = pygit2.Repository(str(tmp_path)).index
    index.add("first.py")
    index.write()
    assert GitProjects().modified(tmp_path) == ["first.py"]


def test_a_bare_repository_has_nothing_modified(tmp_path: Path) -> None:
    pygit2.init_repository(str(tmp_path / "bare.git"), bare=True)
    project = GitProjects().locate(tmp_path / "bare.git")
    assert (project.name, GitProjects().modified(project.root)) == ("bare", [])


def test_what_is_tracked_follows_the_index(history: HistoryBuilder) -> None:
    projects = GitProjects()
    assert projects.tracked(history.root) == {"a.py", "dir/b.py", "c.py"}
    index = history.repository.index
    index.remove("c.py")
    index.write()
    assert projects.tracked(history.root) == {"a.py", "dir/b.py"}


def test_a_file_that_was_deleted_and_not_committed_is_tracked_and_absent(history: HistoryBuilder) -> None:
    (history.root / "c.py").unlink()
    assert "c.py" in (GitProjects().tracked(history.root) or ())
    assert GitProjects().absent(history.root, ["a.py", "c.py"]) == {"c.py"}


def test_a_bare_repository_has_no_working_tree_to_look_at(tmp_path: Path) -> None:
    pygit2.init_repository(str(tmp_path / "bare.git"), bare=True)
    assert GitProjects().tracked(tmp_path / "bare.git") is None


def test_a_repository_without_an_index_tracks_nothing(tmp_path: Path) -> None:
    pygit2.init_repository(str(tmp_path / "young"))
    assert GitProjects().tracked(tmp_path / "young") == frozenset()


def test_an_index_that_cannot_be_read_is_an_error_that_says_what_to_try(history: HistoryBuilder) -> None:
    (history.root / ".git" / "index").write_bytes(b"DIRC broken")
    with pytest.raises(SourceError, match="git status"):
        GitProjects().tracked(history.root)


def test_a_name_that_is_not_utf_8_is_found_as_the_history_tells_it(history: HistoryBuilder) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    (history.root / name).write_text("1\n")
    history.repository.index.add(name)
    history.repository.index.write()
    assert "caf\\xe9.py" in (GitProjects().tracked(history.root) or ())
    assert GitProjects().absent(history.root, ["caf\\xe9.py", "caf\\xe8.py"]) == {"caf\\xe8.py"}


def test_a_clone_without_the_older_commits_is_shallow(history: HistoryBuilder) -> None:
    assert not GitProjects().locate(history.root).is_shallow
    (history.root / ".git" / "shallow").write_text(f"{history.repository.head.target}\n")
    assert GitProjects().locate(history.root).is_shallow
