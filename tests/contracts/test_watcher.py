"""What every watcher does; and what the real one sees of a working tree."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jepa_learning.adapters.memory.watcher import MemoryWatcher
from jepa_learning.adapters.watch.tree import Tree
from jepa_learning.adapters.watch.watchfiles_watcher import WatchfilesWatcher
from jepa_learning.domain.errors import SourceError
from jepa_learning.ports.watcher import Changes, Watcher

SECONDS = 20  # any wait ends then, with an error: far longer than anything takes


def real() -> WatchfilesWatcher:
    return WatchfilesWatcher(debounce_ms=100, most_folders=50, deny_paths=["private/"])


WATCHERS: dict[str, Callable[[], Watcher]] = {"memory": lambda: MemoryWatcher({}), "watchfiles": real}


def git(root: Path, *words: str) -> None:
    mine = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(root), *mine, *words], check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    git(root, "init", "-q")
    (root / ".gitignore").write_text("build/\n*.log\n", encoding="utf-8")
    (root / ".jepaignore").write_text("# what I keep to myself\nnotes/\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("build", WATCHERS.values(), ids=WATCHERS)
def test_what_is_no_project_cannot_be_watched(build: Callable[[], Watcher], tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        next(iter(build().watch(tmp_path / "absent", threading.Event())))


def test_a_watcher_in_memory_gives_what_it_was_given_until_it_is_stopped() -> None:
    stop = threading.Event()
    given = [Changes(["a.py"]), Changes(has_moved=True)]
    watching = MemoryWatcher({Path("/w"): given}).watch(Path("/w"), stop)
    assert [next(watching), next(watching)] == given
    stop.set()
    assert list(watching) == []


def test_what_is_ignored_or_denied_is_not_entered(root: Path) -> None:
    for folder in ("build/deep", "notes", "private", ".ssh", "src/sub"):
        (root / folder).mkdir(parents=True)
    (root / "link").symlink_to(root / "src")
    found = [folder.relative_to(root).as_posix() for folder in Tree(root, deny_paths=["private/"]).folders()]
    assert sorted(found) == [".", "src", "src/sub"]


def test_rules_that_are_none_are_named(root: Path) -> None:
    (root / ".jepaignore").write_text("notes/\n!\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"\.jepaignore:2 has '!'"):
        Tree(root, deny_paths=[])


def test_the_last_rule_of_ones_own_decides_and_takes_back_nothing_that_others_refuse(root: Path) -> None:
    (root / ".jepaignore").write_text("*.priv\n!keep.priv\n!*.log\n!.env\n", encoding="utf-8")
    tree = Tree(root, deny_paths=[])
    names = ("a.priv", "keep.priv", "a.log", ".env", "a.py")
    assert [name for name in names if tree.looks_at(root / name)] == ["keep.priv", "a.py"]


def test_a_tree_with_too_many_folders_is_not_watched(root: Path) -> None:
    watcher = WatchfilesWatcher(debounce_ms=100, most_folders=1, deny_paths=[])
    with pytest.raises(SourceError, match="more than 1 folders"):
        next(iter(watcher.watch(root, threading.Event())))


@contextmanager
def watched(root: Path) -> Iterator[Callable[[Callable[[Changes], bool], Callable[[], None]], Changes]]:
    """Watch in a thread; give a function that acts until a change is told that is looked for."""
    stop, came = threading.Event(), threading.Condition()
    told: list[Changes] = []

    def run() -> None:
        for changes in real().watch(root, stop):
            with came:
                told.append(changes)
                came.notify_all()

    def until(is_it: Callable[[Changes], bool], act: Callable[[], None]) -> Changes:
        with came:
            for _ in range(SECONDS * 2):  # the watch may only be about to begin: act again
                act()
                if came.wait_for(lambda: any(map(is_it, told)), timeout=0.5):
                    return next(filter(is_it, told))
        raise AssertionError(f"only this was told: {told}")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield until
    finally:
        stop.set()
        thread.join(timeout=SECONDS)
        assert not thread.is_alive()


def test_a_save_is_told_and_what_is_ignored_is_not(root: Path) -> None:
    def save() -> None:
        for name in ("src/a.py", "x.log", ".env", "b.py"):
            (root / name).write_text("x", encoding="utf-8")

    with watched(root) as until:
        changes = until(lambda one: "src/a.py" in one.saved, save)
        assert set(changes.saved) <= {"src/a.py", "b.py"}
        assert not changes.has_moved


def test_a_file_in_a_folder_that_is_new_is_told(root: Path) -> None:
    def save() -> None:
        (root / "new" / "deep").mkdir(parents=True, exist_ok=True)
        (root / "new" / "deep" / "a.py").write_text("x", encoding="utf-8")

    with watched(root) as until:
        assert until(lambda one: "new/deep/a.py" in one.saved, save)


def test_what_comes_with_a_new_folder_is_told(root: Path) -> None:
    def save_once() -> None:
        if not (root / "more").exists():
            (root / "more").mkdir()
            (root / "more" / "a.py").write_text("x", encoding="utf-8")

    with watched(root) as until:
        until(lambda one: "b.py" in one.saved, lambda: (root / "b.py").touch())
        assert until(lambda one: "more/a.py" in one.saved, save_once)


def test_a_commit_is_told(root: Path) -> None:
    with watched(root) as until:
        assert until(lambda one: one.has_moved, lambda: git(root, "commit", "-q", "--allow-empty", "-m", "x"))
