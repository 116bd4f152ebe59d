"""Tracks: the paths of all manifolds of a federation, window by window, and what they look like.

Points are gathered in windows that do not overlap; of a full window its centroids are kept, of the newest
ones the points too, for the tests that need them. Everything that is told is worked out when it is asked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.drift.coupling import coupling_of, kernel
from jepa_learning.domain.drift.geometry import Window, curvature, direction, exceeding, speed

COMPARED: Final = 4
"""Newest windows whose points are kept."""

PERMUTATIONS: Final = 199
"""Orders that a speed is compared with."""

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Motion:
    """How a manifold's centroid moves.

    Attributes:
        manifold: Its name.
        speeds: Of each step between windows, oldest first; 1 is what chance makes.
        direction: Cosine of the last two steps; -1/2 is chance, 1 a steady drift. None before three windows.
        curvature: Angle of the last two steps over their mean length; None before three windows.
        chance: Share of random orders of the last windows' points that move as fast; None before two windows.
    """

    manifold: str
    speeds: tuple[float, ...]
    direction: float | None
    curvature: float | None
    chance: float | None


@dataclass(frozen=True, slots=True)
class Coupled:
    """How far two manifolds see the last events alike: unbiased CKA, at most 1."""

    one: str
    other: str
    alike: float


class Tracks:
    """Paths of manifolds.

    Args:
        names: Of the manifolds, in the order of the points.
        dimension: Numbers of a point.
        window: Points of a window, at least 4.
        kept: Windows whose centroids are kept.
    """

    def __init__(self, names: Sequence[str], *, dimension: int, window: int, kept: int) -> None:
        self._names = tuple(names)
        self._shape = (len(self._names), dimension)
        self._filling: Singles = np.zeros((window, *self._shape), dtype=np.float32)
        self._filled = 0
        self._points: deque[Singles] = deque(maxlen=COMPARED)
        self._windows: deque[tuple[Window, ...]] = deque(maxlen=kept)

    def learn_one(self, points: Floats) -> bool:
        """Take the point of each manifold, `[M, D]`; return whether a window is full by that."""
        self._filling[self._filled] = points
        self._filled += 1
        if self._filled < len(self._filling):
            return False
        self._points.append(self._filling)
        self._windows.append(self._summarised())
        self._filling, self._filled = np.zeros_like(self._filling), 0
        return True

    @property
    def windows(self) -> int:
        """How many full windows are kept."""
        return len(self._windows)

    def motions(self) -> list[Motion]:
        """Return how each manifold moves, without those that never said anything."""
        return [self._motion(place) for place in range(len(self._names)) if self._speaks(place)]

    def couplings(self) -> list[Coupled]:
        """Return how alike each pair of manifolds sees the last events, the most alike first."""
        if not self._points:
            return []
        points = np.concatenate(list(self._points))
        spaces = [kernel(space) for space in self._by_manifold(points)]
        found = [
            Coupled(self._names[one], self._names[other], alike)
            for one in range(len(spaces))
            for other in range(one + 1, len(spaces))
            if (alike := coupling_of(spaces[one], spaces[other])) is not None
        ]
        return sorted(found, key=lambda pair: -pair.alike)

    def _summarised(self) -> tuple[Window, ...]:
        """Return the window of each manifold, all at once: learning waits for it."""
        points = self._filling.astype(np.float64)
        centroids, spreads = points.mean(axis=0), points.var(axis=0, ddof=1).sum(axis=1)
        windows = zip(centroids, spreads.tolist(), strict=True)
        return tuple(Window(centroid, spread, len(points)) for centroid, spread in windows)

    def _motion(self, place: int) -> Motion:
        path = [windows[place] for windows in self._windows]
        speeds = tuple(speed(before, after) for before, after in pairwise(path))
        last = path[-3:]
        bent = len(last) == 3
        return Motion(
            self._names[place],
            speeds,
            direction(*last) if bent else None,
            curvature(*last) if bent else None,
            self._chance(place, speeds[-1]) if speeds else None,
        )

    def _chance(self, place: int, observed: float) -> float:
        points = [self._by_manifold(window)[place] for window in list(self._points)[-2:]]
        return exceeding(observed, lambda pair: speed(*pair), points, permutations=PERMUTATIONS)

    def _speaks(self, place: int) -> bool:
        return any(windows[place].spread > 0.0 for windows in self._windows)

    def _by_manifold(self, points: Singles) -> list[Floats]:
        return [points[:, place].astype(np.float64) for place in range(len(self._names))]
