"""Chance: could so many have come about if acts came in no order at all."""

from __future__ import annotations

from math import lgamma, log

from jepa_learning.domain.waste.history import History


def is_chance(count: float, expected: float, *, level: float) -> bool:
    """Say whether `count` or more, where `expected` would come by chance, are likelier than `level`.

    The tail of a Poisson distribution, by its first term and a geometric bound of the others:
    P(X >= k) <= p(k) (k + 1) / (k + 1 - m), for k > m.
    """
    if count <= expected:
        return True
    if expected <= 0.0:
        return False
    first = count * log(expected) - expected - lgamma(count + 1)
    return first + log((count + 1) / (count + 1 - expected)) > log(level)


def chance_of_run(history: History, forms: tuple[tuple[str, str], ...], turns: int) -> float:
    """Return how many runs of `turns` turns around `forms` are expected in a history without order."""
    expected = 1.0
    for kind, form in forms:
        expected *= (history.counts[kind, form] / max(1, history.kinds[kind])) ** turns
    return expected * len(history.acts)
