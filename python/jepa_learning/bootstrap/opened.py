"""Opened: the stores, the learner and the networks of a user, taken for this process."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack, closing
from dataclasses import dataclass

from jepa_learning.adapters.clock import SystemClock
from jepa_learning.adapters.filesystem.model_registry import FileModelRegistry
from jepa_learning.adapters.filesystem.owner_lock import OwnerLock
from jepa_learning.adapters.snapshot.file import FileSnapshotStore
from jepa_learning.adapters.sqlite.consent import SqliteConsentStore
from jepa_learning.adapters.sqlite.suggestion_store import SqliteSuggestionStore
from jepa_learning.adapters.sqlite.whisper_store import SqliteWhisperStore
from jepa_learning.application.networks import Networks
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.shared_memory import SharedMemory
from jepa_learning.bootstrap.learner import build_shared_learner, learner_fingerprint
from jepa_learning.bootstrap.networks import build_networks, connect_council
from jepa_learning.bootstrap.stores import build_shared_memory, build_text_encoder, open_event_log
from jepa_learning.config.layers import models_folder
from jepa_learning.config.settings import Settings
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.learner import Learner
from jepa_learning.folders import Folders, make_private
from jepa_learning.ports.consent import ConsentStore
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.journal import Journal, place_of
from jepa_learning.ports.suggestion_store import SuggestionStore
from jepa_learning.ports.text_encoder import TextEncoder
from jepa_learning.ports.whisper_store import WhisperStore


@dataclass(frozen=True, slots=True)
class Opened:
    """What all use cases share: settings, and what is open in the data directory.

    Attributes:
        log: The event log.
        words: What was consented to.
        shown: Suggestions that were shown.
        said: Whispers and their receipts.
    """

    settings: Settings
    folders: Folders
    journal: Journal
    log: EventLog
    words: ConsentStore
    shown: SuggestionStore
    said: WhisperStore
    learner: SharedLearner
    networks: Networks
    encoder: TextEncoder
    memory: SharedMemory


def open_data(
    settings: Settings, folders: Folders, held: ExitStack, *, journal: Journal, without: Collection[str]
) -> Opened:
    """Take the data directory; `held` closes what is opened. Nothing is loaded.

    Raises:
        StoreBusyError: Another process owns the data directory.
        StoreError: The data directory cannot be used.
        ConfigError: A pattern of the settings is not what it must be.
    """
    held.callback(journal.close)
    make_private(folders.data)
    held.enter_context(closing(OwnerLock(folders.data)))
    log = held.enter_context(closing(open_event_log(settings, folders)))
    timeout_ms = settings.store.busy_timeout_ms
    words = held.enter_context(closing(SqliteConsentStore(folders.consent, busy_timeout_ms=timeout_ms)))
    shown = held.enter_context(
        closing(SqliteSuggestionStore(folders.suggestions, busy_timeout_ms=timeout_ms))
    )
    said = held.enter_context(
        closing(SqliteWhisperStore(folders.whispers, keep=settings.whispers.keep, busy_timeout_ms=timeout_ms))
    )
    snapshots = FileSnapshotStore(folders.snapshot, fingerprint=learner_fingerprint(settings, without))
    registry = FileModelRegistry(folders.models, shipped=models_folder())
    networks = build_networks(
        settings,
        folders,
        registry=registry,
        clock=SystemClock(),
        sequence=lambda: learner.sequence,
        journal=journal,
    )
    held.callback(networks.close)

    def connect(fresh: Learner, sequence: int) -> None:
        networks.connect(fresh, sequence)
        try:
            connect_council(fresh)
        except StoreError as error:  # the others predict without it
            journal.note("council is silent", level="error", code=error.code, where=place_of(error))

    learner = build_shared_learner(
        settings, log, snapshots, without=without, journal=journal, connect=connect
    )
    held.callback(learner.save)
    encoder = build_text_encoder(settings)
    memory = build_shared_memory(settings, folders, encoder, journal=journal)
    held.callback(memory.close)
    return Opened(
        settings=settings,
        folders=folders,
        journal=journal,
        log=log,
        words=words,
        shown=shown,
        said=said,
        learner=learner,
        networks=networks,
        encoder=encoder,
        memory=memory,
    )
