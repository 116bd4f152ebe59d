"""What every trainer of a network does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.domain.lessons import names_about, often_right

from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.latent_trainer import LatentTrainer


def event_jepa(folder: Path) -> LatentTrainer:
    from tests.adapters.mlx.networks import OPTIONS, SMALL

    from jepa_learning.adapters.mlx.latent_trainer import MlxLatentTrainer

    return MlxLatentTrainer(folder, SMALL, OPTIONS, seed=0)


TRAINERS: dict[str, Callable[[Path], LatentTrainer]] = {"event_jepa": event_jepa}
LESSONS, NAMES = often_right(24), names_about()


@pytest.fixture(params=TRAINERS, scope="module")
def make(request: pytest.FixtureRequest) -> Callable[[Path], LatentTrainer]:
    return TRAINERS[request.param]


def teach(trainer: LatentTrainer, steps: int) -> LatentTrainer:
    for _ in range(steps):
        trainer.step(LESSONS, NAMES, pace=1.0)
    return trainer


def test_steps_are_counted_and_lower_the_loss(make: Callable[[Path], LatentTrainer], tmp_path: Path) -> None:
    trainer = make(tmp_path / "none")
    before = trainer.diagnose(LESSONS, NAMES)
    teach(trainer, 12)
    after = trainer.diagnose(LESSONS, NAMES)
    assert trainer.steps == 12
    assert after["decoding"] < before["decoding"]
    assert {"decoding", "rank", "sigreg"} <= set(after)


def test_every_candidate_of_a_lesson_has_a_score(
    make: Callable[[Path], LatentTrainer], tmp_path: Path
) -> None:
    scores = make(tmp_path / "none").score_many(LESSONS, NAMES)
    assert [len(row) for row in scores] == [len(one.right) for one in LESSONS]
    assert all(np.isfinite(row).all() for row in scores)


def test_one_that_was_saved_goes_on_exactly(make: Callable[[Path], LatentTrainer], tmp_path: Path) -> None:
    through = teach(make(tmp_path / "none"), 5)
    teach(make(tmp_path / "none"), 2).save(tmp_path / "stopped")
    resumed = make(tmp_path / "stopped")
    assert resumed.steps == 2
    teach(resumed, 3)
    for one, other in zip(
        through.score_many(LESSONS, NAMES), resumed.score_many(LESSONS, NAMES), strict=True
    ):
        assert np.array_equal(one, other)


def test_a_checkpoint_replaces_the_one_before(make: Callable[[Path], LatentTrainer], tmp_path: Path) -> None:
    trainer = teach(make(tmp_path / "none"), 1)
    trainer.save(tmp_path / "kept")
    teach(trainer, 1).save(tmp_path / "kept")
    assert make(tmp_path / "kept").steps == 2
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_is_published_is_smaller_than_a_checkpoint(
    make: Callable[[Path], LatentTrainer], tmp_path: Path
) -> None:
    trainer = teach(make(tmp_path / "none"), 1)
    trainer.save(tmp_path / "kept")
    trainer.publish(tmp_path / "published", {"steps": 1})
    sizes = [
        sum(path.stat().st_size for path in (tmp_path / name).iterdir()) for name in ("published", "kept")
    ]
    assert sizes[0] < sizes[1] / 2


def test_a_folder_that_cannot_be_written_is_an_error(
    make: Callable[[Path], LatentTrainer], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        make(tmp_path / "none").save(tmp_path / "file" / "kept")


def test_a_broken_checkpoint_counts_as_none(make: Callable[[Path], LatentTrainer], tmp_path: Path) -> None:
    teach(make(tmp_path / "none"), 1).save(tmp_path / "kept")
    largest = max((tmp_path / "kept").iterdir(), key=lambda path: path.stat().st_size)
    largest.write_bytes(b"")
    assert make(tmp_path / "kept").steps == 0
