"""Training the base model: what is trained on, what is measured on, and going on where it stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from tests.domain.lessons import names_about, often_right

from jepa_learning.adapters.filesystem.model_shelf import FileModelShelf
from jepa_learning.application.lesson_schedule import ScheduleOptions
from jepa_learning.application.train_base import BaseOptions, TrainBase
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.latent import Lesson
from jepa_learning.ports.clones import Clone
from jepa_learning.ports.lesson_store import Recorded

LICENCES = {"alpha": "MIT", "beta": "GPL-3.0", "gamma": None, "delta": "ISC", "eta": "MIT", "tiny": "MIT"}
LESSONS = {
    name: tuple(often_right(5 if name == "tiny" else 30, seed=seed)) for seed, name in enumerate(LICENCES)
}
OWNER = {id(one): name for name, lessons in LESSONS.items() for one in lessons}


@dataclass
class Noting:
    """A trainer that learns nothing, and notes from whose lessons and on whose it was measured."""

    folder: Path
    steps: int = 0
    taught: set[str] = field(default_factory=set)
    measured: set[str] = field(default_factory=set)

    def step(self, lessons: Sequence[Lesson], vocabulary: Interner, *, pace: float) -> float:
        self.taught |= {OWNER[id(one)] for one in lessons}
        self.steps += 1
        return 1.0

    def diagnose(self, lessons: Sequence[Lesson], vocabulary: Interner) -> Mapping[str, float]:
        return {"rank": 1.0, "sigreg": 1.0}

    def score_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> list[Floats]:
        self.measured |= {OWNER[id(one)] for one in lessons}
        return [np.zeros(len(one.right)) for one in lessons]

    def save(self, folder: Path) -> None:
        self.folder = folder

    def publish(self, folder: Path, facts: Mapping[str, object]) -> None:
        folder.mkdir(parents=True)
        (folder / "weights.safetensors").write_bytes(b"")
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        (folder / "config.json").write_text(f'{{"sizes": {{}}, "sha256": "{empty}"}}')


class Found:
    """The clones of the test."""

    def find(self, folder: Path) -> list[Clone]:
        return [
            Clone(name, folder / name, name * 8, 100, 0, licence)
            for name, licence in sorted(LICENCES.items())
        ]


@dataclass
class Training:
    """What is tested, and what it made."""

    train: TrainBase
    trainers: list[Noting]
    told: list[str]


@pytest.fixture
def training(tmp_path: Path) -> Training:
    trainers: list[Noting] = []
    told: list[str] = []

    def open_trainer(folder: Path) -> Noting:
        trainers.append(Noting(folder))
        return trainers[-1]

    train = TrainBase(
        clones=Found(),
        record=recorded,
        open_trainer=open_trainer,
        shelf=FileModelShelf(most_bytes=100_000),
        work=tmp_path / "work",
        options=BaseOptions(
            schedule=ScheduleOptions(60, 8, 20, 10, 10, warm_up=5, least_pace=0.05, seed=0),
            checkpoint_every=20,
            least_lessons=10,
            believed_share=0.5,
            settings={},
            code="this",
        ),
        timer=ticking(),
        tell=lambda words, done, total: told.append(f"{words} {done}/{total}"),
    )
    return Training(train, trainers, told)


def recorded(clone: Clone, told: Callable[[int, int], None]) -> Recorded:
    told(1, 1)
    return Recorded(names_about(), LESSONS[clone.name], 15)


def ticking() -> Callable[[], float]:
    ticks: Iterator[float] = iter(np.arange(0.0, 1e6))
    return lambda: float(next(ticks))


def test_only_repositories_with_a_permissive_licence_and_enough_lessons_are_trained_on(
    training: Training, tmp_path: Path
) -> None:
    facts, _ = training.train(tmp_path, tmp_path / "out" / "base", folds=0, any_licence=False)
    assert training.trainers[0].taught == {"alpha", "delta", "eta"}
    assert {one.name: one.left_out for one in facts.repositories if one.left_out} == {
        "beta": "its licence, GPL-3.0, is not permissive",
        "gamma": "no licence is recognised",
        "tiny": "it teaches 5 lessons, fewer than 10",
    }


def test_any_licence_trains_on_the_others_too(training: Training, tmp_path: Path) -> None:
    training.train(tmp_path, tmp_path / "out" / "base", folds=0, any_licence=True)
    assert training.trainers[0].taught == {"alpha", "beta", "gamma", "delta", "eta"}


def test_a_fold_is_never_trained_on_what_it_is_measured_on(training: Training, tmp_path: Path) -> None:
    facts, entry = training.train(tmp_path, tmp_path / "out" / "base", folds=3, any_licence=False)
    *folds, whole = training.trainers
    assert [one.measured for one in folds] == [{"alpha"}, {"delta"}, {"eta"}]
    for one in folds:
        assert one.taught == {"alpha", "delta", "eta"} - one.measured
    assert (whole.taught, whole.measured) == ({"alpha", "delta", "eta"}, set())
    assert [(one.of, one.lessons) for one in facts.figures] == [
        ("alpha", 30),
        ("delta", 30),
        ("eta", 30),
        ("mean", 90),
    ]
    assert set(entry.metrics) == {
        f"{way}_{measure}"
        for way in ("alone", "with_federation", "federation")
        for measure in ("loss_nats", "hit_at_1", "hit_at_3", "hit_at_10")
    }


def test_networks_of_different_repositories_have_checkpoints_of_their_own(
    training: Training, tmp_path: Path
) -> None:
    training.train(tmp_path, tmp_path / "out" / "base", folds=3, any_licence=False)
    assert len({one.folder for one in training.trainers}) == 4


def test_it_says_what_it_reads_and_how_training_goes(training: Training, tmp_path: Path) -> None:
    training.train(tmp_path, tmp_path / "out" / "base", folds=0, any_licence=False)
    assert training.told[0] == "alpha (1 of 6) 1/1"
    assert [line.rpartition(" ")[2] for line in training.told if line.startswith("training: loss 1.000")] == [
        "20/60",
        "40/60",
        "60/60",
    ]
    assert re.search(r"rank 1.0, SIGReg 1.00, 1\d\d lessons/s 20/60$", training.told[-3])


@pytest.mark.parametrize("folds", [1, 4])
def test_folds_that_make_no_sense_are_refused(training: Training, tmp_path: Path, folds: int) -> None:
    with pytest.raises(RequestError, match="expected 2 to 3"):
        training.train(tmp_path, tmp_path / "out" / "base", folds=folds, any_licence=False)


def test_looking_trains_nothing(training: Training, tmp_path: Path) -> None:
    facts = training.train.look(tmp_path, any_licence=False)
    assert [one.name for one in facts.repositories if one.left_out is None] == [
        "alpha",
        "delta",
        "eta",
        "tiny",
    ]
    assert training.trainers == []
