"""Score lessons: how well scores of their candidates foretell what came, whatever gave the scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Flags, Lesson

HITS: Final = (1, 3, 10)
_LEAST: Final = 1e-12


def score_lessons(pairs: Iterable[tuple[Lesson, Floats]], *, share: float) -> Mapping[str, float]:
    """Return the mean loss (nats) and hit rates over lessons and a network's scores of their candidates.

    Each of three ways: the network `alone`; `with_federation`, `share` of what the federation believed added;
    and the `federation` by itself. Among equal scores, what came counts as the last.
    """
    rows = [_measures(lesson, scores, share) for lesson, scores in pairs if lesson.right.any()]
    if not rows:
        return {}
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def _measures(lesson: Lesson, scores: Floats, share: float) -> dict[str, float]:
    believed = lesson.believed.astype(np.float64)
    ways = {"alone": scores, "with_federation": scores + share * believed, "federation": believed}
    return {
        f"{way}_{name}": value
        for way, logits in ways.items()
        for name, value in _measure(logits, lesson.right).items()
    }


def _measure(logits: Floats, right: Flags) -> dict[str, float]:
    p = np.exp(logits - logits.max())
    before = int((logits[~right] >= logits[right].max()).sum())
    return {
        "loss_nats": -float(np.log(max(p[right].sum() / p.sum(), _LEAST))),
        **{f"hit_at_{k}": float(before < k) for k in HITS},
    }
