"""The regime machine, row by row of its table."""

from __future__ import annotations

import itertools

import pytest

from jepa_learning.domain.drift.regime import (
    MEANING,
    Reading,
    Regime,
    RegimeMachine,
    RegimeOptions,
    Stay,
)
from jepa_learning.domain.drift.watch import Alarm

FOREVER = 10**9
OPTIONS = RegimeOptions(
    equilibrium=Stay(3, FOREVER),
    exploration=Stay(4, 30),
    breakdown=Stay(5, 20),
    reanchoring=Stay(6, 25),
    calm=8,
    level=0.1,
)
CALM, RISING, FALLING = Reading(), Reading(loss=2.0, loss_before=1.0), Reading(loss=1.0, loss_before=2.0)
WARNED, CONFIRMED, RETURNED = Reading(Alarm.WARNED), Reading(Alarm.CONFIRMED), Reading(returned=True)


def machine_in(regime: Regime) -> RegimeMachine:
    machine = RegimeMachine(OPTIONS)
    machine.regime = regime
    return machine


def events_until_it_leaves(machine: RegimeMachine, reading: Reading, most: int = 200) -> tuple[int, Regime]:
    for count in range(1, most):
        entered = machine.advance(reading)
        if entered is not None:
            return count, entered
    return most, machine.regime


def test_it_begins_in_equilibrium_and_stays_there_while_nothing_warns() -> None:
    machine = RegimeMachine(OPTIONS)
    assert events_until_it_leaves(machine, CALM) == (200, Regime.EQUILIBRIUM)


@pytest.mark.parametrize(
    ("regime", "reading", "events", "entered"),
    [
        (Regime.EQUILIBRIUM, WARNED, 3, Regime.EXPLORATION),
        (Regime.EQUILIBRIUM, CONFIRMED, 1, Regime.BREAKDOWN),
        (Regime.EQUILIBRIUM, RETURNED, 3, Regime.REANCHORING),
        (Regime.EXPLORATION, CALM, 8, Regime.EQUILIBRIUM),
        (Regime.EXPLORATION, WARNED, 30, Regime.EQUILIBRIUM),
        (Regime.EXPLORATION, CONFIRMED, 1, Regime.BREAKDOWN),
        (Regime.EXPLORATION, RETURNED, 4, Regime.REANCHORING),
        (Regime.BREAKDOWN, CALM, 5, Regime.REANCHORING),
        (Regime.BREAKDOWN, RISING, 20, Regime.REANCHORING),
        (Regime.BREAKDOWN, RETURNED, 5, Regime.REANCHORING),
        (Regime.REANCHORING, CALM, 6, Regime.EQUILIBRIUM),
        (Regime.REANCHORING, FALLING, 25, Regime.EQUILIBRIUM),
        (Regime.REANCHORING, CONFIRMED, 6, Regime.BREAKDOWN),
    ],
)
def test_a_regime_is_left_when_its_row_says_so(
    regime: Regime, reading: Reading, events: int, entered: Regime
) -> None:
    assert events_until_it_leaves(machine_in(regime), reading) == (events, entered)


def test_a_warning_begins_the_calm_anew() -> None:
    machine = machine_in(Regime.EXPLORATION)
    for _ in range(6):
        assert machine.advance(CALM) is None
    assert machine.advance(WARNED) is None
    assert events_until_it_leaves(machine, CALM) == (8, Regime.EQUILIBRIUM)


def test_a_single_reading_never_turns_it_to_and_fro() -> None:
    machine = RegimeMachine(OPTIONS)
    entered = [machine.advance([CONFIRMED, WARNED, RETURNED, CALM][turn % 4]) for turn in range(400)]
    turns = [turn for turn, regime in enumerate(entered) if regime is not None]
    stays = [later - turn for turn, later in itertools.pairwise(turns)]
    assert min(stays) >= 1
    left = [regime for regime in entered if regime is not None]
    long = [stay for stay, regime in zip(stays, left, strict=False) if regime in (Regime.BREAKDOWN,)]
    assert min(long) >= OPTIONS.breakdown.least


def test_every_regime_has_a_meaning_in_words() -> None:
    assert set(MEANING) == set(Regime)
