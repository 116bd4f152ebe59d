"""What every keeper of the networks' versions does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.model_registry import FileModelRegistry
from jepa_learning.adapters.memory.model_registry import MemoryModelRegistry
from jepa_learning.domain.model_version import SHIPPED, ModelVersion
from jepa_learning.ports.model_registry import ModelRegistry

FIRST = ModelVersion(
    "file", "file-1", "live", "better: é", "base", 1e9, "/work/é", 3, 900, 128, 0.25, 0.01, 512
)
SECOND = replace(FIRST, name="file-2", state="aside", reason="no different", parent=None, made=None)


def file_registry(folder: Path) -> ModelRegistry:
    for one in SHIPPED:
        base = folder / "shipped" / one.name
        base.mkdir(parents=True)
        (base / "config.json").write_text("{}")
    return FileModelRegistry(folder / "models", shipped=folder / "shipped")


KEEPERS: dict[str, Callable[[Path], ModelRegistry]] = {
    "memory": lambda folder: MemoryModelRegistry(folder, shipped=SHIPPED),
    "file": file_registry,
}


@pytest.fixture(params=KEEPERS)
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> ModelRegistry:
    return KEEPERS[request.param](tmp_path)


def write(words: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "weights").write_text(words)


def weights(registry: ModelRegistry, version: ModelVersion) -> str:
    return (registry.place(version) / "weights").read_text()


def test_at_first_only_what_ships_is_listed(registry: ModelRegistry) -> None:
    assert registry.versions() == SHIPPED


def test_what_is_listed_comes_back_as_it_was_behind_what_ships(registry: ModelRegistry) -> None:
    registry.replace([FIRST, SECOND])
    assert registry.versions() == (*SHIPPED, FIRST, SECOND)


def test_what_ships_is_listed_once_and_never_removed(registry: ModelRegistry) -> None:
    registry.replace([*SHIPPED, FIRST])
    assert registry.versions() == (*SHIPPED, FIRST)
    registry.replace([])
    assert registry.versions() == SHIPPED


def test_weights_lie_in_a_folder_of_their_own_and_are_not_listed_by_that(registry: ModelRegistry) -> None:
    registry.store(FIRST, write("one"))
    registry.store(SECOND, write("two"))
    assert (weights(registry, FIRST), weights(registry, SECOND)) == ("one", "two")
    assert registry.versions() == SHIPPED


def test_weights_of_the_same_name_are_replaced_whole(registry: ModelRegistry) -> None:
    registry.store(FIRST, write("old"))
    registry.store(FIRST, lambda folder: (folder / "other").write_text("new"))
    assert [path.name for path in registry.place(FIRST).iterdir()] == ["other"]


def test_weights_that_cannot_be_written_leave_the_old_ones(registry: ModelRegistry) -> None:
    registry.store(FIRST, write("old"))

    def fail(folder: Path) -> None:
        (folder / "weights").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registry.store(FIRST, fail)
    assert weights(registry, FIRST) == "old"


def test_the_weights_of_what_is_no_longer_listed_are_removed(registry: ModelRegistry) -> None:
    for version in (FIRST, SECOND):
        registry.store(version, write(version.name))
    registry.replace([FIRST, SECOND])
    registry.replace([SECOND])
    assert not registry.place(FIRST).exists()
    assert weights(registry, SECOND) == "file-2"


def test_weights_that_were_never_listed_go_with_the_next_list(registry: ModelRegistry) -> None:
    registry.store(FIRST, write("lost in a power cut"))
    registry.replace([])
    assert not registry.place(FIRST).exists()
