"""History: what waste is looked for in: sessions of commands, tool calls and steps, and commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import Act, act_of
from jepa_learning.domain.patterns.sessions import Session, cut_into_sessions


@dataclass(frozen=True, slots=True)
class Commit:
    """What was changed together.

    Attributes:
        case: Its id.
        project: The root of its repository.
        subject: Its first line; empty where it is not known.
        files: Paths, in order.
        changes: The events of the files, in the same order, as acts.
        statuses: `A`, `M`, `D` or `R` for each file; empty where it is not known.
        gone: Paths that there are no more behind it: deleted, or renamed.
    """

    case: str
    project: str
    subject: str
    files: tuple[str, ...]
    changes: tuple[Act, ...]
    statuses: tuple[str, ...]
    gone: tuple[str, ...] = ()

    @property
    def time(self) -> float | None:
        """When it was made."""
        return self.changes[0].time

    @property
    def author(self) -> str | None:
        """Who made it."""
        return self.changes[0].author


class History:
    """A stretch of the event log, in order.

    Args:
        events: Of all kinds, in the order in which they happened.
        gap_s: A longer pause ends a session.
        act_of: Returns the act of an event; `Acts` where several stretches have the same ones.
    """

    def __init__(
        self, events: Iterable[Event], *, gap_s: float, act_of: Callable[[Event], Act] = act_of
    ) -> None:
        self.gap_s = gap_s
        self._act_of = act_of
        self.acts: list[Act] = []
        self._changes: dict[tuple[str, str], list[Event]] = {}
        for event in events:
            if event.kind == "file":
                self._changes.setdefault((event.project, event.case), []).append(event)
            elif event.kind != "context":
                self.acts.append(act_of(event))

    @cached_property
    def sessions(self) -> Sequence[Session]:
        """Commands, tool calls and steps, by case, cut at long pauses."""
        return list(cut_into_sessions(self.acts, gap_s=self.gap_s))

    @cached_property
    def commits(self) -> Sequence[Commit]:
        """Commits, the oldest first."""
        return [_commit(changes, self._act_of) for changes in self._changes.values()]

    @cached_property
    def counts(self) -> Counter[tuple[str, str]]:
        """How often each form of a kind happened."""
        return Counter((act.kind, act.form) for act in self.acts)

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many acts of each kind there are."""
        return Counter(act.kind for act in self.acts)

    def share(self, act: Act) -> float:
        """Return how much of its kind has the form of an act, in (0, 1]."""
        return self.counts[act.kind, act.form] / self.kinds[act.kind]


def _commit(changes: Sequence[Event], act_of: Callable[[Event], Act]) -> Commit:
    first = changes[0]
    return Commit(
        first.case,
        first.project,
        first.intent or "",
        tuple(event.activity for event in changes),
        tuple(act_of(event) for event in changes),
        tuple(str(event.attributes.get("status") or "")[:1] for event in changes),
        tuple(filter(None, map(_gone, changes))),
    )


def _gone(event: Event) -> str:
    deleted = str(event.attributes.get("status") or "").startswith("D")
    return event.activity if deleted else str(event.attributes.get("old_path") or "")
