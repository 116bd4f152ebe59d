"""What every finder of clones does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pygit2
import pytest
from tests.adapters.sources.history_builder import HistoryBuilder

from jepa_learning.adapters.sources.git_clones import GitClones
from jepa_learning.domain.errors import SourceError
from jepa_learning.ports.clones import Clones

FINDERS: dict[str, Callable[[], Clones]] = {"git": GitClones}
MIT = b"Permission is hereby granted, free of charge, to any person obtaining a copy of this software"


@pytest.fixture(params=FINDERS)
def clones(request: pytest.FixtureRequest) -> Clones:
    return FINDERS[request.param]()


def repository(root: Path, licence: bytes = MIT) -> HistoryBuilder:
    history = HistoryBuilder(root)
    history.commit({"license": licence, "a.py": b"1"})
    return history


def bare(history: HistoryBuilder, root: Path) -> None:
    pygit2.clone_repository(str(history.root), str(root), bare=True)


def test_bare_and_ordinary_clones_are_found_at_most_two_levels_down(clones: Clones, tmp_path: Path) -> None:
    history = repository(tmp_path / "away" / "far" / "too" / "deep")
    folder = tmp_path / "clones"
    bare(history, folder / "ann+alpha" / "repo")
    bare(history, folder / "bob+beta.git")
    repository(folder / "cy" / "gamma")
    repository(folder / "delta")
    repository(folder / "x" / "y" / "z")
    (folder / "notes.txt").write_text("no clone")
    assert [one.name for one in clones.find(folder)] == ["ann/alpha", "bob/beta", "cy/gamma", "delta"]


def test_a_clone_is_told_with_its_head_its_commits_and_its_licence(clones: Clones, tmp_path: Path) -> None:
    history = repository(tmp_path / "ann+alpha")
    first = str(history.repository.head.target)
    side = history.commit({"b.py": b"2"}, parents=[first], ref="refs/heads/side")
    main = history.commit({"license": MIT, "a.py": b"2"})
    merge = history.commit({"license": MIT, "a.py": b"2", "b.py": b"2"}, parents=[main, side])
    (found,) = clones.find(tmp_path)
    assert (found.head, found.commits, found.licence) == (merge, 3, "MIT")
    assert (found.time, found.root) == (history.time, tmp_path / "ann+alpha")


def test_a_repository_without_a_commit_is_left_out(clones: Clones, tmp_path: Path) -> None:
    HistoryBuilder(tmp_path / "empty")
    assert clones.find(tmp_path) == []


def test_a_folder_that_is_not_there_is_an_error(clones: Clones, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        clones.find(tmp_path / "nowhere")


def test_a_broken_repository_is_an_error_that_names_it(clones: Clones, tmp_path: Path) -> None:
    history = repository(tmp_path / "broken")
    for path in (history.root / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(SourceError, match="broken"):
        clones.find(tmp_path)
