"""Stores: the event log, the journal, vectors, suggestions and changes."""

from __future__ import annotations

import os
import time
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from uuid import uuid4

from jepa_learning.adapters.filesystem.change_journal import read_text
from jepa_learning.adapters.filesystem.git_hooks import hooks_folder
from jepa_learning.adapters.filesystem.memory_records import FileMemoryRecords
from jepa_learning.adapters.memory.vector_memory import MemoryVectorMemory
from jepa_learning.adapters.sqlite.event_log import SqliteEventLog
from jepa_learning.application.consent import Consents
from jepa_learning.application.shared_memory import OpenStore, SharedMemory
from jepa_learning.application.suggestions import Suggestions
from jepa_learning.config.settings import Settings
from jepa_learning.domain.errors import ConfigError, StoreError
from jepa_learning.domain.proposals.remedy import Places
from jepa_learning.domain.suggestion import Span
from jepa_learning.folders import Folders, make_private
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.journal import Journal
from jepa_learning.ports.memory_records import Space
from jepa_learning.ports.suggestion_store import SuggestionStore
from jepa_learning.ports.text_encoder import TextEncoder

_COLLECTIONS: Final = "/collections/"


def open_event_log(settings: Settings, folders: Folders) -> SqliteEventLog:
    """Open the event log; reading is possible beside the sidecar."""
    make_private(folders.data)
    return SqliteEventLog(folders.event_log, busy_timeout_ms=settings.store.busy_timeout_ms)


def open_journal(settings: Settings, folders: Folders) -> Journal:
    """Open the sidecar's log file."""
    from jepa_learning.adapters.telemetry.journal import StructlogJournal

    log = settings.log
    return StructlogJournal(folders.journal, level=log.level, max_bytes=log.max_bytes, files=log.files)


def build_suggestions(
    settings: Settings, store: SuggestionStore, consents: Consents, *, clock: Clock, journal: Journal
) -> Suggestions:
    suggestions = Suggestions(
        store,
        clock=clock,
        is_consented=consents.is_kind_granted,
        new_id=lambda: uuid4().hex[:8],
        most=settings.feedback.keep,
        keep_s=settings.feedback.keep_days * 86_400.0,
        journal=journal,
    )
    suggestions.start()
    return suggestions


def joining_window(settings: Settings) -> Span:
    return Span(settings.feedback.window_events, settings.feedback.window_s)


def dismissal_span(settings: Settings) -> Span:
    return Span(settings.feedback.cooldown_events, settings.feedback.cooldown_s)


def build_text_encoder(settings: Settings) -> TextEncoder:
    """Make what encodes texts; a model is not loaded before there is a text.

    Raises:
        ConfigError: The model gives vectors of another dimension than the settings ask for.
    """
    dimension = settings.memory.dimension
    if settings.text.encoder == "hashed":
        from jepa_learning.adapters.text.hashed_subwords import HashedSubwords

        return HashedSubwords(dimension)
    from jepa_learning.adapters.text.minilm import DIMENSION, MiniLm

    if dimension != DIMENSION:
        raise ConfigError(
            f"memory.dimension is {dimension} and text.encoder is minilm, which gives {DIMENSION} numbers: "
            f"set memory.dimension to {DIMENSION}"
        )
    return MiniLm()


def open_vector_memory(settings: Settings, folders: Folders, space: Space, owner: str) -> OpenStore:
    """Open the store of a space. Nothing of Qdrant is imported before.

    Raises:
        ConfigError: The URL or the API key is not what it must be.
        StoreError: It cannot be opened, or its package is missing.
    """
    vectors = settings.memory
    try:
        match space.adapter:
            case "embedded":
                from jepa_learning.adapters.qdrant.embedded_vector_memory import QdrantEmbeddedVectorMemory

                return QdrantEmbeddedVectorMemory(
                    folders.vectors / space.encoder,
                    dimension=space.dimension,
                    index_after=vectors.index_after,
                )
            case "server":
                from jepa_learning.adapters.qdrant.api_key import read_api_key
                from jepa_learning.adapters.qdrant.server_vector_memory import QdrantServerVectorMemory

                url, _, collection = space.place.rpartition(_COLLECTIONS)
                return QdrantServerVectorMemory(
                    url,
                    api_key=read_api_key(os.environ, vectors.api_key_file),
                    collection=collection,
                    dimension=space.dimension,
                    owner=owner,
                    timeout_s=vectors.timeout_s,
                )
    except ImportError as error:
        raise StoreError(
            f"memory.adapter is {space.adapter}, and a package of Qdrant cannot be imported ({error}): "
            "remove .venv, it is made again when needed; or set memory.adapter to memory"
        ) from error
    return MemoryVectorMemory(space.dimension)


def build_shared_memory(
    settings: Settings, folders: Folders, encoder: TextEncoder, *, journal: Journal
) -> SharedMemory:
    adapter, notice = settings.memory.adapter, None
    if adapter == "embedded" and find_spec("qdrant_edge") is None:
        adapter, notice = "memory", "memory.adapter is embedded, and its engine has no build for this machine"
    place = ""
    if adapter == "server":
        place = f"{settings.memory.url.rstrip('/')}{_COLLECTIONS}{settings.memory.collection}"
    return SharedMemory(
        Space(adapter, place, encoder.name, encoder.dimension),
        open_store=partial(open_vector_memory, settings, folders),
        records=FileMemoryRecords(folders.memory_record),
        new_owner=lambda: uuid4().hex,
        journal=journal,
        timer=time.monotonic,
        retry_s=settings.memory.retry_s,
        notice=notice,
    )


def build_places(folders: Folders, project: str) -> Places:
    """Return where proposals may write: what the user's shell reads, the own folder, and the project."""
    shell = Path(os.environ.get("SHELL", "")).name
    home = Path.home()
    starts = {
        "zsh": Path(os.environ.get("ZDOTDIR") or home) / ".zshrc",
        "fish": folders.config_file.parents[1] / "fish" / "config.fish",
    }
    return Places(
        read=read_text,
        shell=shell if shell in starts else "bash",
        rc_file=str(starts.get(shell, home / ".bashrc")),
        own_folder=str(folders.config_file.parent),
        project=project,
        hooks=hooks_folder(Path(project)) if project else "",
    )
