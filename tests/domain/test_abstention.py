"""The threshold keeps its promise against any sequence, and shows what can be shown."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.abstention import AbstentionOptions, Threshold

OPTIONS = AbstentionOptions(precision=0.9, step=0.05, patience=5, drift=0.01, window=500)


@dataclass
class Tally:
    """What became of the questions."""

    asked: int = 0
    shown: int = 0
    wrong: int = 0
    falls: int = 0

    @property
    def most_wrong(self) -> float:
        """What the guarantee allows."""
        options = OPTIONS
        started = 1.0 + (1.0 - options.precision) / options.step
        return (1.0 - options.precision) * self.shown + started + options.drift / options.step * self.falls


def play(threshold: Threshold, questions: Iterable[tuple[float, bool]]) -> Tally:
    tally = Tally()
    for confidence, right in questions:
        before = threshold.least
        shown = confidence >= before
        threshold.learn_one(confidence, right=right)
        tally.asked += 1
        tally.shown += shown
        tally.wrong += shown and not right
        tally.falls += not shown and threshold.least < before
    return tally


def calibrated(
    n: int, *, seed: int, of: Callable[[float], float] = lambda claimed: claimed
) -> list[tuple[float, bool]]:
    """Questions whose confidences are spread evenly, and come true with the chance `of` them."""
    draws = random.Random(seed)
    claims = [draws.random() for _ in range(n)]
    return [(claimed, draws.random() < of(claimed)) for claimed in claims]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), max_size=400))
def test_whatever_comes_no_more_is_wrong_than_the_guarantee_allows(
    questions: list[tuple[float, bool]],
) -> None:
    tally = play(Threshold(OPTIONS), questions)
    assert tally.wrong <= tally.most_wrong + 1e-9


def test_an_adversary_who_knows_the_threshold_gains_nothing_beyond_it() -> None:
    threshold, tally = Threshold(OPTIONS), Tally()
    for turn in range(20_000):
        # As sure as can be and wrong, whenever that is shown; else one that builds trust, never shown.
        exposed = threshold.least <= 1.0
        question = (1.0, turn % 12 > 0) if turn % 1000 < 500 else (min(1.0, threshold.least), False)
        if not exposed:
            question = (1.0, True)
        before, shown = threshold.least, question[0] >= threshold.least
        threshold.learn_one(question[0], right=question[1])
        tally.shown += shown
        tally.wrong += shown and not question[1]
        tally.falls += not shown and threshold.least < before
    assert tally.shown > 1000
    assert tally.wrong <= tally.most_wrong


@pytest.mark.parametrize("seed", range(3))
def test_of_calibrated_confidences_what_is_shown_is_as_precise_as_asked_and_nearly_all_that_could_be(
    seed: int,
) -> None:
    tally = play(Threshold(OPTIONS), calibrated(6_000, seed=seed))
    assert 1 - tally.wrong / tally.shown == pytest.approx(0.9, abs=0.02)
    # The mean confidence above 0.8 is 0.9: a fifth of the questions can be shown.
    assert tally.shown / tally.asked == pytest.approx(0.2, abs=0.05)


def test_of_confidences_that_promise_too_much_it_shows_fewer() -> None:
    tally = play(Threshold(OPTIONS), calibrated(6_000, seed=1, of=lambda claimed: claimed**3))
    assert 1 - tally.wrong / tally.shown == pytest.approx(0.9, abs=0.02)


def test_where_all_is_right_all_is_shown() -> None:
    threshold = Threshold(OPTIONS)
    play(threshold, [(0.95, True)] * 200 + [(0.5, True)] * 2_000)
    assert threshold.least <= 0.5


def test_where_nothing_is_ever_right_silence_lasts() -> None:
    threshold = Threshold(OPTIONS)
    play(threshold, [(0.95, False)] * 10)
    closed = threshold.least
    assert closed > 0.95
    assert play(threshold, [(0.95, False)] * 5_000).shown == 0
    assert threshold.least == closed


def test_it_speaks_again_once_what_it_kept_back_comes_true() -> None:
    threshold = Threshold(OPTIONS)
    play(threshold, [(0.95, False)] * 10)
    assert play(threshold, [(0.95, True)] * 600).shown > 0


def test_a_few_chances_missed_lower_nothing() -> None:
    threshold = Threshold(OPTIONS)
    play(threshold, [(0.8, True)] * 49)  # the fiftieth is the first of which it knows that it is a chance
    assert threshold.least == 0.9
    play(threshold, [(0.8, True)] * OPTIONS.patience)
    assert threshold.least == 0.9
    play(threshold, [(0.8, True)])
    assert threshold.least == pytest.approx(0.9 - OPTIONS.drift)


def test_it_asks_for_the_precision_that_is_set() -> None:
    tally = play(Threshold(replace(OPTIONS, precision=0.7)), calibrated(6_000, seed=4))
    assert 1 - tally.wrong / tally.shown == pytest.approx(0.7, abs=0.02)
