"""Where git looks for hooks: as git itself says it, but for what others share."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pygit2
import pytest
from pygit2.enums import ConfigLevel
from tests.adapters.sources.history_builder import HistoryBuilder

from jepa_learning.adapters.filesystem.git_hooks import hooks_folder

_LEVELS = (ConfigLevel.GLOBAL, ConfigLevel.XDG, ConfigLevel.SYSTEM)


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    before = {level: pygit2.settings.search_path[level] for level in _LEVELS}
    for level in _LEVELS:
        pygit2.settings.search_path[level] = str(tmp_path / "nowhere")
    yield
    for level, path in before.items():
        pygit2.settings.search_path[level] = path


@pytest.fixture
def repository(tmp_path: Path) -> pygit2.Repository:
    builder = HistoryBuilder(tmp_path / "p")
    builder.commit({"a": b"1"})
    builder.repository.set_head("refs/heads/main")
    return builder.repository


def as_git_says(root: Path) -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--git-path", "hooks"], cwd=root, check=True, capture_output=True, text=True
    )
    return str((root / said.stdout.strip()).resolve())


@pytest.mark.parametrize("named", [None, ".git/own"])
def test_it_is_where_git_says(repository: pygit2.Repository, named: str | None) -> None:
    root = Path(repository.workdir)
    if named:
        repository.config["core.hooksPath"] = named
    assert hooks_folder(root) == as_git_says(root)


def test_a_linked_working_tree_shares_the_hooks_of_the_first(
    repository: pygit2.Repository, tmp_path: Path
) -> None:
    repository.add_worktree("side", str(tmp_path / "side"))
    assert hooks_folder(tmp_path / "side") == as_git_says(tmp_path / "side") == str(tmp_path / "p/.git/hooks")


@pytest.mark.parametrize("named", [".githooks", "sub/hooks", "."])
def test_a_folder_among_the_files_of_a_working_tree_counts_as_none(
    repository: pygit2.Repository, tmp_path: Path, named: str
) -> None:
    repository.add_worktree("side", str(tmp_path / "side"))
    repository.config["core.hooksPath"] = named
    assert [hooks_folder(tmp_path / one) for one in ("p", "side")] == ["", ""]


@pytest.mark.parametrize("named", ["~/hooks", "/etc/hooks", "../hooks", "/dev/null"])
def test_a_folder_that_other_repositories_may_share_counts_as_none(
    repository: pygit2.Repository, named: str
) -> None:
    repository.config["core.hooksPath"] = named
    assert hooks_folder(Path(repository.workdir)) == ""


def test_a_link_out_of_the_repository_is_followed_before_it_is_judged(
    repository: pygit2.Repository, tmp_path: Path
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "p" / ".githooks").symlink_to(tmp_path / "shared")
    repository.config["core.hooksPath"] = ".githooks"
    assert hooks_folder(tmp_path / "p") == ""


def test_what_is_no_working_tree_has_none(tmp_path: Path) -> None:
    pygit2.init_repository(str(tmp_path / "bare"), bare=True)
    assert (hooks_folder(tmp_path / "bare"), hooks_folder(tmp_path / "none")) == ("", "")
