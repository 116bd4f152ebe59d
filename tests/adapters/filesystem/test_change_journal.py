"""The journal on disk: killed at any step, on links, in new folders, with modes; every byte comes back."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.change_journal import FileChangeJournal
from jepa_learning.adapters.filesystem.exchange import exchange
from jepa_learning.domain.errors import ChangeError, StoreError
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.ports.change_journal import Applied

TREES = 25  # benchmarks/applied_changes.py does a thousand, in processes that are really killed


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


class Executioner:
    """Kills at the so-many-th step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


def applied(id: str = "a1b2c3") -> Applied:
    return Applied(id, "alias", "x", ("x",), 1.0, 7.0, (), 1.0, 10)


def tree_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def grow(folder: Path, rng: random.Random) -> None:
    for number in range(rng.randint(1, 4)):
        path = folder / rng.choice(["", "sub", "sub/deep"]) / f"f{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rng.randbytes(rng.randint(0, 300)))
        path.chmod(rng.choice([0o600, 0o644, 0o755]))


def some_changes(journal: FileChangeJournal, folder: Path, rng: random.Random) -> list[FileChange]:
    there = [path for path in folder.rglob("*") if path.is_file()]
    paths = rng.sample(there, rng.randint(1, len(there))) + [
        folder / f"new{n}" / "file" for n in range(rng.randint(0, 2))
    ]
    gone = {path for path in paths if path in there and rng.random() < 0.3}
    return [
        FileChange(str(path), journal.read(str(path)), None if path in gone else f"changed {rng.random()}\n")
        for path in paths
    ]


def without(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {other: data for other, data in files.items() if other != name}


@pytest.mark.parametrize("seed", range(TREES))
def test_killed_at_any_step_every_file_is_as_before_or_as_applied_and_can_be_undone(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    folder, place = tmp_path / "tree", tmp_path / "journal"
    folder.mkdir()
    grow(folder, rng)
    before = tree_of(folder)
    changes = some_changes(FileChangeJournal(place), folder, rng)
    try:
        FileChangeJournal(place, crash=Executioner(rng.randint(0, 12))).apply(applied(), changes)
    except Killed:
        journal = FileChangeJournal(place)
        if not journal.entries():
            assert tree_of(folder) == before
            journal.apply(applied(), changes)
    after = {name: data for name, (data, _) in before.items()}
    for one in changes:
        name = str(Path(one.path).relative_to(folder))
        after = {**after, name: one.after.encode()} if one.after is not None else without(after, name)
    assert {name: data for name, (data, _) in tree_of(folder).items()} == after
    try:
        FileChangeJournal(place, crash=Executioner(rng.randint(0, 12))).undo("a1b2c3")
    except Killed:
        journal = FileChangeJournal(place)
        if journal.entries()[-1].state == "applied":
            journal.undo("a1b2c3")
    assert tree_of(folder) == before
    assert not any(path.name.startswith("new") for path in folder.iterdir())


@pytest.mark.parametrize("steps", range(16))
def test_killed_between_the_files_of_one_patch_all_are_patched_or_none(tmp_path: Path, steps: int) -> None:
    folder, place = tmp_path / "tree", tmp_path / "journal"
    folder.mkdir()
    for name in ("ci.yml", "docs.yml"):
        (folder / name).write_text(f"of {name}\n")
    before = tree_of(folder)
    new = FileChange(str(folder / "actions" / "node" / "action.yml"), None, "runs:\n")
    both = [FileChange(str(folder / name), f"of {name}\n", "call\n") for name in ("ci.yml", "docs.yml")]
    with suppress(Killed):
        FileChangeJournal(place, crash=Executioner(steps)).apply(applied(), [new, *both])
    journal = FileChangeJournal(place)
    written = {name: data for name, (data, _) in tree_of(folder).items()}
    if journal.entries():
        assert written == {"actions/node/action.yml": b"runs:\n", "ci.yml": b"call\n", "docs.yml": b"call\n"}
        with suppress(Killed):
            FileChangeJournal(place, crash=Executioner(steps)).undo("a1b2c3")
        journal = FileChangeJournal(place)
        if journal.entries()[-1].state == "applied":
            journal.undo("a1b2c3")
    assert tree_of(folder) == before
    assert not (folder / "actions").exists()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("1")
    (tmp_path / "rc").symlink_to(tmp_path / "real")
    journal = FileChangeJournal(tmp_path / "journal")
    journal.apply(applied(), [FileChange(str(tmp_path / "rc"), "1", "2")])
    assert (tmp_path / "rc").is_symlink()
    assert (tmp_path / "real").read_text() == "2"
    journal.undo("a1b2c3")
    assert (tmp_path / "real").read_text() == "1"


def test_the_mode_of_a_file_stays_and_a_hook_can_be_run(tmp_path: Path) -> None:
    (tmp_path / "rc").write_text("1")
    (tmp_path / "rc").chmod(0o600)
    journal = FileChangeJournal(tmp_path / "journal")
    hook = FileChange(str(tmp_path / "hook"), None, "#!/bin/sh\n", executable=True)
    journal.apply(applied(), [FileChange(str(tmp_path / "rc"), "1", "2"), hook])
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("rc", "hook")] == [0o600, 0o755]


def test_a_folder_with_something_else_in_it_stays_when_the_change_is_undone(tmp_path: Path) -> None:
    journal = FileChangeJournal(tmp_path / "journal")
    journal.apply(applied(), [FileChange(str(tmp_path / "made" / "file"), None, "x")])
    (tmp_path / "made" / "mine").write_text("y")
    journal.undo("a1b2c3")
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["mine"]


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_cannot_be_written_is_an_error_and_the_others_are_as_before(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "a").write_text("1")
    closed.chmod(0o500)
    journal = FileChangeJournal(tmp_path / "journal")
    changes = [FileChange(str(tmp_path / "a"), "1", "2"), FileChange(str(closed / "b"), None, "2")]
    with pytest.raises(ChangeError, match="cannot be written"):
        journal.apply(applied(), changes)
    assert (tmp_path / "a").read_text() == "1"
    closed.chmod(0o700)


def test_a_folder_in_the_place_of_a_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ChangeError, match="cannot be read"):
        FileChangeJournal(tmp_path / "journal").read(str(tmp_path))


def test_a_damaged_record_is_an_error_and_nothing_is_touched(tmp_path: Path) -> None:
    journal = FileChangeJournal(tmp_path / "journal")
    journal.apply(applied(), [FileChange(str(tmp_path / "a"), None, "x")])
    (record,) = (tmp_path / "journal").glob("*/record.json")
    record.write_text("{")
    with pytest.raises(StoreError, match="cannot be read"):
        FileChangeJournal(tmp_path / "journal")
    assert (tmp_path / "a").read_text() == "x"


class Editor:
    """Saves as editors do, by a new file in the place of the old one, at the so-many-th step."""

    def __init__(self, path: Path, steps: int) -> None:
        self.path, self.left = path, steps

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            new = self.path.with_name("saved")
            new.write_text("mine")
            new.replace(self.path)


@pytest.mark.parametrize("exchange", [exchange, lambda first, second: False], ids=["in one step", "in two"])
@pytest.mark.parametrize("after", ["2", None])
@pytest.mark.parametrize("steps", range(2, 8))
def test_what_an_editor_saves_meanwhile_is_never_lost(
    tmp_path: Path, after: str | None, steps: int, exchange: Callable[[Path, Path], bool]
) -> None:
    path = tmp_path / "file"
    path.write_text("1")
    editor = Editor(path, steps)
    with suppress(ChangeError):
        journal = FileChangeJournal(tmp_path / "journal", crash=editor, exchange=exchange)
        journal.apply(applied(), [FileChange(str(path), "1", after)])
    if editor.left <= 0:
        assert path.read_text() == "mine"


class SavesAt:
    """Exchanges names, and saves a file just before the so-many-th time."""

    def __init__(self, path: Path, *moments: int) -> None:
        self.path, self.moments, self.times = path, moments, 0

    def __call__(self, first: Path, second: Path) -> bool:
        self.times += 1
        if self.times in self.moments:
            new = self.path.with_name("saved")
            new.write_text(f"mine {self.times}")
            new.replace(self.path)
        return exchange(first, second)


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="names cannot be exchanged in one step")
@pytest.mark.parametrize("moments", [(1,), (1, 2)])
def test_what_an_editor_saves_at_the_very_moment_of_replacing_is_never_lost(
    tmp_path: Path, moments: tuple[int, ...]
) -> None:
    path = tmp_path / "tree" / "file"
    path.parent.mkdir()
    path.write_text("1")
    journal = FileChangeJournal(tmp_path / "journal", exchange=SavesAt(path, *moments))
    with pytest.raises(ChangeError, match="at this very moment"):
        journal.apply(applied(), [FileChange(str(path), "1", "2")])
    assert {one.name: one.read_text() for one in path.parent.iterdir()} == {"file": f"mine {moments[-1]}"}
    assert journal.entries() == []


def test_what_was_saved_after_a_crash_is_not_replaced_by_what_was_saved_before(tmp_path: Path) -> None:
    path, saved = tmp_path / "file", []

    def exchange_then_crash(first: Path, second: Path) -> bool:
        path.write_text("mine")
        saved.append(exchange(first, second))
        raise Killed

    path.write_text("1")
    with pytest.raises(Killed):
        FileChangeJournal(tmp_path / "journal", exchange=exchange_then_crash).apply(
            applied(), [FileChange(str(path), "1", "2")]
        )
    path.write_text("newer")
    FileChangeJournal(tmp_path / "journal")
    assert (path.read_text(), len(list(tmp_path.glob(".file*")))) == ("newer", 0)


def test_a_file_in_the_place_of_a_folder_is_an_error_and_the_journal_opens_again(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    hook = FileChange(str(tmp_path / ".git" / "hooks" / "pre-commit"), None, "#!/bin/sh\n", executable=True)
    with pytest.raises(ChangeError, match="nothing was changed"):
        FileChangeJournal(tmp_path / "journal").apply(applied(), [hook])
    assert FileChangeJournal(tmp_path / "journal").entries() == []
    assert (tmp_path / ".git").read_text() == "gitdir: elsewhere\n"


def test_what_cannot_be_put_back_stays_applied_as_a_whole_and_the_journal_opens_again(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a").write_text("1")
    (tmp_path / "b").write_text("1")
    journal = FileChangeJournal(tmp_path / "journal")
    changes = [FileChange(str(tmp_path / "sub" / "a"), "1", None), FileChange(str(tmp_path / "b"), "1", "2")]
    journal.apply(applied(), changes)
    (tmp_path / "sub").rmdir()
    (tmp_path / "sub").write_text("mine")
    with pytest.raises(ChangeError, match="nothing was undone"):
        journal.undo("a1b2c3")
    assert [(tmp_path / name).read_text() for name in ("sub", "b")] == ["mine", "2"]
    (kept,) = FileChangeJournal(tmp_path / "journal").entries()
    assert (kept.state, kept.undone) == ("applied", None)
    (tmp_path / "sub").unlink()
    journal.undo("a1b2c3")
    assert [(tmp_path / name).read_text() for name in ("sub/a", "b")] == ["1", "1"]
