"""A learner to use with `with`, in memory or on a data directory."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.memory.snapshot_store import MemorySnapshotStore
from jepa_learning.application.open_learner import OpenLearner
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.bootstrap.application import build_application
from jepa_learning.bootstrap.learner import build_shared_learner
from jepa_learning.bootstrap.networks import connect_networks
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event
from jepa_learning.folders import locate

MEMORY: Final = ":memory:"


def open_learner(place: str | Path, *, without: Collection[str] = ()) -> OpenLearner:
    """Open a learner in memory (`:memory:`, default settings) or on a data directory (the user's settings).

    Raises:
        ConfigError: The configuration is not what it must be.
        RequestError: `without` names a manifold that does not exist.
        StoreBusyError: Another process owns the data directory.
        StoreError: The data directory cannot be used.
    """
    if str(place) == MEMORY:
        return _open_in_memory(without)
    return _open_on_disk(Path(place).absolute(), without)


def _open_in_memory(without: Collection[str]) -> OpenLearner:
    settings = load_settings().settings
    snapshots = MemorySnapshotStore()
    folders = locate(os.environ, uid=os.getuid())
    learner = build_shared_learner(
        settings,
        MemoryEventLog(),
        snapshots,
        without=without,
        journal=MemoryJournal(),
        connect=lambda fresh, sequence: connect_networks(settings, folders, fresh, waits=True),
    )
    return OpenLearner(hold=learner.hold, learn=partial(_teach, learner), close=lambda: None)


def _teach(learner: SharedLearner, events: Sequence[Event]) -> None:
    with learner.hold() as held:
        held.learn_many(events)


def _open_on_disk(directory: Path, without: Collection[str]) -> OpenLearner:
    here = locate(os.environ, uid=os.getuid())
    settings = load_settings(user_file=here.config_file, environ=os.environ).settings
    folders = replace(here, data=directory)
    application = build_application(settings, folders, journal=MemoryJournal(), without=without)
    try:
        for _ in application.learner.load():
            pass
    except BaseException:
        application.close()
        raise
    return OpenLearner(hold=application.learner.hold, learn=application.learn, close=application.close)
