"""Events and queries refuse what makes no sense, and the same fact has the same name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jepa_learning.domain.errors import EventError
from jepa_learning.domain.event import KINDS, Event, Query

FACT = Event("command", "ls", "s1", 5.0, attributes={"project": "/p"}, source="shell")


@pytest.mark.parametrize("make", [lambda kind: Event(kind, "a", "c"), lambda kind: Query(kind, "c")])
def test_an_unknown_kind_is_refused_and_the_known_ones_are_named(make: type[Event]) -> None:
    with pytest.raises(EventError, match="'files'") as error:
        make("files")  # type: ignore[call-arg]
    assert all(kind in str(error.value) for kind in KINDS)


def test_an_event_without_an_activity_or_a_case_is_refused() -> None:
    with pytest.raises(EventError, match="empty activity"):
        Event("file", "", "c")
    with pytest.raises(EventError, match=r"'a\.py' has an empty case"):
        Event("file", "a.py", "")


@pytest.mark.parametrize("horizon", [0, -3])
def test_a_horizon_starts_at_one(horizon: int) -> None:
    with pytest.raises(EventError, match=f"the horizon is {horizon}"):
        Query("file", "c", horizon=horizon)


def test_the_same_fact_read_twice_has_the_same_id() -> None:
    again = replace(
        FACT, intent="other words", author="ada", content="text", attributes={"project": "/p", "exit": 1}
    )
    assert again.id == FACT.id
    assert len(FACT.id) == 32


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "step"},
        {"activity": "ll"},
        {"case": "s2"},
        {"time": 6.0},
        {"source": "jsonl"},
        {"attributes": {"project": "/q"}},
        {"attributes": {"project": "/p", "ordinal": 1}},
    ],
    ids=str,
)
def test_another_fact_has_another_id(changed: dict[str, object]) -> None:
    assert replace(FACT, **changed).id != FACT.id  # type: ignore[arg-type]


def test_the_project_is_empty_where_it_is_not_known() -> None:
    assert (FACT.project, Event("file", "a", "c").project, Query("file", "c").project) == ("/p", "", "")
