"""Moving a file that was suggested, in a real repository: as shown, never lost, and back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.application.in_memory import UNDERSTANDING, House

from jepa_learning.adapters.filesystem.change_journal import FileChangeJournal
from jepa_learning.adapters.filesystem.git_working_tree import GitWorkingTree
from jepa_learning.adapters.sources.git_project import GitProjects
from jepa_learning.application.move_files import MoveFiles
from jepa_learning.application.organize import Organize
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.event import Event

OLD, NEW = "api/token_cache.py", "auth/token_cache.py"
BYTES = b"cache = {}\r\n\xff\x00"


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


class World:
    """A repository in which one file would be better elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.root, self.journal = folder / "repo", folder / "journal"
        self.root.mkdir()
        for path in (OLD, "api/routes.py", "auth/token.py", "auth/login.py"):
            (self.root / path).parent.mkdir(exist_ok=True)
            (self.root / path).write_bytes(BYTES if path == OLD else path.encode())
        (self.root / OLD).chmod(0o755)
        self.git("init", "-q")
        self.commit("Begin")
        self.house = House()
        for n in range(8):
            self.house.log.append(self.changed(n, OLD, "auth/token.py", "auth/login.py"))
        for n in range(100, 140):
            self.house.log.append(self.changed(n, "api/routes.py", "api/app.py"))
        self.house.loaded()

    def changed(self, number: int, *paths: str) -> list[Event]:
        facts = {"status": "M", "project": str(self.root)}
        return [
            Event("file", path, f"c{number}", float(number), attributes=facts, source="git") for path in paths
        ]

    def git(self, *words: str) -> str:
        own = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false"]
        command = ["git", "-C", str(self.root), *own, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def commit(self, subject: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", subject)

    def moves(self, *, crash: Callable[[], None] = lambda: None) -> MoveFiles:
        """Return what a process that has just started moves files by."""
        organize = Organize(
            RecentEvents(self.house.log, consents=self.house.consents, most=1000),
            learner=self.house.learner,
            projects=GitProjects(),
            options=UNDERSTANDING,
            session_gap_s=1800,
        )
        journal = FileChangeJournal(self.journal, crash=crash)
        return MoveFiles(organize, tree=GitWorkingTree(), changes=journal, clock=self.house.clock)

    def files(self) -> dict[str, tuple[bytes, int]]:
        found = [path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts]
        return {str(path.relative_to(self.root)): (path.read_bytes(), path.stat().st_mode) for path in found}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def move(world: World, *, crash: Callable[[], None] = lambda: None) -> str:
    moves = world.moves(crash=crash)
    _, (one,) = moves.show(world.root)
    assert (one.move.path, one.move.to) == (OLD, NEW)
    return moves.apply(one.move.id, world.root, digest=one.digest).id


def test_a_move_is_staged_as_git_mv_does_it_and_nothing_is_committed(world: World) -> None:
    head = world.git("rev-parse", "HEAD")
    move(world)
    assert world.git("status", "--porcelain") == f"R  {OLD} -> {NEW}\n"
    assert world.files()[NEW][0] == BYTES
    assert world.files()[NEW][1] & 0o777 == 0o755
    assert world.git("rev-parse", "HEAD") == head


@pytest.mark.parametrize("is_committed", [False, True])
def test_it_comes_back_byte_for_byte_also_after_it_was_committed(world: World, is_committed: bool) -> None:
    before = world.files()
    id = move(world)
    if is_committed:
        world.commit("Move the cache")
    assert world.moves().undo(id).state == "undone"
    assert world.files() == before
    assert world.git("status", "--porcelain") == (f"R  {NEW} -> {OLD}\n" if is_committed else "")


def test_what_was_moved_or_is_not_there_is_suggested_no_more(world: World) -> None:
    move(world)
    assert world.moves().show(world.root)[1] == []


def test_a_folder_that_is_not_checked_out_is_suggested_no_more(world: World) -> None:
    (one,) = world.moves().show(world.root)[1]
    world.git("rm", "-rq", "auth")
    assert (one.move.to, world.moves().show(world.root)[1]) == (NEW, [])


def test_a_file_that_was_changed_since_is_not_moved_back(world: World) -> None:
    id = move(world)
    (world.root / NEW).write_text("mine")
    with pytest.raises(ChangeError, match="was changed since"):
        world.moves().undo(id)
    assert world.files()[NEW][0] == b"mine"


def test_a_file_in_the_old_place_is_not_overwritten(world: World) -> None:
    id = move(world)
    (world.root / OLD).write_text("mine")
    with pytest.raises(ChangeError):
        world.moves().undo(id)
    assert (world.files()[OLD][0], world.files()[NEW][0]) == (b"mine", BYTES)


def test_a_dirty_file_and_a_merge_are_named_and_nothing_is_moved(world: World) -> None:
    before = world.files()
    (world.root / ".git" / "MERGE_HEAD").write_text(world.git("rev-parse", "HEAD"))
    with pytest.raises(ChangeError, match="in the middle of a merge"):
        move(world)
    (world.root / ".git" / "MERGE_HEAD").unlink()
    assert world.files() == before
    (world.root / OLD).write_text("being edited")
    with pytest.raises(ChangeError, match="not committed"):
        move(world)
    assert world.git("diff", "--cached", "--name-only") == ""


def test_what_is_another_than_was_shown_is_not_moved(world: World) -> None:
    moves = world.moves()
    _, (one,) = moves.show(world.root)
    (world.root / OLD).write_text("other")
    world.commit("Edit")
    with pytest.raises(ChangeError, match="not what was shown"):
        moves.apply(one.move.id, world.root, digest=one.digest)
    with pytest.raises(ChangeUnknownError, match="there is no move 'ffffff'"):
        moves.apply("ffffff", world.root, digest=one.digest)


def test_where_git_cannot_be_told_the_file_stays_where_it_was(world: World) -> None:
    before = world.files()
    (world.root / ".git" / "index.lock").write_text("")
    with pytest.raises(ChangeError, match="another git is at work"):
        move(world)
    (world.root / ".git" / "index.lock").unlink()
    assert world.files() == before
    assert world.git("status", "--porcelain") == ""


def test_where_git_cannot_be_told_it_is_not_moved_back_and_can_be_later(world: World) -> None:
    before, id = world.files(), move(world)
    moved = world.files()
    (world.root / ".git" / "index.lock").write_text("")
    with pytest.raises(ChangeError, match="another git is at work"):
        world.moves().undo(id)
    (world.root / ".git" / "index.lock").unlink()
    assert world.files() == moved
    assert world.moves().undo(id).state == "undone"
    assert world.files() == before
    assert world.git("status", "--porcelain") == ""


@pytest.mark.parametrize("steps", range(12))
def test_killed_in_between_the_file_is_in_one_of_both_places_and_comes_back(world: World, steps: int) -> None:
    before, left = world.files(), iter(range(steps))

    def crash() -> None:
        if next(left, None) is None:
            raise Killed

    with suppress(Killed):
        move(world, crash=crash)
    moves = world.moves()
    found = world.files()
    assert {OLD: found.get(OLD), NEW: found.get(NEW)} in (
        {OLD: before[OLD], NEW: None},
        {OLD: None, NEW: before[OLD]},
    )
    for one in FileChangeJournal(world.journal).entries():
        if one.state == "applied":
            moves.undo(one.id)
    assert world.files() == before
    assert world.git("status", "--porcelain") == ""
