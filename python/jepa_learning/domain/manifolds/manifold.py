"""Manifold: one view of the world, with its own representation, that learns by itself and may disagree.

It does not know how much it is believed: that is the federation's business. Nor does it know the other
manifolds, but for the names of those that it hears, if it hears any.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Final, Protocol, TypeVar, runtime_checkable

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Counts, Floats, Indices
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.latent import Moment
from jepa_learning.domain.situation import Situation

S = TypeVar("S", bound=Situation, contravariant=True)

FAINTEST: Final = 1e-100
"""Scores that have decayed below it are forgotten: their shares can no longer be computed."""


class Manifold(Protocol[S]):
    """One way of seeing what comes next.

    Attributes:
        name: What ablations, shares and reasons call it.
        views: Names of the rows of its evidence; each has a weight of its own.
        needs_intent: Views that sleep where the intent is not known.
        fleeting: Views of what has just been learnt from the whole stream. They sleep when the stream
            has gone on without being learnt, since what they remember is then no longer recent.
    """

    name: ClassVar[str]
    views: ClassVar[tuple[str, ...]]
    needs_intent: ClassVar[frozenset[str]]
    fleeting: ClassVar[frozenset[str]]

    def learn_one(self, situation: S, index: int, *, catalogue: Catalogue) -> None:
        """Learn that the activity `index` is what came in `situation`."""
        ...

    def predict_one(self, situation: S, *, catalogue: Catalogue) -> Floats | None:
        """Return ln(p · C) of each candidate by each view, `[V, C]`; None when it has nothing to say.

        0 is what a view says that knows nothing: every candidate is as likely as any other.
        """
        ...

    def words(self, situation: S, index: int, *, catalogue: Catalogue) -> str:
        """Say in one line why `index` may come; empty when there is nothing particular."""
        ...


@runtime_checkable
class Naming(Protocol[S]):
    """A manifold that can name candidates, for worlds that know too many activities to ask about all."""

    def candidates(self, situation: S, most: int, *, catalogue: Catalogue) -> list[int]:
        """Return the activities that it has most to say about, at most `most` by each context it looks at."""
        ...


@runtime_checkable
class Relating(Protocol):
    """A manifold that knows which activities go with which, whatever is being done."""

    def related(self, index: int, most: int, *, unit: str, catalogue: Catalogue) -> list[Companion]:
        """Return the activities that go with `index`, the strongest first, at most `most`.

        `unit` is what a case is called in words.
        """
        ...


@runtime_checkable
class Deferring(Protocol[S]):
    """A manifold whose answers come from a network: it is asked only where its answer matters.

    Attributes:
        hears: Views of other manifolds, as `manifold.view`, whose opinions the network is told (opinions.py).
        instead: Views that speak instead of others where the intent is not known, and sleep where it is.
        corrects: Whether it says what is to be added to the mixture of the others, as it is.
    """

    hears: ClassVar[tuple[str, ...]]
    instead: ClassVar[frozenset[str]]
    corrects: ClassVar[bool]

    @property
    def learns(self) -> bool:
        """Whether whoever answers for it now is taught what came."""
        ...

    def moments(self, situation: S, *, catalogue: Catalogue) -> Sequence[Moment]:
        """Return what the network is asked, one moment a view; nothing while there is no network."""
        ...

    def answer(self, moments: Sequence[Moment]) -> Floats | None:
        """Return ln(p · C) of the question's moments, `[V, C]`; None where the network is silent."""
        ...

    def teach(self, moment: Moment, right: Indices, p: Floats) -> None:
        """Hand the network a lesson: the columns `right` came, where `p` was believed, `[C]`."""
        ...


@runtime_checkable
class Correcting(Protocol[S]):
    """A manifold that learns from what all together believed, and is mixed behind those that count."""

    def correct(self, situation: S, right: Indices, p: Floats) -> None:
        """Learn that the columns `right` came where `p` was believed, `[C]`."""
        ...


@runtime_checkable
class Answering(Protocol):
    """A manifold that knows which activities are about some words."""

    def about(self, text: str, most: int, *, catalogue: Catalogue) -> list[Companion]:
        """Return the activities that exist and answer the words of `text`, the best first, at most `most`."""
        ...


def against_uniform(scores: Floats, *, escape: float) -> Floats:
    """Turn scores into ln(p · C), with `escape` of the probability spread evenly over all candidates.

    Args:
        scores: `[C]`, at least 0; all as good as zero means that nothing is known.
        escape: In (0, 1]: how much may lie with candidates that the view does not see.
    """
    total = float(scores.sum())
    if total < FAINTEST:
        return np.zeros(len(scores))
    evidence: Floats = np.log((1.0 - escape) * len(scores) / total * scores + escape)
    return evidence


def logits_against_uniform(logits: Floats) -> Floats:
    """Turn unnormalised log-probabilities `[C]` into ln(p · C)."""
    top = float(logits.max())
    return logits - (top + float(np.log(np.exp(logits - top).mean())))


def lift(meanings: Floats, row: Counts, *, share: Floats, prior: float, weight: float = 1.0) -> None:
    """Add weight · ln(P(x | sign) / P(x)) to `meanings`, with P(x | sign) smoothed towards P(x) (Dirichlet).

    Args:
        meanings: `[N]`, changed in place.
        row: The counts of x beside the sign.
        share: P(x), `[N]`, above 0.
        prior: How many counts of P(x) the row is mixed with.
        weight: Of this sign among others.
    """
    meanings += weight * math.log(prior / (prior + row.total))
    meanings[row.indices] += weight * np.log1p(row.amounts / (prior * share[row.indices]))
