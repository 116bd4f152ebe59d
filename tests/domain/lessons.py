"""Moments and lessons for tests of what is asked of a network and taught to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.latent import FEATURES, Episode, Lesson, Moment, Numbers, Singles, Step

WORDS = ("router", "client", "parser", "logger", "widget", "schema")
"""What the tests' names and intents are made of."""


def names_about(words: Sequence[str] = WORDS, *, folders: Sequence[str] = ("src", "test")) -> Interner:
    """A vocabulary of one path for each word in each folder."""
    vocabulary = Interner()
    for folder in folders:
        for word in words:
            vocabulary.number(f"{folder}/{word}.py")
    return vocabulary


def numbers(*values: int) -> Numbers:
    return np.array(values, dtype=np.int32)


def moment(
    candidates: Numbers,
    *,
    steps: Sequence[int] = (),
    known: Sequence[int] = (),
    intent: str = "",
    features: Singles | None = None,
    episodes: Sequence[Episode] = (),
) -> Moment:
    """A question; the steps came a minute apart, each one case before the next."""
    return Moment(
        steps=tuple(
            Step(name, "fix it", 60.0 * (len(steps) - place), place % 2 == 0, len(steps) - place)
            for place, name in enumerate(steps)
        ),
        known=tuple(known),
        intent=intent,
        candidates=candidates,
        features=np.zeros((len(candidates), FEATURES), dtype=np.float32) if features is None else features,
        episodes=tuple(episodes),
    )


def outcome(asked: Moment, *right: int) -> Lesson:
    """What came, by column; nothing was believed of any candidate."""
    flags = np.isin(np.arange(len(asked.candidates)), right)
    believed = np.full(len(flags), -np.log(len(flags)), dtype=np.float32)
    return Lesson(asked, flags, believed)


def questions(count: int, *, size: int = 12, seed: int = 0) -> list[Moment]:
    """Questions of all sorts about a vocabulary of `size` names: long and short, with and without a past."""
    chance = np.random.default_rng(seed)
    asked = []
    episodes: tuple[Episode, ...] = ()
    for number in range(count):
        some = chance.permutation(size)
        candidates = np.sort(some[: int(chance.integers(2, size + 1))]).astype(np.int32)
        asked.append(
            moment(
                candidates,
                steps=some[: number % 5].tolist(),
                known=some[: number % 3].tolist(),
                intent=["", "fix the router", "parser and schema"][number % 3],
                features=chance.uniform(0.0, 8.0, (len(candidates), FEATURES)).astype(np.float32),
                episodes=episodes,
            )
        )
        cue, came = tuple(some[:2].tolist()), tuple(some[2:4].tolist())
        episodes = (*episodes[-5:], Episode(cue, "fix the client", came))
    return asked


def often_right(count: int, *, size: int = 12, seed: int = 0) -> list[Lesson]:
    """Lessons in which what came is the one candidate that came often before."""
    lessons = []
    for one in questions(count, size=size, seed=seed):
        column = int(one.features[:, 1].argmax())
        features = one.features / 8.0
        features[column, 0] = 6.0
        lessons.append(outcome(replace(one, features=features), column))
    return lessons
