"""Where things are kept: as docs/reference/files.md has it."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from jepa_learning.domain.errors import StoreError
from jepa_learning.folders import locate, make_private

HOME = {"HOME": "/home/ada"}


def test_without_xdg_variables_everything_is_below_home() -> None:
    found = locate(HOME, uid=7)
    assert str(found.config_file) == "/home/ada/.config/jepa-learning/config.yaml"
    assert str(found.event_log) == "/home/ada/.local/share/jepa-learning/events.db"
    assert str(found.journal) == "/home/ada/.local/state/jepa-learning/sidecar.jsonl"
    assert str(found.blas) == "/home/ada/.cache/jepa-learning/blas"
    assert str(found.socket) == "/home/ada/.local/state/jepa-learning/run/sidecar.sock"
    assert found.contact.parent == found.socket.parent == found.runtime
    assert found.snapshot.parent == found.consent.parent == found.data


def test_a_relative_home_is_refused() -> None:
    with pytest.raises(StoreError, match=r"HOME is 'home': expected the absolute path"):
        locate({"HOME": "home"}, uid=7)


def test_xdg_variables_move_each_folder() -> None:
    moved = {
        f"XDG_{name}": f"/{name.lower()}"
        for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR")
    }
    found = locate({**HOME, **moved}, uid=7)
    assert str(found.config_file) == "/config_home/jepa-learning/config.yaml"
    assert (str(found.data), str(found.state)) == ("/data_home/jepa-learning", "/state_home/jepa-learning")
    assert str(found.cache) == "/cache_home/jepa-learning"
    assert str(found.socket) == "/runtime_dir/jepa-learning/sidecar.sock"


@pytest.mark.parametrize("value", ["", "relative/path", "~/data"])
def test_an_xdg_variable_that_is_not_absolute_is_ignored(value: str) -> None:
    assert locate({**HOME, "XDG_DATA_HOME": value, "XDG_RUNTIME_DIR": value}, uid=7) == locate(HOME, uid=7)


@pytest.mark.parametrize(("length", "is_short_enough"), [(100, True), (101, False)])
def test_a_socket_path_that_is_too_long_moves_to_tmp(length: int, is_short_enough: bool) -> None:
    above = "/" + "x" * (length - len("//jepa-learning/sidecar.sock"))
    wanted = f"{above}/jepa-learning"
    assert len(f"{wanted}/sidecar.sock") == length
    digest = hashlib.sha256(wanted.encode()).hexdigest()[:8]
    found = str(locate({**HOME, "XDG_RUNTIME_DIR": above}, uid=7).runtime)
    assert found == (wanted if is_short_enough else f"/tmp/jepa-learning-7-{digest}")


def test_a_private_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    make_private(folder)
    make_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_others_can_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(StoreError, match="only you can write to"):
        make_private(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        make_private(tmp_path / "file")
