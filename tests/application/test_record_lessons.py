"""What a history teaches is recorded once, through the gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest

from jepa_learning.adapters.memory.secret_scanner import MemorySecretScanner
from jepa_learning.adapters.snapshot.lesson_store import FileLessonStore
from jepa_learning.application.record_lessons import RecordLessons, RecordOptions
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy import DenyList, Gate, Redactor
from jepa_learning.domain.told_sequences import told_as_sequences
from jepa_learning.ports.clones import Clone
from jepa_learning.ports.event_source import Batch

CLONE = Clone("ann/alpha", Path("/clones/alpha"), "1" * 40, 30, 0, "MIT")
SECRET = "swordfish-7"
OPTIONS = RecordOptions(most_cases=100, whole_lessons=20, kept_share=0.5, seed=0)


@dataclass
class History:
    """A source of commits that counts how often it is read."""

    name: str = "git"
    scope: str = "/clones/alpha"
    reads: int = 0
    commits: int = 30
    path: str = "src/view.py"
    told: list[tuple[int, int]] = field(default_factory=list)

    def read(self, position: str | None) -> Iterator[Batch]:
        self.reads += 1
        for number in range(self.commits):
            paths = ("src/model.py", "src/test_model.py") if number % 3 else (self.path, "src/style.py")
            status = "A" if number < 2 else "M"
            events = [
                Event(
                    "file",
                    path,
                    f"c{number}",
                    float(60 * number),
                    f"Change the model {SECRET}",
                    "jo",
                    {"status": status, "project": self.scope},
                    "git",
                )
                for path in paths
            ]
            yield Batch(events, f"c{number}", done=number + 1, total=self.commits)


def recording(
    folder: Path, history: History, *, code: str = "this", options: RecordOptions = OPTIONS
) -> RecordLessons:
    settings = load_settings().settings
    return RecordLessons(
        build_learner=lambda: build_learner(settings),
        open_source=lambda clone: history,
        gate=Gate(
            DenyList(paths=[], commands=[]),
            Redactor(MemorySecretScanner([SECRET]), patterns=[]),
            is_granted=lambda source, project: True,
        ),
        store=FileLessonStore(folder),
        code=code,
        options=options,
    )


def test_the_first_lessons_are_all_kept_and_some_of_the_others(tmp_path: Path) -> None:
    every = recording(tmp_path, History(), options=replace(OPTIONS, kept_share=1.0))(
        CLONE, lambda done, total: None
    )
    none = recording(tmp_path, History(), options=replace(OPTIONS, kept_share=0.0))(
        CLONE, lambda done, total: None
    )
    some = recording(tmp_path, History())(CLONE, lambda done, total: None)
    assert len(none.lessons) == 20
    assert 20 < len(some.lessons) < len(every.lessons)
    assert every.cases == none.cases == some.cases == 30


def test_it_stops_at_the_most_commits(tmp_path: Path) -> None:
    assert (
        recording(tmp_path, History(), options=replace(OPTIONS, most_cases=21))(
            CLONE, lambda done, total: None
        ).cases
        == 21
    )


def test_what_was_recorded_is_not_read_again_while_head_and_code_are_the_same(tmp_path: Path) -> None:
    history = History()
    for code, head in (("this", "1" * 40), ("this", "1" * 40), ("that", "1" * 40), ("this", "2" * 40)):
        recording(tmp_path, history, code=code)(replace(CLONE, head=head), lambda done, total: None)
    assert history.reads == 3


def test_it_says_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    recording(tmp_path, History())(CLONE, lambda done, total: told.append((done, total)))
    assert told[0] == (1, 30)
    assert told[-1] == (30, 30)


@pytest.mark.parametrize("path", [".env", "keys/id_rsa"])
def test_what_is_denied_or_secret_is_not_learnt_from_either(tmp_path: Path, path: str) -> None:
    found = recording(tmp_path, History(path=path))(CLONE, lambda done, total: None)
    assert path not in found.vocabulary.texts
    assert SECRET not in repr([lesson.moment for lesson in found.lessons])
    assert "src/style.py" in found.vocabulary.texts


def test_a_history_that_is_told_as_sequences_teaches_the_network_of_sequences(tmp_path: Path) -> None:
    record = replace(
        recording(tmp_path, History()), kind="sequence", tell=partial(told_as_sequences, most=50)
    )
    recorded = record(CLONE, lambda done, total: None)
    assert recorded.cases == 30
    assert recorded.lessons
    assert {"edit py in src", "cd src", "edit src/model.py"} <= set(recorded.vocabulary.texts)
    assert not any(one.moment.intent for one in recorded.lessons)
