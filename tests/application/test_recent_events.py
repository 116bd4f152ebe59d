"""Recent events are the newest that may be read, in order; a long history is not read for a few of them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.application.in_memory import DEFAULTS, House, commits

from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.domain.event import Event


class Counting(MemoryEventLog):
    """Counts what is read of it."""

    given = 0

    def read(
        self,
        *,
        after: int = 0,
        newest: int | None = None,
        kind: str | None = None,
        project: str | None = None,
    ) -> Iterator[tuple[int, Event]]:
        for line in super().read(after=after, newest=newest, kind=kind, project=project):
            self.given += 1
            yield line


def typed(*lines: str) -> list[Event]:
    return [Event("command", line, "case", float(place), source="shell") for place, line in enumerate(lines)]


def test_the_newest_are_given_and_no_more_is_read() -> None:
    log, house = Counting(), House(defaults={**DEFAULTS, "shell": True})
    log.append(typed(*map(str, range(50))))
    recent = RecentEvents(log, consents=house.consents, most=3)
    assert [event.activity for event in recent(None)] == ["47", "48", "49"]
    assert log.given == 3


def test_of_a_project_the_newest_are_given_however_long_ago_they_were() -> None:
    log, house = Counting(), House(defaults={**DEFAULTS, "shell": True})
    first = commits(3)
    log.append([*first, *typed(*map(str, range(50)))])
    recent = RecentEvents(log, consents=house.consents, most=2)
    assert recent(first[0].project) == first[-2:]


def test_what_may_not_be_read_is_left_out() -> None:
    log, house = Counting(), House(defaults={**DEFAULTS, "shell": False})
    log.append(typed("ls"))
    assert RecentEvents(log, consents=house.consents, most=3)(None) == []
