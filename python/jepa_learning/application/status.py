"""Status: what is known, what is learnt, what may be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from jepa_learning.application.consent import Consents, Standing
from jepa_learning.application.contexts import Contexts, Running
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.networks import Networks
from jepa_learning.application.networks import Standing as NetworkStanding
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.shared_memory import MemoryState, SharedMemory
from jepa_learning.domain.credit import Dominance
from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.event import KINDS
from jepa_learning.domain.learner import Learner
from jepa_learning.ports.event_log import EventLog, LogSize
from jepa_learning.ports.project import Project, Projects

MOST_BEHIND: Final = 10_000
"""Counting further would take longer than the answer is worth."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is learnt of one kind: events, their cases, different activities, their regime, who is right."""

    kind: str
    events: int
    cases: int
    activities: int
    regime: Regime = Regime.EQUILIBRIUM
    dominance: Dominance | None = None


@dataclass(frozen=True, slots=True)
class State:
    """All that `status` tells. Files are counted for the project, the other kinds for everything.

    `behind` is how many events the vector memory does not know yet, counted up to `MOST_BEHIND`; `unwatched`
    says why which projects cannot be watched, though they may be.
    """

    project: Project | None
    learnt: tuple[Learnt, ...]
    log: LogSize
    consent: tuple[Standing, ...]
    memory: MemoryState
    behind: int
    networks: tuple[NetworkStanding, ...]
    context: Running | None
    unwatched: Mapping[str, str]


class Status:
    """Looks, and changes nothing."""

    def __init__(
        self,
        *,
        log: EventLog,
        learner: SharedLearner,
        networks: Networks,
        memory: SharedMemory,
        consents: Consents,
        contexts: Contexts,
        projects: Projects,
        unwatched: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._log = log
        self._unwatched = unwatched
        self._learner = learner
        self._networks = networks
        self._memory = memory
        self._consents = consents
        self._contexts = contexts
        self._projects = projects

    def __call__(self, directory: Path | None) -> State:
        """Tell how things stand, for the project that `directory` is in where it is in one."""
        context = self._contexts.running()
        project = locate_project(self._projects, directory)
        root = str(project.root) if project else ""
        with self._learner.hold() as learner:
            learnt = tuple(_learnt(learner, kind, root if kind == "file" else "") for kind in KINDS)
        memory = self._memory.state()
        behind = sum(1 for _ in islice(self._log.read(after=memory.filled), MOST_BEHIND))
        return State(
            project,
            learnt,
            self._log.size(),
            tuple(self._consents.show(root or None)),
            memory,
            behind,
            tuple(self._networks.standings()),
            context,
            self._unwatched(),
        )


def _learnt(learner: Learner, kind: str, project: str) -> Learnt:
    known = learner.knowledge(kind, project)
    return Learnt(
        kind,
        known.events,
        known.cases,
        known.activities,
        learner.regime(kind, project),
        learner.dominance(kind, project),
    )
