"""What only a list in a file can get wrong: words that fit nothing, names that lead elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.model_registry import FileModelRegistry
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.model_version import SHIPPED, ModelVersion

GOOD = "{kind: file, name: file-1, state: live}"


@pytest.fixture
def registry(tmp_path: Path) -> FileModelRegistry:
    (tmp_path / "models").mkdir()
    return FileModelRegistry(tmp_path / "models", shipped=tmp_path)


def write(folder: Path, words: str) -> None:
    (folder / "models" / "registry.yaml").write_text(words)


def test_the_base_is_listed_where_its_weights_are(registry: FileModelRegistry, tmp_path: Path) -> None:
    assert registry.versions() == ()
    for number, one in enumerate(SHIPPED, start=1):
        (tmp_path / one.name).mkdir()
        (tmp_path / one.name / "config.json").write_text("{}")
        assert registry.versions() == SHIPPED[:number]


def test_what_is_not_written_has_its_usual_value(registry: FileModelRegistry, tmp_path: Path) -> None:
    write(tmp_path, f"versions: [{GOOD}]")
    assert registry.versions() == (ModelVersion("file", "file-1", "live"),)


@pytest.mark.parametrize(
    "words",
    [
        "versions: [",
        "- a list",
        "versions: 3",
        "versions: [file-1]",
        "versions: [{kind: file, name: file-1}]",
        f"versions: [{GOOD[:-1]}, colour: red}}]",
        f"versions: [{GOOD[:-1]}, lessons: many}}]",
        f"versions: [{GOOD[:-1]}, reason: null}}]",
        "versions: [{kind: file, name: file-1, state: asleep}]",
        "versions: [{kind: file, name: ../../home, state: live}]",
        "versions: [{kind: .., name: file-1, state: live}]",
        "versions: [{kind: file, name: '', state: live}]",
    ],
)
def test_a_list_that_is_damaged_is_refused_with_what_to_do(
    registry: FileModelRegistry, tmp_path: Path, words: str
) -> None:
    write(tmp_path, words)
    with pytest.raises(StoreError, match=r"registry\.yaml .*starts again from the base"):
        registry.versions()


def test_the_list_is_for_the_user_alone(registry: FileModelRegistry, tmp_path: Path) -> None:
    registry.replace([ModelVersion("file", "file-1", "live", reason="é: better")])
    path = tmp_path / "models" / "registry.yaml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "é: better" in path.read_text(encoding="utf-8")


def test_a_disk_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("in the way")
    registry = FileModelRegistry(tmp_path / "models", shipped=tmp_path)
    version = ModelVersion("file", "file-1", "live")
    with pytest.raises(StoreError, match="cannot be written"):
        registry.store(version, lambda folder: None)


def test_nothing_is_made_where_nothing_is_kept(tmp_path: Path) -> None:
    FileModelRegistry(tmp_path / "models", shipped=tmp_path).replace([])
    assert not (tmp_path / "models").exists()
