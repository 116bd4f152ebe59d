"""Whether a whisper was right is told by the next events that could have been it."""

from __future__ import annotations

from tests.domain.whispers.make import NOW, WHISPER, whisper

from jepa_learning.domain.event import Event
from jepa_learning.domain.whispers.outcome import Outcome
from jepa_learning.domain.whispers.whisper import Guess


def change(path: str, *, time: float | None = NOW + 60, project: str = "/src/httpx") -> Event:
    return Event("file", path, "commit", time, attributes={"project": project})


def test_a_guess_that_happens_makes_it_right() -> None:
    outcome = Outcome(WHISPER, within=3)
    assert outcome.observe_one(change("other.py")) is None
    assert outcome.observe_one(change("tests/test_router.py")) is True


def test_after_so_many_other_events_it_was_wrong() -> None:
    outcome = Outcome(WHISPER, within=3)
    assert [outcome.observe_one(change(f"{n}.py")) for n in range(3)] == [None, None, False]


def test_what_could_not_have_been_it_does_not_count() -> None:
    outcome = Outcome(WHISPER, within=1)
    for event in (
        change("old.py", time=NOW - 1),
        change("elsewhere.py", project="/src/other"),
        Event("command", "npm test", "session", NOW + 1),
    ):
        assert outcome.observe_one(event) is None
    assert outcome.observe_one(change("undated.py", time=None)) is False


def test_of_an_agents_whisper_only_its_run_counts() -> None:
    outcome = Outcome(whisper(kind="tool", session="run", guesses=(Guess("Bash npm test", 0.5),)), within=1)
    assert outcome.observe_one(Event("tool", "Bash npm test", "another run", NOW + 1)) is None
    assert outcome.observe_one(Event("tool", "Bash npm test", "run", NOW + 1)) is True


def test_a_file_happens_when_an_agent_opens_it() -> None:
    outcome = Outcome(whisper(session="run"), within=3)
    call = Event("tool", "Read", "run", NOW + 1, attributes={"file": "src/a.py\nsrc/router.py"})
    assert outcome.observe_one(call) is True
