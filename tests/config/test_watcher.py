"""The settings of watching reach the watcher."""

from __future__ import annotations

from jepa_learning.adapters.watch.watchfiles_watcher import WatchfilesWatcher
from jepa_learning.bootstrap.sources import build_watcher
from jepa_learning.config.layers import load_settings


def test_a_watcher_is_built_from_the_settings_that_ship() -> None:
    assert isinstance(build_watcher(load_settings().settings), WatchfilesWatcher)
