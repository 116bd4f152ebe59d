"""Councils and lessons about opinions, for tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.domain.lessons import moment, numbers

from jepa_learning.adapters.council.weights import OPINIONS, CouncilWeights
from jepa_learning.domain.latent import Lesson


def taught_weights(*, hidden: int = 5, seed: int = 0) -> CouncilWeights:
    """Weights none of which is 0, so that each of them counts."""
    chance = np.random.default_rng(seed)
    weights = CouncilWeights.random(hidden, seed=seed)
    for one in weights.named().values():
        one[...] = chance.normal(0.0, 0.5, one.shape)
    return weights


def lessons(count: int, *, seed: int = 0, telling: int = 7) -> list[Lesson]:
    """Questions of 2 to 9 candidates: right is who has most of one opinion, which the mixture overlooks."""
    chance = np.random.default_rng(seed)
    made = []
    for place in range(count):
        size = int(chance.integers(2, 10))
        said = chance.uniform(-1.0, 1.0, (size, OPINIONS)).astype(np.float32)
        right = np.arange(size) == said[:, telling].argmax()
        asked = moment(
            numbers(*range(size)), known=tuple(range(place % 3)), intent="fix it" if place % 2 else ""
        )
        believed = np.log(np.full(size, 1.0 / size)).astype(np.float32)
        made.append(Lesson(replace(asked, opinions=said), right, believed))
    return made
