"""Paths of manifolds: which moves, which stays, and who sees the same."""

from __future__ import annotations

import numpy as np
import pytest

from jepa_learning.domain.drift.tracks import Tracks

WINDOW, D = 50, 6


def tracks_of(windows: int, *, moving: float, seed: int = 0) -> Tracks:
    """Three manifolds: one that moves so much a window, one that stays, and one that sees as that."""
    rng = np.random.default_rng(seed)
    tracks = Tracks(["moving", "staying", "echoing"], dimension=D, window=WINDOW, kept=10)
    for turn in range(windows * WINDOW):
        own, shared = rng.normal(size=(2, D))
        tracks.learn_one(np.stack([own + moving * (turn // WINDOW), shared, -2.0 * shared]))
    return tracks


def test_before_two_windows_nothing_is_told() -> None:
    tracks = tracks_of(1, moving=1.0)
    assert [(one.speeds, one.direction, one.chance) for one in tracks.motions()] == [((), None, None)] * 3


def test_a_manifold_that_moves_is_fast_straight_and_no_chance() -> None:
    moving, staying, _ = tracks_of(5, moving=1.0).motions()
    assert min(moving.speeds) > 5.0
    assert moving.direction is not None
    assert moving.direction > 0.8
    assert moving.chance == pytest.approx(1 / 200)
    assert max(staying.speeds) < 3.0
    assert staying.chance is not None
    assert staying.chance > 0.02


def test_manifolds_that_see_the_same_are_coupled_and_others_are_not() -> None:
    first, *others = tracks_of(4, moving=0.0).couplings()
    assert (first.one, first.other) == ("staying", "echoing")
    assert first.alike == pytest.approx(1.0)
    assert max(one.alike for one in others) < 0.1


def test_a_manifold_that_never_said_anything_has_no_path() -> None:
    tracks = Tracks(["speaking", "silent"], dimension=D, window=8, kept=10)
    rng = np.random.default_rng(0)
    for _ in range(24):
        tracks.learn_one(np.stack([rng.normal(size=D), np.zeros(D)]))
    assert [one.manifold for one in tracks.motions()] == ["speaking"]


def test_only_so_many_windows_are_kept() -> None:
    assert tracks_of(14, moving=0.0).windows == 10
