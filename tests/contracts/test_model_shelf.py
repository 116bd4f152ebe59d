"""What every shelf of models does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from jepa_learning.adapters.filesystem.model_shelf import FileModelShelf
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.model_shelf import ModelShelf, Weights

SHELVES: dict[str, Callable[[int], ModelShelf]] = {"file": lambda most: FileModelShelf(most_bytes=most)}


@pytest.fixture(params=SHELVES)
def make(request: pytest.FixtureRequest) -> Callable[[int], ModelShelf]:
    return SHELVES[request.param]


@pytest.fixture
def shelf(make: Callable[[int], ModelShelf]) -> ModelShelf:
    return make(10_000)


def built(folder: Path, weights: bytes = b"weights") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.safetensors").write_bytes(weights)
    config = {"sizes": {"dimension": 8}, "sha256": hashlib.sha256(weights).hexdigest()}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def test_it_says_what_a_folder_holds(shelf: ModelShelf, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"weights").hexdigest()
    assert shelf.read(built(tmp_path / "new")) == Weights(digest, {"dimension": 8}, 7)


def test_weights_may_be_those_of_a_council(shelf: ModelShelf, tmp_path: Path) -> None:
    (built(tmp_path / "new") / "weights.safetensors").rename(tmp_path / "new/weights.npz")
    entry = shelf.put(tmp_path / "new", tmp_path / "models/council", card="", metrics={})
    assert sorted(entry.files) == ["README.md", "config.json", "weights.npz"]
    assert (tmp_path / "models/council/weights.npz").read_bytes() == b"weights"


def test_weights_that_were_changed_and_a_folder_without_any_are_errors(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="holds no network"):
        shelf.read(tmp_path)
    (built(tmp_path / "new") / "weights.safetensors").write_bytes(b"others")
    with pytest.raises(StoreError, match="is not what was saved"):
        shelf.read(tmp_path / "new")


def test_a_model_is_put_into_its_folder_with_its_card_and_into_the_registry(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "base"
    entry = shelf.put(built(tmp_path / "new"), folder, card="# Card é\n", metrics={"mean_loss": 1.23456})
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "config.json",
        "weights.safetensors",
    ]
    assert entry.files == {path.name: path.stat().st_size for path in folder.iterdir()}
    listed = yaml.safe_load((tmp_path / "models" / "registry.yaml").read_text(encoding="utf-8"))
    assert listed["models"] == [
        {
            "name": "base",
            "version": 1,
            "sha256": hashlib.sha256(b"weights").hexdigest(),
            "files": entry.files,
            "metrics": {"mean_loss": 1.2346},
        }
    ]


def test_a_version_counts_weights_not_cards(shelf: ModelShelf, tmp_path: Path) -> None:
    folder = built(tmp_path / "models" / "base")
    assert shelf.put(folder, folder, card="one", metrics={}).version == 1
    assert shelf.put(folder, folder, card="two", metrics={}).version == 1
    assert (folder / "README.md").read_text(encoding="utf-8") == "two"
    assert shelf.put(built(tmp_path / "new", b"others"), folder, card="two", metrics={}).version == 2


def test_a_model_that_is_too_large_is_refused_and_nothing_is_written(
    make: Callable[[int], ModelShelf], tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="at most 20 may ship"):
        make(20).put(built(tmp_path / "new"), tmp_path / "models" / "base", card="", metrics={})
    assert not (tmp_path / "models").exists()


def test_what_stands_in_the_registry_already_stays(shelf: ModelShelf, tmp_path: Path) -> None:
    shelf.put(built(tmp_path / "new"), tmp_path / "models" / "other", card="", metrics={})
    shelf.put(built(tmp_path / "new"), tmp_path / "models" / "base", card="", metrics={})
    listed = yaml.safe_load((tmp_path / "models" / "registry.yaml").read_text(encoding="utf-8"))
    assert [one["name"] for one in listed["models"]] == ["base", "other"]


def test_a_registry_that_cannot_be_read_is_an_error_and_stays(shelf: ModelShelf, tmp_path: Path) -> None:
    registry = tmp_path / "models" / "registry.yaml"
    registry.parent.mkdir()
    registry.write_text("- no mapping")
    with pytest.raises(StoreError, match="registry"):
        shelf.put(built(tmp_path / "new"), tmp_path / "models" / "base", card="", metrics={})
    assert registry.read_text() == "- no mapping"
