"""When the states of a network are called collapsed."""

from __future__ import annotations

from dataclasses import replace

from jepa_learning.domain.network_state import Collapse

SOUND = Collapse(rank=6.4, variance=0.9, sigreg=5.0, dimension=64)


def test_sound_states_ring_no_alarm() -> None:
    assert SOUND.alarm is None


def test_states_that_fill_less_than_a_tenth_of_their_dimensions_ring_one() -> None:
    assert "fill 6.3 of 64 dimensions" in (replace(SOUND, rank=6.3).alarm or "")


def test_states_that_are_far_from_gaussian_ring_one() -> None:
    assert "SIGReg is 5.1" in (replace(SOUND, sigreg=5.1).alarm or "")
