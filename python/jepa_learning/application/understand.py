"""Understand: how somebody works, in sentences with numbers, and a graph of what belongs together.

It changes nothing, and says nothing that was not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy import pseudonym
from jepa_learning.domain.understanding.insight import Insight, InsightOptions
from jepa_learning.domain.understanding.insights import insights_of
from jepa_learning.domain.understanding.knowledge_graph import KnowledgeGraph, knowledge_graph
from jepa_learning.domain.understanding.subject import ANY, Subject, agents_in, authors_in
from jepa_learning.domain.waste.history import History
from jepa_learning.ports.project import Project, Projects

ME: Final = "me"
"""The author that git names in the repository."""

_MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Understood:
    """What is understood.

    Attributes:
        project: Whose events were read; None: those of all.
        subject: Whose work it is.
        insights: By topic.
        graph: None where it was not asked for.
        acts: Commands, tool calls and steps that were read.
        commits: And commits.
        first: Time of the oldest event that was read; None where no event has one.
        last: And of the newest.
    """

    project: Project | None
    subject: Subject
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

    def __call__(
        self,
        directory: Path | None,
        *,
        author: str | None = None,
        agent: str | None = None,
        with_graph: bool = False,
    ) -> Understood:
        """Tell of the project that `directory` is in, of everything where it is in none.

        Args:
            directory: A folder.
            author: Only of this person: `me`, an e-mail address, or a pseudonym; None: of all.
            agent: Only of this agent, by its name, or `any`; None: of all.
            with_graph: Whether the graph is wanted.

        Raises:
            RequestError: Both a person and an agent are named, or nobody is called that.
            StoreError: The log cannot be read.
        """
        project = locate_project(self._projects, directory)
        read = self._recent(str(project.root) if project else None)
        subject = _subject(author, agent, project, read)
        events = [event for event in read if subject.did(event)]
        history = History(events, gap_s=self._session_gap_s)
        graph = None
        if with_graph:
            contexts = [event for event in events if event.kind == "context"]
            graph = knowledge_graph(history, contexts, least=self._options.least, most=self._most_nodes)
        times = [event.time for event in events if event.time is not None]
        return Understood(
            project=project,
            subject=subject,
            insights=tuple(insights_of(history, self._options, local=self._local)),
            graph=graph,
            acts=len(history.acts),
            commits=len(history.commits),
            first=min(times, default=None),
            last=max(times, default=None),
        )


def _subject(
    author: str | None, agent: str | None, project: Project | None, events: Sequence[Event]
) -> Subject:
    """Return who is meant, if there is anybody of that name."""
    if author is not None and agent is not None:
        raise RequestError("a person and an agent were named: expected one of them")
    if agent is not None:
        known = agents_in(events)
        if not known or (agent != ANY and not any(Subject(agent=agent).did(event) for event in events)):
            raise _unknown_agent(agent, known)
        return Subject(agent=agent)
    if author is None:
        return Subject()
    own = project.author if project else None
    if author == ME and own is None:
        raise RequestError("who `me` is, is not known here: go to a repository in which git has a user.email")
    wanted = own if author == ME else pseudonym(author) if "@" in author else author
    people = authors_in(events)
    found = [one for one in people if wanted and one.startswith(wanted)]
    if len(found) != 1 and wanted != own:
        raise _unknown_author(author, people, own)
    name = found[0] if len(found) == 1 else wanted
    return Subject(author=name, is_user=name == own)


def _unknown_agent(name: str, known: Sequence[str]) -> RequestError:
    if not known:
        return RequestError(f"the agent is {name!r}, and nothing of any agent is known here")
    return RequestError(f"the agent is {name!r}: expected one of {', '.join(known[:_MOST_NAMED])}")


def _unknown_author(name: str, known: Mapping[str, int], own: str | None) -> RequestError:
    """Say who is known in words that can be used: whose pseudonym one is, only an address tells."""
    if not known:
        return RequestError(f"the author is {name!r}, and nothing of any author is known here")
    did = {one: f"{count} change{'' if count == 1 else 's'}" for one, count in known.items()}
    others = [f"{one} ({words})" for one, words in did.items() if one != own][:_MOST_NAMED]
    said = [
        *([f"me ({did[own]})"] if own in did else []),
        "the e-mail address of somebody who committed here (`git shortlog -se HEAD` lists them)",
        *([f"the beginning of a pseudonym: {', '.join(others)}"] if others else []),
    ]
    return RequestError(f"the author is {name!r}, who is not known here: expected {', or '.join(said)}")
