"""Which lessons a step takes, and how fast it learns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.domain.lessons import often_right

from jepa_learning.application.lesson_schedule import ScheduleOptions, draw, pace

OPTIONS = ScheduleOptions(
    steps=1000, batch=8, window=40, near_start=20, first_window=10, warm_up=100, least_pace=0.05, seed=3
)
LESSONS = often_right(200)
PLACE = {id(one): place for place, one in enumerate(LESSONS)}


def test_the_rates_rise_to_the_full_and_fall_to_what_is_left() -> None:
    paces = [pace(step, OPTIONS) for step in range(1000)]
    assert paces[0] == pytest.approx(0.01)
    assert max(paces) == paces[99] == pytest.approx(0.901)
    assert paces[:100] == sorted(paces[:100])
    assert paces[100:] == sorted(paces[100:], reverse=True)
    assert paces[-1] == 0.05


def test_a_step_takes_the_same_lessons_whatever_came_before() -> None:
    histories = [LESSONS[:90], LESSONS[90:]]
    once = [draw(step, histories, OPTIONS) for step in range(30)]
    again = [draw(step, histories, OPTIONS) for step in reversed(range(30))][::-1]
    assert [(chosen, [id(one) for one in batch]) for chosen, batch in once] == [
        (chosen, [id(one) for one in batch]) for chosen, batch in again
    ]


def test_another_seed_takes_others() -> None:
    first, second = (draw(0, [LESSONS], replace(OPTIONS, seed=seed))[1] for seed in (1, 2))
    assert [id(one) for one in first] != [id(one) for one in second]


def test_the_lessons_of_a_step_are_different_neighbours_nearer_at_the_start() -> None:
    spans = []
    for step in range(300):
        places = [PLACE[id(one)] for one in draw(step, [LESSONS], OPTIONS)[1]]
        assert len(set(places)) == len(places) <= 8
        spans.append((min(places), max(places) - min(places)))
    assert max(span for least, span in spans if least < 10) < 10
    assert max(span for _, span in spans) in range(20, 40)


def test_a_history_comes_as_often_as_the_root_of_its_lessons() -> None:
    histories = [LESSONS[:10], LESSONS[:160]]
    drawn = [draw(step, histories, OPTIONS)[0] for step in range(2000)]
    assert sum(drawn) / len(drawn) == pytest.approx(0.8, abs=0.03)
