"""The owner lock: one owner at a time, and none that is dead."""

from __future__ import annotations

import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.owner_lock import OwnerLock
from jepa_learning.domain.errors import StoreBusyError, StoreError

OWN = """
import sys
from pathlib import Path
from jepa_learning.adapters.filesystem.owner_lock import OwnerLock
lock = OwnerLock(Path(sys.argv[1]))
print("owned", flush=True)
sys.stdin.read()
"""


def test_the_directory_is_made_for_the_user_alone(tmp_path: Path) -> None:
    directory = tmp_path / "a" / "data"
    with closing(OwnerLock(directory)):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert stat.S_IMODE((directory / "owner.lock").stat().st_mode) == 0o600


def test_a_second_owner_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    with closing(OwnerLock(tmp_path)), pytest.raises(StoreBusyError, match="lev jepa stop"):
        OwnerLock(tmp_path)
    OwnerLock(tmp_path).close()


def test_the_refusal_names_the_process_and_its_death_frees_the_directory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWN, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "owned\n"
        with pytest.raises(StoreBusyError, match=f"process {owner.pid}:"):
            OwnerLock(tmp_path)
        owner.kill()
        owner.wait()
        OwnerLock(tmp_path).close()


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        OwnerLock(tmp_path / "file" / "data")
