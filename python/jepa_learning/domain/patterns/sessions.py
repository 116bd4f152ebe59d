"""Sessions: acts of one kind and case, in order, cut where a long pause says that something else began.

A raw stream without cases is cut by its pauses alone. It does not know what the acts mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jepa_learning.domain.patterns.act import Act

Session = Sequence[Act]


def cut_into_sessions(acts: Iterable[Act], *, gap_s: float) -> Iterator[Session]:
    """Give the sessions in the order in which they began.

    Args:
        acts: In the order in which they happened; cases may interleave.
        gap_s: A pause longer than this, or a jump back by as much, ends a session.
    """
    sessions: list[list[Act]] = []
    opened: dict[tuple[str, str], list[Act]] = {}
    for act in acts:
        key = act.kind, act.case
        session = opened.get(key)
        if session is None or is_apart(session[-1], act, gap_s=gap_s):
            session = opened[key] = []
            sessions.append(session)
        session.append(act)
    return iter(sessions)


def is_apart(before: Act, after: Act, *, gap_s: float) -> bool:
    """Say whether the pause between two acts is too long for one session."""
    if before.time is None or after.time is None:
        return False
    return abs(after.time - before.time) > gap_s
