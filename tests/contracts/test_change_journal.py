"""What every journal of changes does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.change_journal import FileChangeJournal
from jepa_learning.adapters.memory.change_journal import MemoryChangeJournal
from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.ports.change_journal import Applied, ChangeJournal

APPLIED = Applied("a1b2c3", "alias", "gs: git status", ("gs",), 1.0, 7.0, (), 12.5, 100)


class World:
    """A journal, and the files that it changes."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._files = {} if kind == "memory" else None
        self._folder = folder
        self.journal: ChangeJournal = (
            FileChangeJournal(folder / "journal") if self._files is None else MemoryChangeJournal(self._files)
        )

    def path(self, name: str) -> str:
        return str(self._folder / name)

    def write(self, name: str, text: str) -> None:
        if self._files is None:
            Path(self.path(name)).write_bytes(text.encode("utf-8", "surrogateescape"))
        else:
            self._files[self.path(name)] = text

    def change(self, name: str, after: str) -> FileChange:
        return FileChange(self.path(name), self.journal.read(self.path(name)), after)

    def text(self, name: str) -> str | None:
        return self.journal.read(self.path(name))


@pytest.fixture(params=["memory", "file"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    return World(request.param, tmp_path)


def test_at_first_nothing_is_applied(world: World) -> None:
    assert list(world.journal.entries()) == []


@pytest.mark.parametrize("text", ["", "old\n", "no end", "\r\n\x00\udcff ü"])
def test_a_file_is_changed_and_comes_back_as_it_was(world: World, text: str) -> None:
    world.write("rc", text)
    made = world.journal.apply(APPLIED, [world.change("rc", "new\n")])
    assert [made] == list(world.journal.entries())
    assert made.files == (world.path("rc"),)
    assert world.text("rc") == "new\n"
    assert world.journal.undo(APPLIED.id).state == "undone"
    assert world.text("rc") == text


def test_a_file_that_is_new_is_gone_again(world: World) -> None:
    world.journal.apply(APPLIED, [world.change("new", "x")])
    world.journal.undo(APPLIED.id)
    assert world.text("new") is None


def test_all_files_of_a_change_go_together(world: World) -> None:
    world.write("a", "1")
    world.journal.apply(APPLIED, [world.change("a", "2"), world.change("b", "3")])
    assert [entry.files for entry in world.journal.entries()] == [(world.path("a"), world.path("b"))]
    world.journal.undo(APPLIED.id)
    assert (world.text("a"), world.text("b")) == ("1", None)


def test_nothing_is_changed_where_one_file_is_not_as_it_was_looked_at(world: World) -> None:
    world.write("a", "1")
    changes = [world.change("b", "3"), world.change("a", "2")]
    world.write("a", "mine")
    with pytest.raises(ChangeError, match="was changed since it was looked at"):
        world.journal.apply(APPLIED, changes)
    assert (world.text("a"), world.text("b"), list(world.journal.entries())) == ("mine", None, [])


def test_what_the_user_changed_since_is_not_undone(world: World) -> None:
    world.write("a", "1")
    world.journal.apply(APPLIED, [world.change("a", "2"), world.change("b", "3")])
    world.write("a", "2 and mine")
    with pytest.raises(ChangeError, match="was changed since a1b2c3 was applied"):
        world.journal.undo(APPLIED.id)
    assert (world.text("a"), world.text("b")) == ("2 and mine", "3")
    assert [entry.state for entry in world.journal.entries()] == ["applied"]


def test_the_same_is_not_applied_twice_but_again_after_it_was_undone(world: World) -> None:
    world.journal.apply(APPLIED, [world.change("a", "2")])
    with pytest.raises(ChangeError, match="applied already"):
        world.journal.apply(APPLIED, [world.change("a", "3")])
    world.journal.undo(APPLIED.id)
    world.journal.apply(APPLIED, [world.change("a", "4")])
    assert [entry.state for entry in world.journal.entries()] == ["undone", "applied"]
    world.journal.undo(APPLIED.id)
    assert world.text("a") is None


def test_what_was_never_applied_or_is_undone_is_unknown(world: World) -> None:
    with pytest.raises(ChangeUnknownError, match="nothing is applied with the id 'a1b2c3'"):
        world.journal.undo(APPLIED.id)
    world.journal.apply(APPLIED, [world.change("a", "2")])
    world.journal.undo(APPLIED.id)
    with pytest.raises(ChangeUnknownError):
        world.journal.undo(APPLIED.id)


def test_entries_come_back_as_they_were_in_order(world: World) -> None:
    other = replace(APPLIED, id="ffffff", names=("x", "y"), project="/p")
    world.journal.apply(APPLIED, [world.change("a", "2")])
    world.journal.apply(other, [world.change("b", "2")])
    assert [replace(entry, files=()) for entry in world.journal.entries()] == [APPLIED, other]


def test_changes_on_top_of_each_other_are_undone_the_last_first(world: World) -> None:
    other = replace(APPLIED, id="ffffff")
    world.write("a", "1")
    world.journal.apply(APPLIED, [world.change("a", "2")])
    world.journal.apply(other, [world.change("a", "3")])
    with pytest.raises(ChangeError):
        world.journal.undo(APPLIED.id)
    world.journal.undo("ffffff")
    world.journal.undo(APPLIED.id)
    assert world.text("a") == "1"


def test_an_entry_says_on_whose_word_it_was_made_and_when_it_was_undone(world: World) -> None:
    mine = replace(APPLIED, by="autonomous", risk="medium", permit="as consented")
    world.journal.apply(mine, [world.change("a", "2")])
    assert world.journal.undo(APPLIED.id, time=9.0).undone == 9.0
    (entry,) = world.journal.entries()
    assert replace(entry, files=()) == replace(mine, state="undone", undone=9.0)


def test_a_file_that_is_gone_comes_back(world: World) -> None:
    world.write("a", "1")
    world.journal.apply(APPLIED, [FileChange(world.path("a"), "1", None)])
    assert world.text("a") is None
    world.journal.undo(APPLIED.id)
    assert world.text("a") == "1"


def test_a_file_that_somebody_made_where_one_was_taken_away_stays(world: World) -> None:
    world.write("a", "1")
    world.journal.apply(APPLIED, [FileChange(world.path("a"), "1", None)])
    world.write("a", "mine")
    with pytest.raises(ChangeError):
        world.journal.undo(APPLIED.id)
    assert world.text("a") == "mine"
