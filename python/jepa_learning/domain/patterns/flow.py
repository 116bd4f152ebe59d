"""Flow: which act follows which one directly, in one workflow: how often, after how long, and what fails.

A directly-follows graph (van der Aalst, "Process Mining", 2nd ed., section 6.2.1), learnt
a session at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session


@dataclass(slots=True)
class Spread:
    """Seconds, as a count and the mean of their logarithms: long pauses must not drown short ones."""

    count: int = 0
    mean_log: float = 0.0

    def learn_one(self, seconds: float) -> None:
        """Take in one duration; what is below a millisecond counts as one."""
        self.count += 1
        self.mean_log += (log(max(seconds, 0.001)) - self.mean_log) / self.count


@dataclass(slots=True)
class Edge:
    """One form after another: how often, and how long it took."""

    count: int = 0
    pauses: Spread = field(default_factory=Spread)


@dataclass(slots=True)
class Node:
    """A form: how often it happened, how often it is known to have failed, began and ended a session."""

    count: int = 0
    failed: int = 0
    starts: int = 0
    ends: int = 0
    durations: Spread = field(default_factory=Spread)


@dataclass(slots=True)
class Flow:
    """The graph of one workflow."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)

    def learn_one(self, session: Session) -> None:
        """Take in a session, from its first act to its last."""
        for index, act in enumerate(session):
            node = self.nodes.setdefault(act.form, Node())
            node.count += 1
            node.failed += bool(act.failed)
            node.starts += index == 0
            node.ends += index == len(session) - 1
            if act.duration_s is not None:
                node.durations.learn_one(act.duration_s)
            if index:
                self._step(session[index - 1], act)

    def after(self, form: str) -> Counter[str]:
        """Return what followed a form, and how often."""
        return Counter({second: edge.count for (first, second), edge in self.edges.items() if first == form})

    def _step(self, before: Act, act: Act) -> None:
        edge = self.edges.setdefault((before.form, act.form), Edge())
        edge.count += 1
        if before.time is not None and act.time is not None:
            edge.pauses.learn_one(act.time - before.time)


def flows_of(sessions: Iterable[Session]) -> Mapping[tuple[str, str], Flow]:
    """Return the flow of every workflow, by its kind and its name (of a raw stream: its project)."""
    flows: dict[tuple[str, str], Flow] = {}
    for session in _whole(sessions):
        first = session[0]
        flows.setdefault((first.kind, first.workflow or first.project), Flow()).learn_one(session)
    return flows


def _whole(sessions: Iterable[Session]) -> Iterator[Session]:
    return (session for session in sessions if session)
