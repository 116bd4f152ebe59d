"""Repositories that stay open: what is read of them is what is on the disk now."""

from __future__ import annotations

import shutil
from pathlib import Path

import pygit2
import pytest

from jepa_learning.adapters.sources.open_repositories import KEPT, OpenRepositories
from jepa_learning.domain.errors import ProjectError


def repository(root: Path, *staged: str) -> Path:
    made = pygit2.init_repository(str(root))
    for name in staged:
        (root / name).write_text("x\n")
        made.index.add(name)
    made.index.write()
    return root


def staged(known: OpenRepositories, root: Path) -> list[str]:
    with known.hold(root) as held:
        held.index.read(False)
        return [entry.path for entry in held.index]


def test_a_repository_is_opened_once_and_lent_again(tmp_path: Path) -> None:
    known, root = OpenRepositories(), repository(tmp_path)
    (root / "deep").mkdir()
    with known.hold(root) as first:
        pass
    with known.hold(root / "deep") as second:
        assert second is first


def test_what_changed_since_on_the_disk_is_seen(tmp_path: Path) -> None:
    known, root = OpenRepositories(), repository(tmp_path, "a.py")
    assert staged(known, root) == ["a.py"]
    repository(root, "b.py")
    pygit2.Repository(str(root)).config["user.email"] = "ada@example.org"
    assert staged(known, root) == ["a.py", "b.py"]
    with known.hold(root) as held:
        assert held.config["user.email"] == "ada@example.org"


def test_another_repository_in_its_place_is_another(tmp_path: Path) -> None:
    known, root = OpenRepositories(), repository(tmp_path / "mine", "old.py")
    other = repository(tmp_path / "other", "new.py")
    assert staged(known, root) == ["old.py"]
    root.rename(tmp_path / "away")
    other.rename(root)
    assert staged(known, root) == ["new.py"]


def test_one_that_is_gone_is_no_longer_lent(tmp_path: Path) -> None:
    known, root = OpenRepositories(), repository(tmp_path / "mine")
    staged(known, root)
    shutil.rmtree(root / ".git")
    with pytest.raises(ProjectError, match="no git repository"):
        staged(known, root)


def test_one_that_nobody_asked_about_for_longest_is_opened_again(tmp_path: Path) -> None:
    known = OpenRepositories()
    roots = [repository(tmp_path / str(number), f"{number}.py") for number in range(KEPT + 1)]
    for _ in range(2):
        assert [staged(known, root) for root in roots] == [[f"{number}.py"] for number in range(KEPT + 1)]


def test_after_an_error_of_whoever_held_it_others_are_lent_it(tmp_path: Path) -> None:
    known, root = OpenRepositories(), repository(tmp_path, "a.py")
    with pytest.raises(ValueError, match="theirs"), known.hold(root):
        raise ValueError("theirs")
    assert staged(known, root) == ["a.py"]
