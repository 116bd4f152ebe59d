"""Ranking: one way of looking for an answer, and how several become one list that says its evidence.

It does not know what was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jepa_learning.application.meanings import Nearest
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.entry import Scope, asked_words
from jepa_learning.domain.event import Reason
from jepa_learning.domain.fusion import fuse
from jepa_learning.domain.structure import Ties
from jepa_learning.domain.words import quoted


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one way of looking finds.

    Attributes:
        strengths: By the number of its entry, how strongly something answers: only the order counts.
        evidence: Says in words why an entry is there; only asked about what is told.
        weight: In the common list, beside the others.
    """

    strengths: Mapping[int, float]
    evidence: Callable[[int], str]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry in the common list, with its reasons by ranking."""

    number: int
    score: float
    reasons: Mapping[str, Reason]


def rank(rankings: Mapping[str, Ranking], *, constant: float, k: int) -> list[Ranked]:
    """Fuse the rankings and return the first `k`."""
    scored = {name: list(ranking.strengths.items()) for name, ranking in rankings.items()}
    weights = {name: ranking.weight for name, ranking in rankings.items()}
    return [
        Ranked(
            one.key,
            one.score,
            {name: Reason(share, rankings[name].evidence(one.key)) for name, share in one.shares.items()},
        )
        for one in fuse(scored, constant=constant, weights=weights)[:k]
    ]


def by_words(words: str, scope: Scope, archive: Archive, *, depth: int) -> Ranking:
    """Rank what says the words."""
    asked = asked_words(words)
    return Ranking(
        dict(archive.saying(asked, scope, depth)),
        lambda number: quoted(archive.words_of(number, asked), words),
    )


def by_companions(companions: Iterable[Companion], scope: Scope, archive: Archive) -> Ranking:
    """Rank the files that a manifold names and that may be shown."""
    return by_ties({("file", one.activity): (one.strength, one.words) for one in companions}, scope, archive)


def by_ties(ties: Ties, scope: Scope, archive: Archive) -> Ranking:
    """Rank what is tied and may be shown."""
    numbered = {archive.shown(kind, name, scope): tie for (kind, name), tie in ties.items()}
    shown = {number: tie for number, tie in numbered.items() if number is not None}
    return Ranking({number: tie[0] for number, tie in shown.items()}, lambda number: shown[number][1])


def by_meaning(near: Nearest, scope: Scope, archive: Archive) -> Ranking:
    """Rank what is near in the vector memory, by the cosine."""
    found = near.of(scope, archive)
    return Ranking(found, lambda number: f"{found[number]:.2f}")
