"""Subject: whose work is looked at: everybody's, one person's, or one agent's.

What is typed in a shell has no author: it is the work of whoever uses this machine. It does not know who
that is; whoever asks says it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.event import Event

ANY: Final = "any"
"""Every agent."""

_AGENT_AUTHOR: Final = "agent"
_OWN: Final = frozenset({"command", "context"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Who.

    Attributes:
        author: Pseudonym of a person; None for all.
        is_user: Whether that person is who uses this machine.
        agent: Name of an agent, as its hook or its source has it, or `ANY`; None for all.
    """

    author: str | None = None
    is_user: bool = False
    agent: str | None = None

    def did(self, event: Event) -> bool:
        """Say whether an event is the subject's work."""
        if self.agent is not None:
            return _is_of_agent(event) and self.agent in (ANY, *_names_of(event))
        if self.author is None:
            return True
        is_own = self.is_user and event.author is None and event.kind in _OWN
        return is_own or (event.author == self.author and not _is_of_agent(event))


def authors_in(events: Iterable[Event]) -> dict[str, int]:
    """Return how much people did, by their pseudonyms, those first who did most."""
    counts = Counter(event.author for event in events if event.author and not _is_of_agent(event))
    return dict(counts.most_common())


def agents_in(events: Iterable[Event]) -> list[str]:
    """Return the names of agents, those first that did most."""
    counts = Counter(name for event in events if _is_of_agent(event) for name in _names_of(event)[:1])
    return [name for name, _ in counts.most_common()]


def _is_of_agent(event: Event) -> bool:
    return event.author == _AGENT_AUTHOR or event.kind == "tool"


def _names_of(event: Event) -> tuple[str, ...]:
    named = (event.attributes.get("agent"), event.source)
    return tuple(str(name) for name in named if name)
