"""The commands as processes: exit codes, and what goes where."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jepa_learning import __version__
from jepa_learning.cli.__main__ import COMMANDS, main


@pytest.mark.parametrize("module", ["jepa_learning", "jepa_learning.cli"])
def test_the_package_runs_as_a_module(module: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout == f"{__version__}\n"


def test_every_command_is_listed_by_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert all(f"\n    {name}" in said for name in COMMANDS)


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["train"])
    assert left.value.code == 2
    assert "train" in capsys.readouterr().err
