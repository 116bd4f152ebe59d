"""The networks as the sidecar has them: trained with MLX, kept in the data directory, loaded again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import pytest
from tests.domain.lessons import names_about, questions

from jepa_learning import bootstrap
from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.mlx.runtime import mlx_is_installed
from jepa_learning.application.application import Application
from jepa_learning.application.train import Trained
from jepa_learning.bootstrap import networks as bootstrap_networks
from jepa_learning.config.layers import load_settings, models_folder
from jepa_learning.domain.errors import ModelError
from jepa_learning.domain.event import Event, Query
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
def opened(folders: Folders, journal: MemoryJournal | None = None) -> Iterator[Application]:
    application = bootstrap.build_application(SETTINGS, folders, journal=journal or MemoryJournal())
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


SHOP = {"project": "/home/ann/shop"}
CHANGES = [
    Event("file", file, f"commit-{place}", 60.0 * place, intent="change the model", attributes=SHOP)
    for place in range(24)
    for file in (f"src/{'model' if place % 2 else 'view'}.py", f"test/{'model' if place % 3 else 'view'}.py")
]
NEXT = Query("file", "now", 2000.0, "change the view", attributes=SHOP)


def shares(application: Application) -> set[str]:
    """Who has a share in what is predicted."""
    application.learn(CHANGES)
    with application.learner.hold() as learner:
        said = learner.predict_one(NEXT, k=3)
    return {name for one in said.candidates for name in one.reasons}


def test_the_council_that_ships_has_its_say(folders: Folders) -> None:
    with opened(folders) as application:
        assert "council" in shares(application)


def test_a_council_that_was_harmed_is_silent_and_the_journal_says_so(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped, journal = tmp_path / "models", MemoryJournal()
    copytree(models_folder() / "council", shipped / "council")
    (shipped / "council/weights.npz").write_bytes(b"")
    monkeypatch.setattr(bootstrap_networks, "models_folder", lambda: shipped)
    with opened(folders, journal) as application:
        said = shares(application)
        assert said
        assert "council" not in said
    told = [facts["code"] for _, happening, facts in journal.lines if happening == "council is silent"]
    assert told == ["store_unusable"]
