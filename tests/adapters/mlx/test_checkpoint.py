"""Checkpoints: a network comes back as it was, or with a reason why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.adapters.mlx.networks import OPTIONS, small_network
from tests.adapters.mlx.test_training import VOCABULARY, trained, weights
from tests.domain.lessons import often_right

from jepa_learning.adapters.mlx.checkpoint import load_network, load_trainer, save_network, save_trainer
from jepa_learning.adapters.mlx.training import losses
from jepa_learning.domain.errors import StoreError


def change_weights(folder: Path) -> None:
    path = folder / "weights.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def cut_weights(folder: Path) -> None:
    path = folder / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:100])


def lose_weights(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()


def lose_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def break_config(folder: Path) -> None:
    (folder / "config.json").write_text("{", encoding="utf-8")


def empty_config(folder: Path) -> None:
    (folder / "config.json").write_text("[]", encoding="utf-8")


def set_config(folder: Path, name: str, value: object) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**config, name: value}), encoding="utf-8")


def newer_format(folder: Path) -> None:
    set_config(folder, "format", 999)


def no_sizes(folder: Path) -> None:
    set_config(folder, "sizes", None)


def other_sizes(folder: Path) -> None:
    set_config(folder, "sizes", {"dimension": 32, "buckets": 512, "layers": 1, "heads": 2, "hidden": 8})


def unknown_sizes(folder: Path) -> None:
    set_config(folder, "sizes", {"width": 16})


def test_a_network_comes_back_as_it_was(tmp_path: Path) -> None:
    network = trained(2).network
    save_network(network, tmp_path / "new" / "folder", half=False, facts={"kind": "file"})
    before, after = weights(network), weights(load_network(tmp_path / "new" / "folder"))
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_half_precision_takes_half_the_room_and_answers_nearly_the_same(tmp_path: Path) -> None:
    network, lessons = trained(2).network, often_right(16, seed=5)
    for half in (False, True):
        save_network(network, tmp_path / str(half), half=half, facts={})
    whole, halved = ((tmp_path / str(half) / "weights.safetensors").stat().st_size for half in (False, True))
    assert halved < 0.6 * whole
    assert losses(load_network(tmp_path / "True"), lessons, VOCABULARY, share=0.0) == pytest.approx(
        losses(network, lessons, VOCABULARY, share=0.0), abs=0.02
    )


def test_the_configuration_says_what_the_network_is(tmp_path: Path) -> None:
    digest = save_network(small_network(), tmp_path, half=True, facts={"kind": "file", "corpora": 3})
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert (config["sha256"], config["kind"], config["corpora"]) == (digest, "file", 3)
    assert config["sizes"] == {"dimension": 16, "buckets": 512, "layers": 1, "heads": 2, "hidden": 8}


def test_the_same_network_is_the_same_file(tmp_path: Path) -> None:
    digests = {
        save_network(small_network(), tmp_path / str(number), half=True, facts={}) for number in range(2)
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    "damage",
    [
        change_weights,
        cut_weights,
        lose_weights,
        lose_config,
        break_config,
        empty_config,
        newer_format,
        no_sizes,
        other_sizes,
        unknown_sizes,
    ],
)
def test_a_checkpoint_that_is_not_what_was_saved_is_refused_with_advice(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "base"
    save_network(small_network(), folder, half=False, facts={})
    damage(folder)
    with pytest.raises(StoreError, match=r"train(ed)? again") as refused:
        load_network(folder)
    assert str(folder) in str(refused.value)
    assert refused.value.code


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no checkpoint"):
        load_network(tmp_path / "nowhere")


def test_training_goes_on_exactly_where_it_stopped(tmp_path: Path) -> None:
    lessons = [often_right(16, seed=number) for number in range(6)]
    whole, first = trained(1), trained(1)
    for one in lessons:
        whole.step(one, VOCABULARY)
    for one in lessons[:3]:
        first.step(one, VOCABULARY)
    save_trainer(first, tmp_path, facts={})
    resumed = load_trainer(tmp_path, OPTIONS)
    for one in lessons[3:]:
        resumed.step(one, VOCABULARY)
    assert (resumed.steps, resumed.seed) == (whole.steps, whole.seed)
    before, after = weights(whole.network), weights(resumed.network)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_a_network_without_its_training_cannot_be_gone_on_with(tmp_path: Path) -> None:
    save_network(small_network(), tmp_path, half=False, facts={})
    with pytest.raises(StoreError, match="train again"):
        load_trainer(tmp_path, OPTIONS)
    set_config(tmp_path, "seed", 0)
    set_config(tmp_path, "steps", 3)
    with pytest.raises(StoreError, match=r"training\.safetensors cannot be read"):
        load_trainer(tmp_path, OPTIONS)
