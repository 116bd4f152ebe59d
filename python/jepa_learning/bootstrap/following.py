"""Following: what is set going when something was learnt, loaded, erased or switched."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from jepa_learning.application.background import Background
from jepa_learning.application.contexts import Contexts
from jepa_learning.application.follow_contexts import FollowContexts
from jepa_learning.application.follow_whispers import FollowWhispers
from jepa_learning.application.load import Done, Load
from jepa_learning.application.preload import Preload
from jepa_learning.application.shared_archive import SharedArchive
from jepa_learning.application.told_live import ToldLive
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.journal import Journal, place_of


def follow_all(follow_whispers: FollowWhispers, contexts: Contexts, preload: Preload) -> None:
    """What became of whispers is known before a switch makes another, and a switch before what it needs."""
    follow_whispers()
    contexts.follow()
    preload()


def note_fault(journal: Journal, error: Exception) -> None:
    """Write down that something failed which nobody waits for."""
    journal.note("fault", level="error", error=type(error).__name__, where=place_of(error))


def begin_following(
    workers: Sequence[Background], archive: SharedArchive, loaded: Done, error: Exception | None
) -> None:
    """What happens when loading has ended: whoever waits is told first."""
    loaded(error)
    if error is None:
        for worker in workers:
            worker.start()
        with suppress(StoreError):  # a question tells of it
            archive.read_ahead()


def wake(workers: Sequence[Background]) -> None:
    """Tell those who work in the background that there is something new."""
    for worker in workers:
        worker.wake()


def reload(told_live: ToldLive, archive: SharedArchive, load: Load) -> None:
    """What happens when something was erased: what it stood in is read anew."""
    told_live.forget()
    archive.forget()
    load.start()


def refill(workers: Sequence[Background], archive: SharedArchive, follow_contexts: FollowContexts) -> None:
    """What happens when all was learnt again: what else was thrown away is made anew."""
    archive.forget()
    follow_contexts.attempt()
    wake(workers)


def follow(workers: Sequence[Background], archive: SharedArchive) -> None:
    """What happens when something was learnt."""
    wake(workers)
    with suppress(StoreError):  # it was stored and learnt: the next question tells of it
        archive.follow()
