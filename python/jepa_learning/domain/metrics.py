"""How good predictions were: pure functions of what was said and what then happened.

It knows nothing of predictors, questions or storage. A *rank* is the place of the first right candidate,
counted from 1, or None where no candidate was right. A *confidence* is the probability that was claimed for
the first candidate; `right` says for each question whether that candidate was right. Every function expects
at least one question.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Bin",
    "Interval",
    "coverage_at_precision",
    "expected_calibration_error",
    "hit_rate_at_k",
    "log_loss",
    "mean_reciprocal_rank",
    "paired_lift",
    "reliability",
    "wilson_interval",
]

Rank = int | None

_SMALLEST: Final = 1e-6  # a confidence of exactly 0 or 1 that is wrong costs 13.8 nats, not infinity


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the bounds that hold it with the stated probability (`level`)."""

    value: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lay between `low` and `high`: how many, and the means of what came of them.

    `claimed` is the mean confidence, `right` the share that was right; both are 0 where there is no question.
    """

    low: float
    high: float
    questions: int
    claimed: float
    right: float


def hit_rate_at_k(ranks: Sequence[Rank], *, k: int) -> float:
    """Return the share of questions whose right answer is among the first `k`: mean of [rank <= k]."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def mean_reciprocal_rank(ranks: Sequence[Rank]) -> float:
    """Return the mean of 1 / rank, where a missing answer counts 0."""
    return sum(1.0 / rank for rank in ranks if rank is not None) / len(ranks)


def log_loss(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean of -ln c where right and -ln(1 - c) where wrong, in nats a question.

    It is lowest when the confidences are the true probabilities (a proper score). Always saying 0.5 costs
    0.693.
    """
    claimed = np.clip(np.asarray(confidences, dtype=np.float64), _SMALLEST, 1.0 - _SMALLEST)
    return float(-np.log(np.where(np.asarray(right, dtype=np.bool_), claimed, 1.0 - claimed)).mean())


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], *, n_bins: int = 15
) -> float:
    """Return how far confidences are from what came true: sum over bins of n_b / n * |right_b - claimed_b|.

    n_b is the number of questions in bin b, right_b and claimed_b the means of `right` and confidence. The
    bins have equal width on [0, 1]; 1.0 belongs to the last. 15 bins are the usual choice.

    Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 2.
    """
    bins = reliability(confidences, right, n_bins=n_bins)
    return sum(one.questions * abs(one.right - one.claimed) for one in bins) / len(confidences)


def reliability(confidences: Sequence[float], right: Sequence[bool], *, n_bins: int = 15) -> list[Bin]:
    """Return the bins of `expected_calibration_error`, lowest confidence first: a reliability diagram.

    Source: DeGroot and Fienberg, The Comparison and Evaluation of Forecasters, The Statistician, 1983.
    """
    claimed = np.asarray(confidences, dtype=np.float64)
    place = np.minimum((claimed * n_bins).astype(np.int64), n_bins - 1)
    counts = np.bincount(place, minlength=n_bins)
    some = np.maximum(counts, 1)
    claims = np.bincount(place, weights=claimed, minlength=n_bins) / some
    came = np.bincount(place, weights=np.asarray(right, dtype=np.float64), minlength=n_bins) / some
    return [
        Bin(
            number / n_bins,
            (number + 1) / n_bins,
            int(counts[number]),
            float(claims[number]),
            float(came[number]),
        )
        for number in range(n_bins)
    ]


def wilson_interval(hits: int, of: int, *, z: float = 1.96, level: float = 0.95) -> Interval:
    """Return the share `hits / of` with the score interval of a binomial share; [0, 1] where `of` is 0.

    It stays inside [0, 1] and is honest for few questions, but takes them for independent.

    Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA, 1927.
    """
    if of == 0:
        return Interval(0.0, 0.0, 1.0, level)
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2.0) / (1.0 + spread)
    reach = math.sqrt(share * (1.0 - share) * spread + spread * spread / 4.0) / (1.0 + spread)
    return Interval(share, max(0.0, middle - reach), min(1.0, middle + reach), level)


def coverage_at_precision(confidences: Sequence[float], right: Sequence[bool], *, precision: float) -> float:
    """Return the largest share of questions that a threshold on the confidence keeps at this precision.

    Equal confidences are kept or dropped together, because no threshold can part them. 0.0 where no
    threshold is good enough.
    """
    claimed = np.asarray(confidences, dtype=np.float64)
    order = np.argsort(-claimed, kind="stable")
    kept = np.arange(1, len(claimed) + 1)
    good = np.cumsum(np.asarray(right, dtype=np.int64)[order]) >= precision * kept
    good[:-1] &= claimed[order][:-1] > claimed[order][1:]
    return float(kept[good].max(initial=0) / len(claimed))


def paired_lift(
    gains: Sequence[float], groups: Sequence[str], *, seed: int, n_resamples: int = 2000, level: float = 0.95
) -> Interval:
    """Return the mean of `gains` with a bootstrap interval that respects how questions hang together.

    Args:
        gains: One a question, in order of time: one predictor's score minus the other's on it.
        groups: The case each question belongs to. Questions of one case are drawn together.
        seed: The same seed gives the same interval.
        n_resamples: How often the history is drawn anew.
        level: Probability that the interval holds the true lift.

    Blocks of neighbouring groups are drawn (circular, of length n ** (1/3)), because neighbours in time are
    alike and drawing them one by one would make the interval too narrow.

    Source: Politis and Romano, A Circular Block-Resampling Procedure for Stationary Data, 1992.
    """
    sums, counts = _by_group(gains, groups)
    draws = np.random.default_rng(seed)
    means = np.sort([_resampled_mean(sums, counts, draws) for _ in range(n_resamples)])
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return Interval(float(sums.sum() / counts.sum()), float(low), float(high), level)


def _by_group(
    gains: Sequence[float], groups: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    place: dict[str, int] = {}
    index = np.array([place.setdefault(group, len(place)) for group in groups])
    sums, counts = np.zeros(len(place)), np.zeros(len(place))
    np.add.at(sums, index, gains)
    np.add.at(counts, index, 1.0)
    return sums, counts


def _resampled_mean(
    sums: NDArray[np.float64], counts: NDArray[np.float64], draws: np.random.Generator
) -> float:
    n = len(sums)
    length = max(1, round(n ** (1.0 / 3.0)))
    starts = draws.integers(0, n, size=-(-n // length))
    chosen = ((starts[:, None] + np.arange(length)) % n).ravel()[:n]
    return float(sums[chosen].sum() / counts[chosen].sum())
