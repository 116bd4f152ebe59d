"""An answer is believed as far as answers like it came true, and else it is said why not."""

from __future__ import annotations

import random

import numpy as np
import pytest

from jepa_learning.domain.abstention import AbstentionOptions
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.trust import Trust, TrustOptions

OPTIONS = TrustOptions(
    stiffness=10.0,
    memory=500.0,
    calibration_start=20.0,
    calibration_floor=0.02,
    abstention=AbstentionOptions(precision=0.9, step=0.05, patience=5, drift=0.01, window=500),
)
P = np.array([0.5, 0.3, 0.1])


def told(*, odds: float = 0.0, agreed: float = 0.0) -> Floats:
    return np.array([1.0, odds / 2.0, 0.0, 0.0, agreed, 0.0])


def test_at_first_the_mixture_is_believed_and_what_is_sure_is_shown() -> None:
    sure = Trust(OPTIONS).assess("any", told(odds=4.0), np.array([0.98, 0.01]))
    assert sure.probabilities == pytest.approx([0.98, 0.01], abs=0.02)
    assert (sure.needed, sure.doubt) == (0.9, None)


def test_not_sure_enough_says_how_sure_and_what_is_needed() -> None:
    doubt = Trust(OPTIONS).assess("any", told(), P).doubt
    assert doubt == "not sure enough: 50 % for the first, and 90 % is needed to be right 90 % of the time"


def test_too_much_disagreement_is_said_where_the_usual_agreement_would_be_enough() -> None:
    trust, draws = Trust(OPTIONS), random.Random(1)
    doubts: dict[float, list[str | None]] = {0.8: [], -0.6: []}
    for _ in range(3_000):
        agreed = draws.choice([0.8, -0.6])
        doubts[agreed].append(trust.assess("any", told(odds=1.0, agreed=agreed), P).doubt)
        right = draws.random() < (0.97 if agreed > 0 else 0.05)
        trust.learn_one("any", told(odds=1.0, agreed=agreed), P, [right, False, False])
    assert sum(doubt is None for doubt in doubts[0.8][-500:]) > 450
    divided = [doubt for doubt in doubts[-0.6][-500:] if doubt]
    assert len(divided) > 400
    assert all(
        doubt.startswith("too much disagreement: 20 % of the weight is for the first, usually 5")
        for doubt in divided
    )


def test_each_context_is_believed_for_itself() -> None:
    trust = Trust(OPTIONS)
    for _ in range(300):
        trust.learn_one("told", told(odds=1.0), P, [True, False, False])
        trust.learn_one("untold", told(odds=1.0), P, [False, True, False])
    assert trust.assess("told", told(odds=1.0), P).probabilities[0] > 0.9
    assert trust.assess("untold", told(odds=1.0), P).probabilities[0] < 0.1


def test_probabilities_fall_whatever_was_learnt_of_the_places() -> None:
    trust = Trust(OPTIONS)
    for _ in range(300):
        trust.learn_one("any", told(), P, [False, True, True])
    falling = trust.assess("any", told(), P).probabilities.tolist()
    assert falling == sorted(falling, reverse=True)
