"""Coupling: how far two manifolds see the same events alike, whatever the axes of their spaces.

Linear centred kernel alignment (Kornblith et al., 2019) with the unbiased estimate of HSIC (Song et al.,
2012), so that few points in many dimensions do not look alike by chance: 0 on average for independent spaces,
1 for spaces that differ by a rotation and a scale.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats

LEAST: Final = 4
"""Points below which the unbiased estimate is not defined."""


def coupling(one: Floats, other: Floats) -> float | None:
    """Return the unbiased linear CKA of two spaces, at most 1; below 0 is 0 but for chance.

    None where it says nothing: fewer than four points, or a space in which all points are alike.

    Args:
        one: Points, `[N, D1]`.
        other: The same events in the other space, `[N, D2]`.
    """
    return coupling_of(kernel(one), kernel(other))


def coupling_of(one: Floats, other: Floats) -> float | None:
    """Return the same from the kernels of both spaces, which many pairs may share, `[N, N]` each."""
    if len(one) < LEAST:
        return None
    own = unbiased_hsic(one, one) * unbiased_hsic(other, other)
    if own <= 1e-24:
        return None
    return float(min(unbiased_hsic(one, other) / np.sqrt(own), 1.0))


def kernel(points: Floats) -> Floats:
    """Return the inner products of centred points `[N, D]`, with a diagonal of 0, `[N, N]`."""
    centred = points - points.mean(axis=0)
    # einsum, not @: BLAS would start a second thread for it.
    products: Floats = np.einsum("id,jd->ij", centred, centred)
    np.fill_diagonal(products, 0.0)
    return products


def unbiased_hsic(one: Floats, other: Floats) -> float:
    """Return HSIC_1 of two kernel matrices whose diagonals are 0, `[N, N]` each, at least four points.

    (tr(KL) + 1'K1 1'L1 / ((n - 1)(n - 2)) - 2 / (n - 2) 1'KL1) / (n (n - 3)).
    """
    n = len(one)
    rows, other_rows = one.sum(axis=0), other.sum(axis=0)
    trace = float(np.einsum("ij,ij->", one, other))
    means = float(rows.sum()) * float(other_rows.sum()) / ((n - 1) * (n - 2))
    return (trace + means - 2.0 * float(rows @ other_rows) / (n - 2)) / (n * (n - 3))
