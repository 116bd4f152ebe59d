"""Understand: how somebody works, in sentences with numbers, and a graph of what belongs together.

It changes nothing, and says nothing that was not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.domain.understanding.insight import Insight, InsightOptions
from jepa_learning.domain.understanding.insights import insights_of
from jepa_learning.domain.understanding.knowledge_graph import KnowledgeGraph, knowledge_graph
from jepa_learning.domain.waste.history import History
from jepa_learning.ports.project import Project, Projects


@dataclass(frozen=True, slots=True)
class Understood:
    """What is understood.

    Attributes:
        project: Whose events were read; None: those of all.
        insights: By topic.
        graph: None where it was not asked for.
        acts: Commands, tool calls and steps that were read.
        commits: And commits.
        first: Time of the oldest event that was read; None where no event has one.
        last: And of the newest.
    """

    project: Project | None
    insights: tuple[Insight, ...]
    graph: KnowledgeGraph | None
    acts: int
    commits: int
    first: float | None
    last: float | None


class Understand:
    """Reads the log.

    Args:
        session_gap_s: A longer pause ends a session.
        options: Bounds of what is said.
        most_nodes: Things that the graph holds.
        local: Turns seconds since the epoch into the clock on the wall.
    """

    def __init__(
        self,
        recent: RecentEvents,
        *,
        projects: Projects,
        session_gap_s: float,
        options: InsightOptions,
        most_nodes: int,
        local: Callable[[float], datetime] = datetime.fromtimestamp,
    ) -> None:
        self._recent, self._projects, self._local = recent, projects, local
        self._session_gap_s, self._options, self._most_nodes = session_gap_s, options, most_nodes

    def __call__(self, directory: Path | None, *, with_graph: bool = False) -> Understood:
        """Tell of the project that `directory` is in, of everything where it is in none.

        Raises:
            StoreError: The log cannot be read.
        """
        project = locate_project(self._projects, directory)
        events = self._recent(str(project.root) if project else None)
        history = History(events, gap_s=self._session_gap_s)
        graph = None
        if with_graph:
            contexts = [event for event in events if event.kind == "context"]
            graph = knowledge_graph(history, contexts, least=self._options.least, most=self._most_nodes)
        times = [event.time for event in events if event.time is not None]
        return Understood(
            project=project,
            insights=tuple(insights_of(history, self._options, local=self._local)),
            graph=graph,
            acts=len(history.acts),
            commits=len(history.commits),
            first=min(times, default=None),
            last=max(times, default=None),
        )
