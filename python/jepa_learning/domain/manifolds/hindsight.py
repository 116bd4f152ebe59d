"""Hindsight: where the others together were wrong before, and which way.

Each sign of a situation (the last activities, the place, how far the case is, what was done lately) has a
weight for each activity. Together they move the log-odds of the mixture of all others: a multinomial logistic
regression in its residual, learnt by AdaGrad (Duchi et al., 2011). Counts of a hundred contexts can be mixed
only if each was seen often enough by itself; here a sign speaks for as much as all other signs leave open.

The weights lie in one table of a fixed size, at places that sign and activity are hashed to (Weinberger et
al., "Feature hashing", 2009): it does not grow with what is known. Where two meet, both are a little wrong.
"""

from __future__ import annotations

import math
from itertools import islice
from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.manifolds.context_views import number_of
from jepa_learning.domain.manifolds.manifold import logits_against_uniform
from jepa_learning.domain.situation import SequenceSituation

BITS: Final = 17
"""Of a place in the table; one fewer was no worse on 50,000 commands."""

PLACES: Final = 1 << BITS
"""Weights that there is room for."""

LATELY: Final = 12
"""Distinct activities of the case that are signs by themselves, the latest first."""

FEW: Final = 1e-3
"""A probability that was wrong by less teaches nothing: most activities of most questions."""

EVER, LAST, BEFORE, PAIR, WHERE, LENGTH, AMONG = range(7)
"""Kinds of signs."""

_SPREAD: Final = 0x9E3779B97F4A7C15
"""Odd, and far from any pattern: neighbouring numbers fall on far places (Knuth 6.4)."""

Sign = tuple[int, ...]


class Hindsight:
    """Weights by sign and activity.

    Args:
        rate: Size of a step: rate / sqrt(settle + sum of squared gradients).
        settle: Squared gradients that are assumed at the start.
    """

    name: ClassVar[str] = "hindsight"
    views: ClassVar[tuple[str, ...]] = ("corrected",)
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, rate: float, settle: float) -> None:
        self._rate = rate
        self._weights = np.zeros(PLACES, dtype=np.float32)
        self._squares = np.full(PLACES, settle, dtype=np.float32)

    def learn_one(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> None:
        """Learn nothing: what came says nothing here without what was believed; see `correct`."""

    def predict_one(self, situation: SequenceSituation, *, catalogue: Catalogue) -> Floats | None:
        signs = signs_of(situation)
        moved = np.einsum("s,sc->c", _sizes(signs), self._weights[_places(signs, situation.candidates)])
        return logits_against_uniform(moved)[None]

    def correct(self, situation: SequenceSituation, right: Indices, p: Floats) -> None:
        """Learn from what all together believed.

        The gradient of ln p(right) by the weight of a sign and an activity x is v · (1[x came] - p(x)),
        where v is the size of the sign.

        Args:
            situation: What was known.
            right: The column of what came.
            p: What was believed, `[C]`.
        """
        missed = -p
        missed[right] += 1.0 / len(right)
        wrong = np.flatnonzero(np.abs(missed) > FEW)
        signs = signs_of(situation)
        gradients = np.multiply.outer(_sizes(signs), missed[wrong])
        places = _places(signs, situation.candidates[wrong])
        # Where two of one lesson meet at a place, the later one counts: a sum would cost three times as much.
        self._squares[places] += gradients * gradients
        self._weights[places] += self._rate * gradients / np.sqrt(self._squares[places])

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        signs = signs_of(situation)
        moved = _sizes(signs) * self._weights[_places(signs, np.array([index]))][:, 0]
        best = int(np.argmax(moved))
        when = _in_words(signs[best], situation, catalogue)
        return f"comes more often {when} than the rest would have it" if moved[best] > 0.0 else ""


def signs_of(situation: SequenceSituation) -> list[Sign]:
    """Return the signs of a situation, those of what was done lately at the end."""
    trail, recent = situation.trail, situation.trail.recent
    signs: list[Sign] = [(EVER,), (LENGTH, min((2 * trail.length).bit_length(), 10))]
    if recent:
        signs.append((LAST, recent[-1]))
    if len(recent) > 1:
        signs += [(BEFORE, recent[-2]), (PAIR, recent[-1], recent[-2])]
    if situation.directory or situation.host:
        signs.append((WHERE, number_of(situation.directory or ""), number_of(situation.host or "")))
    signs += [(AMONG, index) for index in islice(reversed(trail.last_at), LATELY)]
    return signs


def _sizes(signs: list[Sign]) -> Floats:
    """Return how much each sign counts, `[S]`; all that was done lately counts together as one other sign."""
    among = sum(sign[0] == AMONG for sign in signs)
    sizes = np.ones(len(signs))
    sizes[len(signs) - among :] = 1.0 / math.sqrt(max(among, 1))
    return sizes


def _places(signs: list[Sign], indices: Indices) -> Indices:
    """Return where the weights of signs and activities lie, `[S, C]`."""
    of_signs = np.array([_place(hash(sign)) for sign in signs], dtype=np.int64)
    of_activities = (indices.astype(np.uint64) + np.uint64(1)) * np.uint64(_SPREAD)
    return of_signs[:, None] ^ (of_activities >> np.uint64(64 - BITS)).astype(np.int64)


def _place(number: int) -> int:
    return ((number * _SPREAD) & ((1 << 64) - 1)) >> (64 - BITS)


def _in_words(sign: Sign, situation: SequenceSituation, catalogue: Catalogue) -> str:
    kind, names = sign[0], catalogue.names
    if kind == LAST:
        return f"after {names[sign[1]]}"
    if kind == BEFORE:
        return f"two after {names[sign[1]]}"
    if kind == PAIR:
        return f"after {names[sign[2]]} then {names[sign[1]]}"
    if kind == WHERE:
        return f"in {situation.directory}" if situation.directory else f"on {situation.host}"
    if kind == AMONG:
        return f"with {names[sign[1]]} done"
    return "this far" if kind == LENGTH else "at all"
