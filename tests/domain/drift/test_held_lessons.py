"""Lessons of a breakdown: held, then learnt or set aside, with the reason on record."""

from __future__ import annotations

import numpy as np
from tests.domain.lessons import moment

from jepa_learning.domain.drift.familiarity import Familiarity
from jepa_learning.domain.drift.held_lessons import RECORDED, Held, HeldLessons

OLD, NEW = 1, 2


def usual(index: int) -> Familiarity:
    known = Familiarity(half_life=100.0)
    for _ in range(30):
        known.learn_one(index, before=-1)
    return known


def held(index: int) -> Held:
    right, p = np.array([0]), np.array([0.5, 0.5])
    return Held("net", moment(np.arange(2, dtype=np.int32)), right, p, index, before=-1, time=5.0)


def test_what_fits_the_present_regime_is_learnt_and_the_rest_is_set_aside_with_the_reason() -> None:
    lessons = HeldLessons(most=10)
    for index in (OLD, NEW, OLD, NEW):
        lessons.hold(held(index))
    released = lessons.release(present=usual(NEW), left=usual(OLD))
    assert [one.index for one in released] == [NEW, NEW]
    assert [(one.index, one.learnt) for one in lessons.fates] == [
        (OLD, False),
        (NEW, True),
        (OLD, False),
        (NEW, True),
    ]
    assert "in the one left" in lessons.fates[0].why
    assert (len(lessons), lessons.learnt, lessons.aside) == (0, 2, 2)


def test_when_too_many_wait_the_oldest_is_set_aside() -> None:
    lessons = HeldLessons(most=2)
    for index in (OLD, NEW, NEW):
        lessons.hold(held(index))
    assert len(lessons) == 2
    assert [(one.index, one.learnt, one.why) for one in lessons.fates] == [(OLD, False, "too many waited")]


def test_the_record_of_lessons_is_bounded() -> None:
    lessons = HeldLessons(most=1)
    for _ in range(RECORDED + 50):
        lessons.hold(held(OLD))
    assert len(lessons.fates) == RECORDED
    assert lessons.aside == RECORDED + 49
