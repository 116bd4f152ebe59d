"""Federation: asks every manifold, mixes what they say, and learns from what happened whom to believe.

No manifold is privileged. It does not know what kind of activity is at stake: worlds do.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.credit import Credit, Dominance
from jepa_learning.domain.disagreement import disagreement
from jepa_learning.domain.drift.follower import DriftReport, Follower
from jepa_learning.domain.drift.held_lessons import Held
from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.event import Candidate, Prediction, Reason
from jepa_learning.domain.latent import Moment, Singles
from jepa_learning.domain.manifolds.manifold import Answering, Correcting, Deferring, Manifold, Relating
from jepa_learning.domain.mixer import Awake, Kept, Keys, Mixing
from jepa_learning.domain.opinions import opinions, rows_of, said_by
from jepa_learning.domain.signs import signs
from jepa_learning.domain.situation import Situation
from jepa_learning.domain.trust import CALIBRATED, Trust

S = TypeVar("S", bound=Situation)

Framings = Sequence[tuple[Keys, Awake]]
"""Weight sets and who is awake, by view of a network."""

COMPARED: Final = 50
"""Candidates that disagreement tells apart; all others count as one."""

LIKELIEST: Final = 10
"""Candidates that the signs of an answer are read from; see `signs`."""

SPEAKING: Final = 3
"""Manifolds that may put a candidate's reason into words, the largest share first."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[S]):
    """What the manifolds said of a situation, kept until the outcome is known.

    Attributes:
        situation: What was known.
        evidence: ln(p · C) by view and candidate, `[V, C]`.
        keys: The weight sets that fit the situation.
        awake: Which views took part, `[V]`.
        p: The mixed probabilities, `[C]`.
        context: What kind of question it is, for how far it can be believed.
    """

    situation: S
    evidence: Floats
    keys: Keys
    awake: Awake
    p: Floats
    context: Hashable


@dataclass(frozen=True, slots=True)
class Asked(Generic[S]):
    """A situation put to the manifolds, whose outcome is awaited.

    Attributes:
        situation: What was known, with the candidates that are weighed.
        evidence: ln(p · C) by view and candidate, `[V, C]`; rows of networks are 0 until `complete`.
        moments: What each network is asked, in the order of the manifolds.
        is_complete: Whether the networks have answered.
    """

    situation: S
    evidence: Floats
    moments: tuple[Sequence[Moment], ...]
    is_complete: bool = False


def without(asked: Asked[S], indices: Sequence[int]) -> Asked[S]:
    """Return what was asked as if some activities had not been candidates; no network is taught of it."""
    left = np.flatnonzero(~np.isin(asked.situation.candidates, indices))
    situation = asked.situation.among(left)
    return Asked(situation, asked.evidence[:, left], tuple(() for _ in asked.moments))


class Federation(Generic[S]):
    """Manifolds, the weights between them, and the map from what they say to how often it comes true.

    Args:
        manifolds: Who is asked.
        mixer: Makes one probability of what they say.
        trust: How far what they make together can be believed.
        ceiling: The dominance ceiling that the mixer keeps to, for those who ask.
        weighed: Candidates that are weighed at most, those that all counts together speak for most.
    """

    def __init__(
        self,
        manifolds: Sequence[Manifold[S]],
        mixer: Mixing,
        trust: Trust,
        *,
        weighed: int,
        ceiling: float = 1.0,
        follower: Follower | None = None,
    ) -> None:
        self.manifolds = tuple(manifolds)
        self._mixer = mixer
        self._follower = follower
        self._weighed, self._ceiling = weighed, ceiling
        self._trust = trust
        self._credit = Credit([manifold.name for manifold in manifolds])
        self._intent = np.array([view in m.needs_intent for m in manifolds for view in m.views])
        self._fleeting = np.array([view in m.fleeting for m in manifolds for view in m.views])
        self._starts = np.cumsum([0, *(len(m.views) for m in manifolds)])[:-1]
        # Asking a protocol whether it is met takes long, so it is asked once.
        placed = list(zip(self._starts.tolist(), manifolds, strict=True))
        views = [f"{m.name}.{view}" for m in manifolds for view in m.views]
        self._deferring = [(start, one) for start, one in placed if isinstance(one, Deferring)]
        self._heard = [rows_of(one.hears, views) for _, one in self._deferring]
        self._has_networks = any(not one.corrects for _, one in self._deferring)
        self._instead = np.array(
            [isinstance(m, Deferring) and view in m.instead for m in manifolds for view in m.views]
        )
        self._correcting = [one for one in manifolds if isinstance(one, Correcting)]
        self._counting = [(start, one) for start, one in placed if not isinstance(one, Deferring)]

    def awake(self, *, intent: bool, stale: bool) -> Awake:
        """Return which views can take part, `[V]`: the others have nothing to go by."""
        asleep = self._instead if intent else self._intent
        return ~(asleep | (self._fleeting & stale))

    def hear(self, situation: S, framings: Framings = (), *, catalogue: Catalogue) -> Asked[S]:
        """Ask every manifold, networks too; a sleeping one is as good as silent. See `complete`."""
        return self.complete(self.ask(situation, catalogue=catalogue), framings)

    def ask(self, situation: S, *, catalogue: Catalogue) -> Asked[S]:
        """Ask every manifold that counts, and note what networks would be asked: many outcomes never come."""
        evidence = np.zeros((len(self._intent), len(situation.candidates)))
        for start, manifold in self._counting:
            said = manifold.predict_one(situation, catalogue=catalogue)
            if said is not None:
                evidence[start : start + len(said)] = said
        if len(situation.candidates) > self._weighed:
            likeliest = _likeliest(evidence, self._weighed)
            situation, evidence = situation.among(likeliest), evidence[:, likeliest]
        moments = tuple(one.moments(situation, catalogue=catalogue) for _, one in self._deferring)
        return Asked(situation, evidence, moments)

    def complete(self, asked: Asked[S], framings: Framings = ()) -> Asked[S]:
        """Let the networks answer, if they have not yet.

        Args:
            asked: What was asked.
            framings: How the others are mixed for each view of a network that hears them.
        """
        if asked.is_complete:
            return asked
        told = tuple(
            self._told(asked, moments, rows, framings)
            for moments, rows in zip(asked.moments, self._heard, strict=True)
        )
        for (start, manifold), moments in zip(self._deferring, told, strict=True):
            said = manifold.answer(moments)
            if said is not None:
                asked.evidence[start : start + len(said)] = said
        # What was heard is large, and kept only for who learns from it.
        kept = (
            moments if manifold.learns else before
            for (_, manifold), moments, before in zip(self._deferring, told, asked.moments, strict=True)
        )
        return replace(asked, moments=tuple(kept), is_complete=True)

    def meet(self, situation: S, index: int, *, place: int) -> None:
        """Follow the stream: `index` came, `place` activities after the beginning of its case."""
        if self._follower is None:
            return
        drift = self._follower.drift
        drift.meet(index, before=situation.before, place=place, time=situation.time)
        for one in drift.release():
            for _, manifold in self._deferring:
                if manifold.name == one.manifold:
                    manifold.teach(one.moment, one.right, one.p)

    def follow(self, answer: Answer[S], right: Indices) -> None:
        """Follow how good the prediction of what came was: `right` are its columns."""
        if self._follower is not None:
            self._follower.learn_outcome(answer.evidence, answer.p, right, answer.situation.candidates)

    def follow_unforeseen(self) -> None:
        """Follow that something came which nobody could have foreseen."""
        if self._follower is not None:
            self._follower.drift.learn_outcome(math.inf)

    def drift(self, *, catalogue: Catalogue) -> DriftReport | None:
        """Return how the stream drifts; None where nobody follows it."""
        return None if self._follower is None else self._follower.report(catalogue.names)

    @property
    def regime(self) -> Regime:
        """What state the stream is in; equilibrium where nobody follows it."""
        return Regime.EQUILIBRIUM if self._follower is None else self._follower.drift.regime

    def correct(self, answer: Answer[S], right: Indices) -> None:
        """Let those learn who go by what all but networks believed; before whom to believe is learnt."""
        if not self._correcting or not len(right):
            return
        p = answer.p
        if self._has_networks:
            p = self._mixer.mix_early(answer.evidence, answer.keys, answer.awake)
        for manifold in self._correcting:
            manifold.correct(answer.situation, right, p)

    def teach(self, asked: Asked[S], answer: Answer[S], right: Indices, *, view: int = 0) -> None:
        """Hand every network the lesson of an outcome, as its `view` was asked; in a breakdown it waits."""
        for (_, manifold), moments in zip(self._deferring, asked.moments, strict=True):
            if not moments or not len(right) or not manifold.learns:
                continue
            if self._follower is None or self._follower.drift.allowance.networks_learn:
                manifold.teach(moments[view], right, answer.p)
            else:
                situation = answer.situation
                index, before, time = int(situation.candidates[right[0]]), situation.before, situation.time
                held = Held(manifold.name, moments[view], right, answer.p, index, before, time)
                self._follower.drift.hold(held)

    def answer(
        self, situation: S, evidence: Floats, keys: Keys, awake: Awake, *, context: Hashable
    ) -> Answer[S]:
        """Mix the evidence with the weights of these sets."""
        return Answer(situation, evidence, keys, awake, self._mixer.mix(evidence, keys, awake), context)

    def learn_activity(self, situation: S, index: int, *, catalogue: Catalogue) -> None:
        """Let every manifold learn what came."""
        for manifold in self.manifolds:
            manifold.learn_one(situation, index, catalogue=catalogue)

    def learn_outcome(self, answer: Answer[S], right: Indices, *, is_judged: bool = True) -> None:
        """Learn from the outcome whom to believe, and how far.

        Args:
            answer: What was said.
            right: The columns of what came; none where what came was no candidate.
            is_judged: Whether it is learnt, too, how far such an answer can be believed.
        """
        if is_judged:
            self._judge(answer, right)
        if len(right):
            self._mixer.learn_one(answer.evidence, answer.p, right, answer.keys, answer.awake)

    def predict(self, answer: Answer[S], k: int, *, catalogue: Catalogue) -> Prediction:
        """Rank the candidates, best first, at most `k`, with calibrated probabilities and reasons."""
        best = _best(answer.p, max(k, COMPARED))
        weights = self._mixer.weights(answer.keys, answer.awake)
        told = signs(answer.p, best, answer.evidence, weights, self._starts)
        assessed = self._trust.assess(answer.context, told, answer.p[best[:k]])
        probabilities = assessed.probabilities.tolist()
        shares = self._shares(answer.evidence[:, best[:k]], weights)
        indices = answer.situation.candidates[best[:k]].tolist()
        candidates = tuple(
            Candidate(
                catalogue.names[index],
                probabilities[place],
                self._reasons(answer.situation, index, shares[:, place], catalogue),
            )
            for place, index in enumerate(indices)
        )
        return Prediction(
            candidates,
            abstained=assessed.doubt,
            confidence=probabilities[0],
            disagreement=disagreement(answer.evidence, weights, best[:COMPARED]),
            regime=self.regime.value,
            needed=assessed.needed,
            is_unsure=assessed.doubt is not None,
        )

    def remember(self) -> Kept:
        """Return the weights between the manifolds, as they are."""
        return self._mixer.remember()

    def recall(self, kept: Kept) -> None:
        """Go back to weights that `remember` returned, here or in a federation of the same manifolds."""
        self._mixer.recall(kept)

    def dominance(self) -> Dominance | None:
        """Return whose evidence came true lately, and the ceiling; None before the first outcome."""
        return self._credit.dominance(ceiling=self._ceiling)

    def related(
        self, index: int, most: int, *, unit: str, catalogue: Catalogue
    ) -> dict[str, list[Companion]]:
        """Return what goes with the activity, by the name of the manifold that says so."""
        return {
            manifold.name: manifold.related(index, most, unit=unit, catalogue=catalogue)
            for manifold in self.manifolds
            if isinstance(manifold, Relating)
        }

    def about(self, text: str, most: int, *, catalogue: Catalogue) -> dict[str, list[Companion]]:
        """Return what is about the words of a text, by the name of the manifold that says so."""
        return {
            manifold.name: manifold.about(text, most, catalogue=catalogue)
            for manifold in self.manifolds
            if isinstance(manifold, Answering)
        }

    def _told(
        self, asked: Asked[S], moments: Sequence[Moment], rows: Indices, framings: Framings
    ) -> Sequence[Moment]:
        """Return the moments with what the others say of their candidates, where a network hears that."""
        if not moments or not len(rows):
            return moments
        heard: dict[Keys, Singles] = {}
        said = said_by(asked.evidence, rows)
        for keys, awake in framings:
            if keys not in heard:
                p = self._mixer.mix_early(asked.evidence, keys, awake)
                heard[keys] = opinions(said * awake[rows][:, None], p)
        return [replace(one, opinions=heard[keys]) for one, (keys, _) in zip(moments, framings, strict=True)]

    def _judge(self, answer: Answer[S], right: Indices) -> None:
        best = _best(answer.p, LIKELIEST)
        weights = self._mixer.weights(answer.keys, answer.awake)
        calibrated = best[:CALIBRATED]
        self._trust.learn_one(
            answer.context,
            signs(answer.p, best, answer.evidence, weights, self._starts),
            answer.p[calibrated],
            [bool(np.any(right == column)) for column in calibrated.tolist()],
            pace=1.0 if self._follower is None else self._follower.drift.allowance.calibrating,
        )
        if len(right):
            self._credit.learn_one(self._shares(answer.evidence[:, right], weights).mean(axis=1))

    def _shares(self, evidence: Floats, weights: Floats) -> Floats:
        # Who is counted against what it says speaks for nothing.
        support = np.add.reduceat(evidence * np.maximum(weights, 0.0)[:, None], self._starts, axis=0)
        support = np.maximum(support, 0.0)
        shares: Floats = support / np.maximum(support.sum(axis=0), 1e-12)
        return shares

    def _reasons(
        self, situation: S, index: int, shares: Floats, catalogue: Catalogue
    ) -> Mapping[str, Reason]:
        reasons = {}
        for rank, place in enumerate(np.argsort(-shares).tolist()):
            share = float(shares[place])
            if share < 0.005:
                break
            manifold = self.manifolds[place]
            words = manifold.words(situation, index, catalogue=catalogue) if rank < SPEAKING else ""
            reasons[manifold.name] = Reason(share, words)
        return reasons


def _likeliest(evidence: Floats, most: int) -> Indices:
    """Return the columns that the counts together speak for most, ascending."""
    spoken = evidence.sum(axis=0)
    likeliest: Indices = np.sort(np.argpartition(-spoken, most)[:most])
    return likeliest


def _best(p: Floats, k: int) -> Indices:
    kept = min(k, len(p))
    if not kept:
        return np.zeros(0, dtype=np.int64)
    best = np.argpartition(-p, kept - 1)[:kept]
    # Equal probabilities keep the order of the indices, so that the same history gives the same answer.
    order: Indices = best[np.lexsort((best, -p[best]))]
    return order
