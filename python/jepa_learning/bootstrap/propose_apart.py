"""Propose apart: have a process of its own look at a long history (docs/adr/0017-looks-apart.md)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final, cast

from jepa_learning.adapters.process.ask import OwnProcess
from jepa_learning.application.propose import Advice
from jepa_learning.config.settings import Settings
from jepa_learning.folders import Folders

Question = tuple[Settings, Folders, Path | None, Collection[str]]

_MODULE: Final = "jepa_learning.bootstrap.proposing"


def build_process(settings: Settings) -> OwnProcess:
    """Return what starts such processes."""
    return OwnProcess(_MODULE, most_s=settings.optimize.most_s)


def propose_apart(
    process: OwnProcess,
    settings: Settings,
    folders: Folders,
    directory: Path | None,
    applied: Collection[str],
) -> Advice:
    """Return what `Propose` does, from a process that reads the log beside this one.

    Raises:
        StoreError: The event log cannot be read.
        JepaLearningError: The process gave no answer, or not in time.
    """
    question: Question = (settings, folders, directory, applied)
    return cast(Advice, process.ask(question))
