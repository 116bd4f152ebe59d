"""The act of an event is made once for all who look at it."""

from __future__ import annotations

from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import Acts, act_of


def test_the_same_event_has_the_same_act_and_an_alike_one_its_own() -> None:
    acts, first, other = Acts(), Event("command", "ls", "s", 1.0), Event("command", "ls", "s", 1.0)
    assert acts(first) is acts(first)
    assert acts(other) is not acts(first)
    assert acts(other) == acts(first) == act_of(first)
