"""Disagreement: how far the views are apart.

High with few errors is diversity; high with many, a change of regime.
"""

from __future__ import annotations

import numpy as np

from jepa_learning.domain.columns import Floats, Indices


def disagreement(evidence: Floats, weights: Floats, best: Indices) -> float:
    """Return the Jensen-Shannon divergence between the awake views over its largest value, in [0, 1].

    H(sum_i w_i p_i) - sum_i w_i H(p_i), with the weights normalised (Lin, 1991), over the candidates
    `best` and all others as one.

    Args:
        evidence: ln(p · C), `[V, C]`.
        weights: Of each view; 0 sleeps, and below 0 it is no view of its own, `[V]`.
        best: Columns that are told apart, `[K]`.
    """
    awake = (weights > 0.0) & evidence[:, best].any(axis=1)
    if awake.sum() < 2:
        return 0.0
    share = weights[awake] / weights[awake].sum()
    p = np.exp(evidence[np.ix_(awake, best)]) / evidence.shape[1]
    p = np.concatenate([p, np.maximum(1.0 - p.sum(axis=1, keepdims=True), 0.0)], axis=1)
    apart = _entropy(share @ p) - share @ _entropy(p)
    return float(np.clip(apart / max(float(_entropy(share)), 1e-12), 0.0, 1.0))


def _entropy(p: Floats) -> Floats:
    entropy: Floats = -np.sum(p * np.log(np.maximum(p, 1e-300)), axis=-1)
    return entropy
