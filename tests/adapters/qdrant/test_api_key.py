"""Where the API key of a server comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from jepa_learning.adapters.qdrant.api_key import read_api_key
from jepa_learning.domain.errors import ConfigError


def key_file(folder: Path, text: str = "from-a-file\n", *, mode: int = 0o600) -> str:
    path = folder / "key"
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def test_without_a_key_there_is_none() -> None:
    assert read_api_key({}, "") is None
    assert read_api_key({"QDRANT_API_KEY": ""}, "") is None


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    assert read_api_key({"QDRANT_API_KEY": "from-there"}, key_file(tmp_path)) == "from-there"
    assert read_api_key({}, key_file(tmp_path)) == "from-a-file"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigError, match=f"mode 0{mode:o}.*chmod 600"):
        read_api_key({}, key_file(tmp_path, mode=mode))


def test_a_file_that_is_empty_or_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="empty"):
        read_api_key({}, key_file(tmp_path, " \n"))
    with pytest.raises(ConfigError, match="cannot be read"):
        read_api_key({}, str(tmp_path / "absent"))
