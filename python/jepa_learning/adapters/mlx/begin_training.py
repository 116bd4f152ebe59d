"""Begin training: a checkpoint at step 0, from which a trainer of a network that is there can go on."""

from __future__ import annotations

from pathlib import Path

from jepa_learning.adapters.mlx import thread
from jepa_learning.adapters.mlx.checkpoint import load_network, save_trainer
from jepa_learning.adapters.mlx.training import Trainer, TrainingOptions


def begin_training(start: Path, folder: Path, options: TrainingOptions, *, seed: int) -> None:
    """Write a checkpoint of the network in `start` that has made no step yet.

    Raises:
        StoreError: There is no network in `start`.
    """
    thread.run(lambda: save_trainer(Trainer(load_network(start), options, seed=seed), folder, facts={}))
