"""Fusion: one ranking out of several, whatever their scores mean.

Reciprocal rank fusion (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
individual Rank Learning Methods", SIGIR 2009), with weights: each ranking gives weight / (constant + place)
to what it names.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

Scored = Sequence[tuple[Key, float]]
"""What a ranking names, with a score of its own: only the order of the scores counts."""

_ALIKE: Final[Mapping[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Fused(Generic[Key]):
    """One thing in the common ranking.

    Attributes:
        score: In (0, 1]: 1 is first, alone, in every ranking that names anything.
        shares: How much of the score each ranking gave, by its name; they sum to 1.
    """

    key: Key
    score: float
    shares: Mapping[str, float]


def fuse(
    rankings: Mapping[str, Scored[Key]], *, constant: float, weights: Mapping[str, float] = _ALIKE
) -> list[Fused[Key]]:
    """Return all that any ranking names, best first.

    What a ranking scores alike shares the mean of its places: the files of a large folder say little of one
    another. What fuses alike keeps the order in which it was first named.

    Args:
        rankings: By name; an empty one has no vote.
        constant: How little the first places stand out.
        weights: Of rankings by name; 1 where none is given.
    """
    given: dict[Key, dict[str, float]] = {}
    for name, scored in rankings.items():
        for key, place in _places(scored):
            given.setdefault(key, {})[name] = weights.get(name, 1.0) / (constant + place)
    voting = (weights.get(name, 1.0) for name, scored in rankings.items() if scored)
    most = sum(voting) / (constant + 1.0)
    fused = [_fused(key, parts, most) for key, parts in given.items()]
    return sorted(fused, key=lambda one: -one.score)


def _fused(key: Key, parts: Mapping[str, float], most: float) -> Fused[Key]:
    total = sum(parts.values())
    return Fused(key, total / most, {name: part / total for name, part in parts.items()})


def _places(scored: Scored[Key]) -> list[tuple[Key, float]]:
    ordered = sorted(scored, key=lambda pair: -pair[1])
    places: list[tuple[Key, float]] = []
    for _, tied in groupby(ordered, key=lambda pair: pair[1]):
        keys = [key for key, _ in tied]
        place = len(places) + (len(keys) + 1) / 2
        places.extend((key, place) for key in keys)
    return places
