"""What is watched follows consent; a save joins the open change, a commit is read soon."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from tests.application.in_memory import NOW, PROJECT, ROOT, House, commits

from jepa_learning.adapters.memory.clock import FixedClock
from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.memory.watcher import MemoryWatcher
from jepa_learning.application.predict import Request
from jepa_learning.application.saved_files import SavedFiles
from jepa_learning.application.watch import Watch
from jepa_learning.domain.errors import SourceError
from jepa_learning.ports.watcher import Changes, Watcher

SECONDS = 20


class Place:
    """A watch with everything around it."""

    def __init__(
        self,
        changes: dict[Path, list[Changes]] | None = None,
        *,
        retry_s: float = SECONDS,
        watcher: Watcher | None = None,
    ) -> None:
        self.clock, self.journal = FixedClock(NOW), MemoryJournal()
        self.saved = SavedFiles(clock=self.clock, open_s=1800)
        self.roots: list[str] = []
        self.imported: list[Path] = []
        self.came = threading.Event()
        self.paused = False
        self.watch = Watch(
            watcher or MemoryWatcher(changes or {}),
            self.saved,
            roots=lambda: self.roots,
            import_soon=self.take,
            is_paused=lambda: self.paused,
            retry_s=retry_s,
            journal=self.journal,
        )

    def take(self, root: Path) -> None:
        self.imported.append(root)
        self.came.set()


def test_a_save_is_remembered_and_a_commit_is_read() -> None:
    place = Place({ROOT: [Changes(["a.py"]), Changes(["b.py"], has_moved=True)]})
    place.roots = [str(ROOT)]
    place.watch.follow()
    assert place.came.wait(SECONDS)
    assert place.saved.recall(str(ROOT)) == ["b.py", "a.py"]
    assert place.imported == [ROOT]
    assert place.watch.watched == [str(ROOT)]
    place.watch.stop()
    assert place.watch.watched == []


def test_a_project_whose_consent_is_withdrawn_is_watched_and_remembered_no_longer() -> None:
    place = Place({ROOT: [Changes(["a.py"], has_moved=True)]})
    place.roots = [str(ROOT)]
    place.watch.follow()
    assert place.came.wait(SECONDS)
    place.roots = []
    place.watch.follow()
    assert (place.watch.watched, place.saved.recall(str(ROOT))) == ([], [])


def test_a_project_that_cannot_be_watched_keeps_no_other_from_being_watched() -> None:
    place = Place({ROOT: [Changes(has_moved=True)]})
    place.roots = ["/gone", str(ROOT)]
    place.watch.follow()
    assert place.came.wait(SECONDS)
    assert place.imported == [ROOT]
    place.watch.stop()
    assert [happening for _, happening, _ in place.journal.lines] == ["unwatched"]


class Corrected:
    """A watcher of a project whose rules are wrong for three times, and then corrected."""

    def __init__(self) -> None:
        self.tried = 0

    def watch(self, root: Path, stop: threading.Event) -> Iterator[Changes]:
        """Fail, fail, fail, and watch."""
        self.tried += 1
        if self.tried <= 3:
            raise SourceError("line 3 is no pattern")
        yield Changes(["a.py"], has_moved=True)
        stop.wait()


def test_what_could_not_be_watched_is_watched_once_it_can_be() -> None:
    place = Place(retry_s=0.0, watcher=Corrected())
    place.roots = [str(ROOT)]
    place.watch.follow()
    assert place.came.wait(SECONDS)
    assert (place.watch.watched, place.watch.unwatched) == ([str(ROOT)], {})
    place.watch.stop()
    assert [happening for _, happening, _ in place.journal.lines] == ["unwatched"]  # of one fault once


def test_why_a_project_is_not_watched_is_said_as_long_as_it_may_be() -> None:
    place = Place()
    place.journal.note = lambda happening, **facts: place.came.set()  # type: ignore[method-assign]
    place.roots = ["/gone"]
    place.watch.follow()
    assert place.came.wait(SECONDS)
    assert (place.watch.watched, place.watch.unwatched) == ([], {"/gone": "/gone is not there"})
    place.roots = []
    place.watch.follow()
    assert place.watch.unwatched == {}


def test_nothing_is_noted_during_a_pause() -> None:
    place = Place()
    place.paused = True
    place.watch.take(str(ROOT), Changes(["a.py"], has_moved=True))
    assert (place.saved.recall(str(ROOT)), place.imported) == ([], [])


def test_a_save_belongs_to_the_open_change_for_a_while() -> None:
    place = Place()
    place.saved.note("/w", ["a.py", "b.py"])
    place.clock.time += 1000
    place.saved.note("/w", ["a.py"])
    assert place.saved.recall("/w") == ["a.py", "b.py"]
    place.clock.time += 1000
    assert place.saved.recall("/w") == ["a.py"]


def test_of_many_saves_the_last_ones_are_remembered() -> None:
    place = Place()
    place.saved.note("/w", [f"{number}.py" for number in range(1000)])
    assert len(place.saved.recall("/w")) == 200
    assert place.saved.recall("/w")[0] == "999.py"


def test_a_prediction_knows_of_what_was_saved_before_git_does() -> None:
    house = House(modified=["b.py"])
    house.saved.note(str(ROOT), ["a.py", ".env"])
    house.loaded().application.learn(commits(20))
    answer = house.application.predict(Request(directory=PROJECT.root, kinds=("file",)))
    assert answer.known == ("a.py", "b.py")
