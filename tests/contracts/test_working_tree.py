"""What every working tree does."""

from __future__ import annotations

from pathlib import Path

import pygit2
import pytest

from jepa_learning.adapters.filesystem.git_working_tree import GitWorkingTree
from jepa_learning.adapters.memory.working_tree import MemoryWorkingTree
from jepa_learning.ports.working_tree import WorkingTree

ADA = pygit2.Signature("Ada", "ada@example.org", 1_700_000_000)


class World:
    """A repository with a file at `a/x` and one at `b/y`, both committed."""

    def __init__(self, kind: str, root: Path) -> None:
        self.root = root
        self.memory = MemoryWorkingTree({"a/x", "b/y"}) if kind == "memory" else None
        self.git = pygit2.init_repository(str(root)) if self.memory is None else None
        self.tree: WorkingTree = self.memory or GitWorkingTree()
        for path in ("a/x", "b/y"):
            self.write(path, path)
        if self.git:
            self.git.index.add_all()
            self.git.index.write()
            self.git.create_commit("HEAD", ADA, ADA, "Begin", self.git.index.write_tree(), [])

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_text(text)

    def make_dirty(self, path: str) -> None:
        self.write(path, "changed")
        if self.memory:
            self.memory.dirty.add(path)

    def begin_a_merge(self) -> None:
        if self.memory:
            self.memory.busy = "git is in the middle of a merge: end it first"
        elif self.git:
            (self.root / ".git" / "MERGE_HEAD").write_text(f"{self.git.head.target}\n")

    def known(self) -> set[str]:
        if self.memory:
            return self.memory.known
        assert self.git
        self.git.index.read(force=True)
        return {entry.path for entry in self.git.index}


@pytest.fixture(params=["memory", "git"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    return World(request.param, tmp_path)


def test_a_file_that_is_as_it_was_committed_may_be_moved(world: World) -> None:
    assert world.tree.why_not(world.root, "a/x", "b/x") is None
    assert world.tree.why_busy(world.root) is None


def test_a_file_is_known_by_the_other_path_and_back(world: World) -> None:
    world.tree.rename(world.root, "a/x", "b/x")
    assert world.known() == {"b/x", "b/y"}
    world.tree.rename(world.root, "b/x", "a/x")
    assert world.known() == {"a/x", "b/y"}


def test_what_is_not_known_is_not_renamed(world: World) -> None:
    world.tree.rename(world.root, "a/none", "b/none")
    assert world.known() == {"a/x", "b/y"}


def test_a_file_that_git_does_not_know_may_not_be_moved(world: World) -> None:
    world.write("a/new", "x")
    assert "git does not know a/new" in str(world.tree.why_not(world.root, "a/new", "b/new"))


def test_a_dirty_file_may_not_be_moved(world: World) -> None:
    world.make_dirty("a/x")
    assert "not committed" in str(world.tree.why_not(world.root, "a/x", "b/x"))


def test_a_file_may_not_be_moved_onto_another(world: World) -> None:
    assert world.tree.why_not(world.root, "a/x", "b/y") == "b/y is there already"


def test_nothing_may_be_moved_in_the_middle_of_a_merge(world: World) -> None:
    world.begin_a_merge()
    assert world.tree.why_busy(world.root) == "git is in the middle of a merge: end it first"
    assert world.tree.why_not(world.root, "a/x", "b/x") == world.tree.why_busy(world.root)
