"""The application: all use cases, wired to the data directory of a user."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack

from jepa_learning.application.application import Application
from jepa_learning.application.load import Done
from jepa_learning.bootstrap.opened import open_data
from jepa_learning.bootstrap.wiring import Wiring
from jepa_learning.config.settings import Settings
from jepa_learning.folders import Folders
from jepa_learning.ports.journal import Journal


def build_application(
    settings: Settings,
    folders: Folders,
    *,
    journal: Journal,
    without: Collection[str] = (),
    loaded: Done = lambda error: None,
) -> Application:
    """Take the data directory and wire all use cases to it. Nothing is loaded until `start`.

    Args:
        journal: Closed with the application.
        loaded: Called when loading has ended, in the thread that loads.

    Raises:
        StoreBusyError: Another process owns the data directory.
        StoreError: The data directory cannot be used.
        ConfigError: A pattern of the settings is not what it must be.
    """
    with ExitStack() as held:
        wiring = Wiring(open_data(settings, folders, held, journal=journal, without=without), loaded=loaded)
        for stop in reversed(wiring.stops()):
            held.callback(stop)
        whole = ExitStack()
        application = wiring.application(close=whole.close)
        whole.push(held.pop_all())
        return application
