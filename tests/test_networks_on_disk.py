"""The networks as the sidecar has them: trained with MLX, kept in the data directory, loaded again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.domain.lessons import names_about, questions

from jepa_learning import bootstrap
from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.mlx.runtime import mlx_is_installed
from jepa_learning.application.application import Application
from jepa_learning.application.train import Trained
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.errors import ModelError
from jepa_learning.domain.event import Event
from jepa_learning.domain.model_version import ModelVersion
from jepa_learning.folders import Folders

SETTINGS = load_settings(
    overrides=[
        "memory.adapter=memory",
        "jepa.network.dimension=16",
        "jepa.network.buckets=256",
        "jepa.live.every=8",
        "jepa.live.batch=8",
        "jepa.live.least=16",
        "jepa.offline.epochs=1.0",
        "jepa.offline.batch=16",
    ]
).settings
STEPS = ("checkout", "lint", "build", "test", "publish")
RUNS = [
    Event("step", step, f"run-{run}", 60.0 * run + place)
    for run in range(20)
    for place, step in enumerate(STEPS)
]

needs_mlx = pytest.mark.skipif(not mlx_is_installed(), reason="there is no build of MLX for this machine")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(
        tmp_path / "config.yaml", tmp_path / "data", tmp_path / "state", tmp_path / "cache", tmp_path / "run"
    )


@contextmanager
def opened(folders: Folders) -> Iterator[Application]:
    application = bootstrap.build_application(SETTINGS, folders, journal=MemoryJournal())
    try:
        for _ in application.learner.load():
            pass
        yield application
    finally:
        application.close()


def own(application: Application) -> list[ModelVersion]:
    return [one for one in application.networks.versions() if one.state != "base"]


@needs_mlx
def test_what_was_trained_is_kept_loaded_switched_and_forgotten(folders: Folders) -> None:
    with opened(folders) as application:
        application.learn(RUNS)
        (trained,) = [step for step in application.train(None) if isinstance(step, Trained)]
        assert own(application) == [trained.version]
    folder = folders.models / "sequence" / "sequence-1"
    assert {path.name for path in folder.iterdir()} == {"config.json", "weights.safetensors"}
    assert folders.models.stat().st_mode & 0o077 == 0
    with opened(folders) as application:
        assert [one.name for one in own(application)] == ["sequence-1"]
        application.networks.promote("sequence-1")
        (_, standing) = application.networks.standings()
        assert (standing.version, standing.silent) == (own(application)[0], None)
        application.learn([Event("step", "checkout", "now")])
        assert application.networks.models["sequence"].score(questions(2), names_about()) is not None
        application.forget()
        assert (own(application), folder.exists()) == ([], False)


@needs_mlx
def test_lessons_are_learnt_from_in_the_background_alone(folders: Folders) -> None:
    with opened(folders) as application:
        application.learn(RUNS)
        (_, before) = application.networks.standings()
        assert (before.state.learnt, before.state.waiting) == (0, 95)
        assert application.networks.learn_round()
        (_, after) = application.networks.standings()
        assert (after.state.learnt, after.state.waiting) == (8, 87)
        assert after.state.collapse is not None


def test_without_mlx_training_says_so_and_what_answers_is_silent_with_the_reason(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mlx", "mlx.core"):
        monkeypatch.setitem(sys.modules, name, None)
    with opened(folders) as application:
        application.learn(RUNS)
        with pytest.raises(ModelError, match="lev jepa doctor"):
            list(application.train(None))
        application.networks.learn_round()
        (_, standing) = application.networks.standings()
        assert standing.silent is not None
