"""Lesson schedule: which lessons a step of training takes, and how fast it learns from them.

Step by step the same from the same seed, whatever came before: a run that was stopped goes on exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jepa_learning.domain.latent import Lesson


@dataclass(frozen=True, slots=True)
class ScheduleOptions:
    """How lessons are drawn and how the rates go up and down.

    Attributes:
        steps: In all.
        batch: Lessons of a step.
        window: They are drawn from so many neighbours, which share their episodes.
        near_start: Lessons at the beginning of a history, where ...
        first_window: ... the window is so long: there a few commits make a difference.
        warm_up: Steps until the rates are full.
        least_pace: Share of the rates that is left in the end.
        seed: Of what is drawn.
    """

    steps: int
    batch: int
    window: int
    near_start: int
    first_window: int
    warm_up: int
    least_pace: float
    seed: int


def pace(step: int, options: ScheduleOptions) -> float:
    """Return the share of the rates that a step learns with."""
    falling = max(options.least_pace, 1.0 - step / options.steps)
    return min(1.0, (step + 1) / options.warm_up) * falling


def draw(
    step: int, histories: Sequence[Sequence[Lesson]], options: ScheduleOptions
) -> tuple[int, list[Lesson]]:
    """Return which history a step learns from, and which of its lessons.

    Histories come in proportion to the root of their lessons: a long one teaches more, but not as much more.
    """
    chance = np.random.default_rng((options.seed, step))
    weights = np.sqrt([len(lessons) for lessons in histories])
    chosen = int(chance.choice(len(histories), p=weights / weights.sum()))
    lessons = histories[chosen]
    begin = int(chance.integers(len(lessons)))
    span = options.first_window if begin < options.near_start else options.window
    near = lessons[begin : begin + span]
    places = chance.permutation(len(near))[: options.batch]
    return chosen, [near[place] for place in places.tolist()]
