"""Two files change their names in one step, or nothing happens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.exchange import exchange

pytestmark = pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="other systems cannot")


def test_each_file_has_the_name_of_the_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    if exchange(tmp_path / "a", tmp_path / "b"):
        assert [(tmp_path / name).read_text() for name in "ab"] == ["2", "1"]
    else:
        assert [(tmp_path / name).read_text() for name in "ab"] == ["1", "2"]


def test_a_file_that_is_not_there_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    with pytest.raises(FileNotFoundError, match="gone"):
        exchange(tmp_path / "gone", tmp_path / "a")
    assert (tmp_path / "a").read_text() == "1"
