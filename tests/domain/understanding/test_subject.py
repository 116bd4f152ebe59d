"""Whose work an event is."""

from __future__ import annotations

import pytest

from jepa_learning.domain.event import Event
from jepa_learning.domain.understanding.subject import Subject, agents_in, authors_in

COMMIT = Event("file", "a.py", "c1", 1.0, "work", "ada", {"status": "M"}, "git")
OTHERS = Event("file", "b.py", "c2", 2.0, "work", "bob", {"status": "M"}, "git")
TYPED = Event("command", "make", "s1", 3.0, source="shell")
HOOKED = Event(
    "tool", "Read a.py", "r1", 4.0, author="agent", attributes={"agent": "codex"}, source="agent-hook"
)
TOLD = Event("tool", "Read b.py", "r2", 5.0, author="agent", source="claude-code")
ALL = (COMMIT, OTHERS, TYPED, HOOKED, TOLD)


@pytest.mark.parametrize(
    ("subject", "did"),
    [
        (Subject(), ALL),
        (Subject(author="ada"), (COMMIT,)),
        (Subject(author="ada", is_user=True), (COMMIT, TYPED)),
        (Subject(author="agent"), ()),
        (Subject(agent="any"), (HOOKED, TOLD)),
        (Subject(agent="codex"), (HOOKED,)),
        (Subject(agent="claude-code"), (TOLD,)),
        (Subject(agent="ada"), ()),
    ],
)
def test_an_event_is_the_work_of_its_author_its_agent_or_whoever_sits_here(
    subject: Subject, did: tuple[Event, ...]
) -> None:
    assert tuple(event for event in ALL if subject.did(event)) == did


def test_who_is_known_is_listed_by_how_much_they_did() -> None:
    assert authors_in([*ALL, OTHERS]) == {"bob": 2, "ada": 1}
    assert agents_in([*ALL, TOLD]) == ["claude-code", "codex"]
