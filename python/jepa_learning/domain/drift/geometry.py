"""Geometry: how a centroid moves from window to window, and what such numbers are when nothing moves.

A window is a run of points that no other window shares. Three numbers describe a path, each with its null:
what it is when all points are drawn independently about one fixed centre.

- speed: the squared step over its expectation under the null, |v|² / (2 tr S / n). Null: 1.
- direction: the cosine of two successive steps. Null: -1/2, since they share a centroid: a step that noise
  made is half undone by the next one. Steady drift gives 1.
- curvature: the angle between two steps over their mean length, in lengths of a step of noise. Null: 2π/3 in
  many dimensions. A straight drift has 0.

It knows points and windows, not what they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats

STILL: Final = 1e-12
"""A squared length below it is none: where all points are one point, nothing moves."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A run of points, summed up.

    Attributes:
        centroid: Their mean, `[D]`.
        spread: Trace of their covariance (unbiased).
        points: How many they are, at least 2.
    """

    centroid: Floats
    spread: float
    points: int


def summarise(points: Floats) -> Window:
    """Return the window of points `[N, D]`, at least 2."""
    return Window(points.mean(axis=0), float(points.var(axis=0, ddof=1).sum()), len(points))


def speed(before: Window, after: Window) -> float:
    """Return |v|² over its expectation if both windows had one centre; 0 where nothing varies or moves."""
    step = after.centroid - before.centroid
    squared, expected = float(step @ step), _expected(before, after)
    if squared < STILL:
        return 0.0
    return squared / max(expected, STILL)


def direction(first: Window, second: Window, third: Window) -> float:
    """Return the cosine of the two steps between three windows, in [-1, 1]; 0 where one is no step."""
    one, two = second.centroid - first.centroid, third.centroid - second.centroid
    lengths = float(one @ one) * float(two @ two)
    if lengths < STILL**2:
        return 0.0
    return float(np.clip(one @ two / np.sqrt(lengths), -1.0, 1.0))


def curvature(first: Window, second: Window, third: Window) -> float:
    """Return the turning angle over the mean of the two steps' lengths; 0 where nothing moves.

    The discrete curvature of a polygon, with lengths counted in lengths of a step of noise.
    """
    length = (np.sqrt(speed(first, second)) + np.sqrt(speed(second, third))) / 2.0
    if length < np.sqrt(STILL):
        return 0.0
    return float(np.arccos(direction(first, second, third)) / length)


def exceeding(
    observed: float,
    measure: Callable[[Sequence[Window]], float],
    points: Sequence[Floats],
    *,
    permutations: int,
) -> float:
    """Return the share of permutations of the points across their windows whose measure reaches `observed`.

    A permutation test (Phipson and Smyth, 2010: the order that happened counts as one), above 0 to 1. The
    permutations are always the same, so that the same points give the same answer.

    Args:
        observed: What `measure` gave for the windows as they are.
        measure: A number of windows.
        points: The points of each window, `[N_i, D]` each.
        permutations: How many are tried.
    """
    rng, pooled = np.random.default_rng(0), np.concatenate(points)
    ends = np.cumsum([len(some) for some in points])[:-1]
    reached = 1
    for _ in range(permutations):
        windows = [summarise(some) for some in np.split(rng.permutation(pooled), ends)]
        reached += measure(windows) >= observed
    return reached / (permutations + 1)


def _expected(before: Window, after: Window) -> float:
    return before.spread / before.points + after.spread / after.points
