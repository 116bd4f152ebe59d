"""The stamps of configuration files tell that one was changed, made or removed."""

from __future__ import annotations

import os
from pathlib import Path

from jepa_learning.cli.serve import configuration_files
from jepa_learning.config.layers import CONFIG, load_settings
from jepa_learning.config.stamps import stamps_of


def test_a_stamp_changes_with_the_file_and_is_empty_without_it(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    assert stamps_of([file]) == {str(file): ""}
    file.write_text("a")
    os.utime(file, ns=(5, 7_000_000_001))
    assert stamps_of([file]) == {str(file): "7000000001 1"}


def test_the_users_file_is_watched_before_it_is_made_unless_another_was_named(tmp_path: Path) -> None:
    own, named = tmp_path / "config.yaml", tmp_path / "named.yaml"
    named.write_text("")
    without = load_settings(user_file=own, environ={})
    assert own in configuration_files(without, own, {})
    environ = {CONFIG: str(named)}
    with_another = load_settings(user_file=own, environ=environ)
    assert configuration_files(with_another, own, environ) == with_another.files
    assert named in with_another.files
