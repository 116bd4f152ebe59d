"""What is asked of the system beyond the port."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jepa_learning.adapters.machine import installed_programs


def test_installed_is_what_can_be_run_from_a_folder_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tool").touch(mode=0o755)
    (tmp_path / "notes").touch(mode=0o644)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), str(tmp_path / "missing")]))
    assert installed_programs() == {"tool"}
