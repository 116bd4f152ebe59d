"""`python -m jepa_learning config`: what is in force, and where it comes from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from jepa_learning.cli.__main__ import main
from jepa_learning.config.layers import load_settings
from jepa_learning.folders import Folders, locate


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    found = locate(os.environ, uid=os.getuid())
    found.config_file.parent.mkdir(parents=True)
    return found


def test_every_setting_is_told_with_its_value_and_origin(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    folders.config_file.write_text("log:\n  files: 7\n")
    assert main(["config", "--json", "--set", "log.level=debug", "--profile", "server"]) == 0
    found = json.loads(capsys.readouterr().out)
    told = {one["key"]: (one["value"], one["origin"]) for one in found["settings"]}
    assert told["log.files"] == (7, f"{folders.config_file}:2")
    assert told["log.level"] == ("debug", "command line")
    assert set(told) == set(load_settings().values)
    assert found["files"][-1] == found["user_file"] == str(folders.config_file)


def test_people_read_one_line_a_setting(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(load_settings().values)
    assert lines[0].startswith('sidecar.transport = "unix"  # ')


def test_a_bad_configuration_is_one_json_document_and_one_line_of_words(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    folders.config_file.write_text("log:\n  files: none\n")
    assert main(["config", "--json"]) == 1
    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert error["code"] == "config_invalid"
    assert f"{folders.config_file}:2: log.files is 'none'" in error["message"]
    assert said.err == f"jepa-learning: config_invalid: {error['message']}\n"
