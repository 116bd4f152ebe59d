"""Proposing: the look at a long history, as the process has it that `propose_apart` starts."""

from __future__ import annotations

from contextlib import ExitStack, closing
from functools import partial
from typing import cast

from jepa_learning.adapters.clock import SystemClock
from jepa_learning.adapters.machine import installed_programs
from jepa_learning.adapters.process.answer import answer
from jepa_learning.adapters.sqlite.consent import SqliteConsentStore
from jepa_learning.application.consent import Consents
from jepa_learning.application.propose import Advice, OptimizeOptions, Propose
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.bootstrap.learner import plain
from jepa_learning.bootstrap.options import consent_defaults
from jepa_learning.bootstrap.propose_apart import Question
from jepa_learning.bootstrap.sources import build_workflow_files
from jepa_learning.bootstrap.stores import build_places, open_event_log
from jepa_learning.config.settings import Settings


def propose(question: object) -> Advice:
    """Open what is needed, for reading, and look."""
    from jepa_learning.adapters.sources.git_project import GitProjects

    settings, folders, directory, applied = cast(Question, question)
    with ExitStack() as held:
        log = held.enter_context(closing(open_event_log(settings, folders)))
        timeout_ms = settings.store.busy_timeout_ms
        words = held.enter_context(closing(SqliteConsentStore(folders.consent, busy_timeout_ms=timeout_ms)))
        consents = Consents(words, clock=SystemClock(), defaults=consent_defaults(settings))
        look = Propose(
            recent=RecentEvents(log, consents=consents, most=settings.optimize.most_events),
            consents=consents,
            projects=GitProjects(),
            places=partial(build_places, folders),
            workflows=build_workflow_files(settings),
            installed=installed_programs,
            options=_options(settings),
        )
        return look(directory, applied)


def _options(settings: Settings) -> OptimizeOptions:
    left_out = {"autonomous", "omissions", "most_events", "most_s"}
    return plain(OptimizeOptions, settings.optimize.model_dump(exclude=left_out))


if __name__ == "__main__":
    answer(propose)
