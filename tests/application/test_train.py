"""Training on the event log: on what it teaches, all but the newest part, and only for the better."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from tests.adapters.mlx.networks import OPTIONS, SMALL
from tests.application.in_memory import PROJECT, ROOT, House, commands, commits

from jepa_learning.adapters.mlx.begin_training import begin_training
from jepa_learning.adapters.mlx.checkpoint import load_network
from jepa_learning.adapters.mlx.latent_trainer import MlxLatentTrainer
from jepa_learning.application.train import LeftOut, Replaying, Step, Trained, Training
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.errors import ModelError, RequestError
from jepa_learning.domain.latent import Lesson
from jepa_learning.domain.model_version import ModelVersion
from jepa_learning.domain.network_state import Collapse
from jepa_learning.ports.latent_trainer import LatentTrainer

LINES = ["git status", "vim a.py", "pytest", "git commit", "git push"]


def taught(folder: Path, *, files: int = 0, lines: int = 0) -> House:
    """A house with a history, in which networks can be trained."""

    def open_trainer(start: Path | None, resume: Path | None) -> LatentTrainer:
        begun = resume or folder / "begun"
        if resume is None and start is not None:
            begin_training(start, begun, OPTIONS, seed=0)
        return MlxLatentTrainer(begun, SMALL, OPTIONS, seed=0)

    at = House(models=folder / "models", open_trainer=open_trainer).loaded()
    at.application.learn(commits(files) if files else [])
    at.application.learn(commands([LINES[place % 5] for place in range(lines)]))
    return at


def train(at: House, *, stop_at: int | None = None) -> list[Step]:
    steps: list[Step] = []
    with closing(at.application.train(PROJECT.root)) as training:
        for step in training:
            steps.append(step)
            if isinstance(step, Training) and stop_at is not None and step.done >= stop_at:
                break
    return steps


def made(steps: list[Step]) -> ModelVersion:
    (version,) = [step.version for step in steps if isinstance(step, Trained)]
    return version


def arrays(at: House, version: ModelVersion) -> tuple[bytes, int]:
    place = at.networks.place(version)
    config = json.loads((place / "config.json").read_text())
    return (place / "weights.safetensors").read_bytes(), config["steps"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, list[Step]]:
    """A training of a history of commands that was never stopped."""
    at = taught(tmp_path_factory.mktemp("whole"), lines=120)
    return at, train(at)


def test_what_loses_less_on_the_newest_lessons_answers_from_then_on(whole: tuple[House, list[Step]]) -> None:
    at, steps = whole
    version = made(steps)
    assert (version.kind, version.name, version.parent, version.scope) == ("sequence", "sequence-1", None, "")
    assert version.questions == 23
    assert version.state == ("live" if version.gain > 1.96 * version.error else "aside")
    assert at.networks.versions() == (version,)
    assert (version.first, version.last) == (0, 120)


def test_it_tells_how_far_it_is_and_how_the_states_are(whole: tuple[House, list[Step]]) -> None:
    steps = [step for step in whole[1] if isinstance(step, Training)]
    assert steps[-1].done == steps[-1].total
    assert all(1.0 <= step.rank <= SMALL.dimension and step.variance > 0.0 for step in steps)
    assert steps[-1].loss < steps[0].loss


def test_a_training_that_was_stopped_ends_with_the_same_weights(
    tmp_path: Path, whole: tuple[House, list[Step]]
) -> None:
    at = taught(tmp_path, lines=120)
    train(at, stop_at=10)
    (stopped,) = at.networks.versions()
    assert (stopped.state, stopped.reason[:15]) == ("training", "stopped at step")
    at.application.learn(commands(["what", "came", "since"], case="later"))
    assert not any(step.done <= 10 for step in train(at, stop_at=20) if isinstance(step, Training))
    version = made(train(at))
    assert version.last == 120
    assert arrays(at, version) == arrays(whole[0], made(whole[1]))
    assert [one.name for one in at.networks.versions()] == ["sequence-1"]


def test_it_goes_on_from_what_answers_and_compares_with_it(whole: tuple[House, list[Step]]) -> None:
    at, steps = whole
    first = made(steps)
    at.networks.promote(first.name)
    second = made(train(at))
    assert (second.parent, second.questions) == (first.name, 23)
    assert sum(one.state == "live" for one in at.networks.versions()) == 1


def test_files_are_those_of_the_project(tmp_path: Path) -> None:
    at = taught(tmp_path, files=60)
    steps = train(at)
    (version, left_out) = steps[-2:]
    assert isinstance(version, Trained)
    assert (version.version.kind, version.version.scope) == ("file", str(ROOT))
    assert left_out == LeftOut("sequence", "its history has 0 lessons: 40 are needed")


def test_outside_of_a_project_no_files_are_trained_on(tmp_path: Path) -> None:
    at = taught(tmp_path, files=60)
    first, second = at.application.train(None)
    assert isinstance(first, LeftOut)
    assert (first.kind, "in no project" in first.reason) == ("file", True)
    assert isinstance(second, LeftOut)


def test_a_long_replay_tells_how_far_it_is(tmp_path: Path) -> None:
    at = taught(tmp_path, lines=510)
    first = next(step for step in at.application.train(None) if isinstance(step, Replaying))
    assert (first.kind, first.done, first.total) == ("sequence", 500, 510)


def test_what_is_forgotten_meanwhile_ends_the_training_and_leaves_nothing(tmp_path: Path) -> None:
    at = taught(tmp_path, lines=120)
    training = at.application.train(None)
    for step in training:
        if isinstance(step, Training):
            break
    at.application.forget()
    with pytest.raises(RequestError, match="erased meanwhile"):
        list(training)
    assert at.networks.versions() == ()
    assert list((tmp_path / "models").glob("*")) == []


def test_where_networks_cannot_be_trained_it_says_so() -> None:
    at = House().loaded()
    at.application.learn(commands([LINES[place % 5] for place in range(120)]))
    with pytest.raises(ModelError, match="there is no MLX here"):
        list(at.application.train(None))


class Clairvoyant:
    """A trainer whose network knows what came; it takes a step in no time."""

    steps = 0

    def step(self, lessons: Sequence[Lesson], vocabulary: Interner, *, pace: float) -> float:
        """Count it."""
        self.steps += 1
        return 0.0

    def diagnose(self, lessons: Sequence[Lesson], vocabulary: Interner) -> Mapping[str, float]:
        """Find all well."""
        return {"rank": 15.0, "variance": 0.9, "sigreg": 1.2, "dimension": 16}

    def score_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> list[Floats]:
        """Say what came, the surer the later."""
        return [one.right * (5.0 + place % 3) for place, one in enumerate(lessons)]

    def save(self, folder: Path) -> None:
        """Write nothing."""

    def publish(self, folder: Path, facts: Mapping[str, object]) -> None:
        """Write what it is told."""
        (folder / "facts").write_text(json.dumps(facts))


def test_what_is_better_beyond_doubt_answers_at_once(tmp_path: Path) -> None:
    at = House(models=tmp_path, open_trainer=lambda start, resume: Clairvoyant()).loaded()
    at.application.learn(commands([LINES[place * place % 5] for place in range(120)]))
    version = made(train(at))
    assert (version.state, version.reason.split(":")[0]) == ("live", "better")
    assert at.networks.answering("sequence") == version
    facts = json.loads((at.networks.place(version) / "facts").read_text())
    assert facts == {"steps": 24, "lessons": version.lessons, "parent": None}
    again = made(train(at))
    assert (again.parent, again.state, again.gain) == (version.name, "aside", 0.0)


def clairvoyant(folder: Path) -> House:
    at = House(models=folder, open_trainer=lambda start, resume: Clairvoyant()).loaded()
    at.application.learn(commands([LINES[place * place % 5] for place in range(120)]))
    return at


def waiting(at: House, kind: str) -> int:
    (found,) = [one.state.waiting for one in at.networks.standings() if one.kind == kind]
    return found


def test_what_was_trained_on_waits_no_longer_and_what_came_meanwhile_does(tmp_path: Path) -> None:
    at = clairvoyant(tmp_path)
    training = at.application.train(PROJECT.root)
    next(step for step in training if isinstance(step, Training))
    before = waiting(at, "sequence")
    at.application.learn(commands(LINES[:4], case="meanwhile"))
    list(training)
    came = waiting(at, "sequence")
    assert (before, came) == (100, 2)
    at.learner.save()
    assert waiting(House(models=tmp_path, before=at).loaded(), "sequence") == came


def test_the_states_of_what_was_trained_are_known_until_something_else_answers(tmp_path: Path) -> None:
    at = clairvoyant(tmp_path)

    def collapse() -> Collapse | None:
        return at.networks.standings()[1].state.collapse

    assert collapse() is None
    train(at)
    assert collapse() == Collapse(rank=15.0, variance=0.9, sigreg=1.2, dimension=16)
    at.networks.roll_back("sequence")
    assert collapse() is None
    at.networks.promote("sequence-1")
    assert collapse() is None


def test_files_that_were_trained_on_wait_no_longer_though_other_events_came_behind_them(
    tmp_path: Path,
) -> None:
    at = House(models=tmp_path, open_trainer=lambda start, resume: Clairvoyant()).loaded()
    at.application.learn(commits(60))
    at.application.learn(commands(["pytest"]))
    assert waiting(at, "file") > 0
    (version,) = [one.version for one in train(at) if isinstance(one, Trained)]
    assert (version.state, version.last) == ("live", at.learner.sequence)
    assert waiting(at, "file") == 0
    at.learner.save()
    assert waiting(House(models=tmp_path, before=at).loaded(), "file") == 0


def test_what_is_kept_aside_lets_the_lessons_wait(tmp_path: Path) -> None:
    at = clairvoyant(tmp_path)
    train(at)
    at.application.learn(commands(LINES[:4], case="later"))
    assert made(train(at)).state == "aside"
    assert waiting(at, "sequence") == 2


def test_a_kept_version_can_be_loaded(whole: tuple[House, list[Step]]) -> None:
    at, steps = whole
    vectors = load_network(at.networks.place(made(steps))).table.vectors
    assert np.isfinite(vectors).all()
