"""Opinions: what the manifolds that count say of each candidate, as somebody reads it who hears them all.

Weights by view say whom to believe on the whole. Who hears all of them at once can say more: that a word of
the intent that names a file weighs more where no count speaks against it, or that two who seldom agree are
right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.latent import Singles

OF_ALL: Final = 3
"""Numbers before the views' own: ln p of their mixture against the likeliest's, and two of the question."""

LEAST_LIKELY: Final = -8.0
"""ln p against the likeliest's; what is fainter is not told apart."""


def said_by(evidence: Floats, rows: Indices) -> Singles:
    """Return what each view says of each candidate, -1 to 1, 0 of one that is not there, `[len(rows), C]`.

    Args:
        evidence: ln(p · C) by view and candidate, `[V, C]`.
        rows: Those of the views that are heard, in their order; -1 for one that is not there.
    """
    said: Singles = np.tanh(evidence[rows].astype(np.float32) / np.float32(4.0))
    said[rows < 0] = 0.0
    return said


def opinions(said: Singles, p: Floats) -> Singles:
    """Return what is said of each candidate, each number about -3 to 3, `[C, OF_ALL + R]`.

    Args:
        said: By each view, 0 of who sleeps, `[R, C]`.
        p: What those that count made of it together, `[C]`.
    """
    heard = np.empty((OF_ALL + len(said), len(p)), dtype=np.float32)  # by view: rows are copied in one go
    heard[0] = np.maximum(np.log(np.maximum(p, 1e-30) / p.max()), LEAST_LIKELY) / 3.0
    heard[1], heard[2] = p.max(), np.log(len(p)) / 5.0
    heard[OF_ALL:] = said
    return heard.T


def rows_of(names: Sequence[str], views: Sequence[str]) -> Indices:
    """Return where each view of `names` stands among `views`, -1 where it does not."""
    places = {view: row for row, view in enumerate(views)}
    return np.array([places.get(name, -1) for name in names], dtype=np.int64)
