"""Checkpoint: a network in a folder, as safetensors with its configuration and a hash over both.

weights.safetensors   the network and its table of subwords
training.safetensors  what a trainer needs to go on exactly where it stopped, where it was kept
config.json           sizes, steps, seed, SHA-256 of the files, and what the caller adds
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

import mlx.core as mx
import numpy as np
from mlx.utils import tree_flatten, tree_unflatten

from jepa_learning.adapters.mlx.event_jepa import EventJepa, ModelArgs
from jepa_learning.adapters.mlx.subword_table import SubwordTable
from jepa_learning.adapters.mlx.training import Network, Trainer, TrainingOptions
from jepa_learning.domain.errors import StoreError

FORMAT: Final = 1
_WEIGHTS: Final = "weights.safetensors"
_TRAINING: Final = "training.safetensors"
_CONFIG: Final = "config.json"
_TABLE: Final = "table.vectors"
_SQUARES: Final = "table.squares"


def save_network(network: Network, folder: Path, *, half: bool, facts: Mapping[str, object]) -> str:
    """Write a network. `config.json` comes last: without it a folder is no checkpoint.

    Args:
        network: What to write.
        folder: Made if it is not there.
        half: Whether numbers take 2 bytes instead of 4.
        facts: Written into the configuration.

    Returns:
        The SHA-256 of the weights, in hex.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = mx.float16 if half else mx.float32
    arrays = {name: value.astype(number) for name, value in tree_flatten(network.model.parameters())}
    arrays[_TABLE] = mx.array(network.table.vectors).astype(number)
    arrays[_SQUARES] = mx.array(network.table.squares)
    mx.save_safetensors(str(folder / _WEIGHTS), arrays)
    digest = _sha256(folder / _WEIGHTS)
    config = {"format": FORMAT, "sizes": asdict(network.args), "sha256": digest, **facts}
    (folder / _CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    return digest


def load_network(folder: Path) -> Network:
    """Read a network.

    Raises:
        StoreError: The folder holds no checkpoint, one of another format, or one that was changed.
    """
    sizes = _config(folder)["sizes"]
    if not isinstance(sizes, dict):
        raise StoreError(f"{folder / _CONFIG} has no sizes: remove {folder}, it can be trained again")
    arrays = _arrays(folder / _WEIGHTS)
    try:
        return _network(ModelArgs(**sizes), arrays)
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{folder} has weights and sizes that do not fit ({error}): train again") from error


def save_trainer(trainer: Trainer, folder: Path, *, facts: Mapping[str, object]) -> str:
    """Write a network and all that its training needs to go on exactly; see `save_network`."""
    folder.mkdir(parents=True, exist_ok=True)
    state = dict(tree_flatten(trainer.state()))
    mx.save_safetensors(str(folder / _TRAINING), state)
    added = {"steps": trainer.steps, "seed": trainer.seed, "training": asdict(trainer.options)}
    return save_network(trainer.network, folder, half=False, facts={**added, **facts})


def load_trainer(folder: Path, options: TrainingOptions) -> Trainer:
    """Read a trainer that goes on where it stopped.

    Raises:
        StoreError: The folder holds no checkpoint that training can go on from.
    """
    config = _config(folder)
    trainer = Trainer(
        load_network(folder), options, seed=_whole(config, "seed"), steps=_whole(config, "steps")
    )
    trainer.resume(tree_unflatten(list(_arrays(folder / _TRAINING).items())))
    return trainer


def _network(args: ModelArgs, arrays: dict[str, mx.array]) -> Network:
    table = SubwordTable(_numpy(arrays.pop(_TABLE)), _numpy(arrays.pop(_SQUARES)))
    model = EventJepa(args)
    model.load_weights([(name, value.astype(mx.float32)) for name, value in arrays.items()])
    mx.eval(model.parameters())
    return Network(args, model, table)


def _config(folder: Path) -> dict[str, object]:
    path = folder / _CONFIG
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        digest = _sha256(folder / _WEIGHTS)
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder} holds no checkpoint ({error}): choose another, or train again") from error
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise StoreError(f"{path} has not the format {FORMAT}: this version cannot read it; train again")
    if config.get("sha256") != digest:
        raise StoreError(f"{folder / _WEIGHTS} is not what was saved: its SHA-256 is {digest}; train again")
    return config


def _arrays(path: Path) -> dict[str, mx.array]:
    try:
        arrays = mx.load(str(path))
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"{path} cannot be read ({error}): choose another checkpoint") from error
    if not isinstance(arrays, dict):
        raise StoreError(f"{path} holds no named arrays: choose another checkpoint")
    return arrays


def _whole(config: Mapping[str, object], name: str) -> int:
    value = config.get(name)
    if not isinstance(value, int):
        raise StoreError(f"a checkpoint's {name} is {value!r}, expected a whole number: train again")
    return value


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _numpy(array: mx.array) -> np.ndarray:
    return np.array(array.astype(mx.float32))
