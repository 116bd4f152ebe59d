"""Profile: what a context is like, as fading counts of tokens, and how well it explains an event.

It knows no time and no order.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from jepa_learning.domain.segmentation.features import FAMILIES, Features


class Profile:
    """Counts by family. When a family holds more than `most`, all its counts are halved and the faintest go.

    Args:
        most: The weight of a family up to which nothing is forgotten; bounds its memory.

    Attributes:
        counts: Weight of each token, by family.
        totals: Their sums.
    """

    __slots__ = ("_most", "counts", "totals")

    def __init__(self, *, most: float) -> None:
        self._most = most
        self.counts: list[dict[str, float]] = [{} for _ in FAMILIES]
        self.totals = [0.0] * len(FAMILIES)

    def add(self, features: Features, weight: float = 1.0) -> None:
        """Count an event; a negative weight takes it back as far as it is still remembered."""
        for family, tokens in features:
            share, counts = weight / len(tokens), self.counts[family]
            for token in tokens:
                counts[token] = counts.get(token, 0.0) + share
            self.totals[family] += weight
            if self.totals[family] > self._most:
                self._fade(family)

    def take_back(self, features: Features) -> None:
        """Forget an event that was counted."""
        for family, tokens in features:
            counts, share = self.counts[family], 1.0 / len(tokens)
            for token in tokens:
                left = counts.get(token, 0.0) - share
                if left > 1e-9:
                    counts[token] = left
                else:
                    counts.pop(token, None)
            self.totals[family] = sum(counts.values())

    def explain(self, features: Features, background: Sequence[Sequence[float]]) -> list[float]:
        """Return the mean ln p of the tokens of each family that the event has, `[F]`.

        p = (c + u b) / (n + u), the method of Witten and Bell (1991, C): n is the weight of the family, u its
        distinct tokens and one, c the weight of the token, b its background probability. A family in which
        much is new all the time makes little of one more new token.
        """
        found = []
        for (family, tokens), chances in zip(features, background, strict=True):
            counts = self.counts[family]
            kinds = len(counts) + 1
            scale = self.totals[family] + kinds
            if len(tokens) == 1:  # most families; this is most of what a stream costs
                found.append(log((counts.get(tokens[0], 0.0) + kinds * chances[0]) / scale))
                continue
            product = 1.0  # of at most eight numbers, each above 1e-8: it cannot vanish
            for token, chance in zip(tokens, chances, strict=True):
                product *= (counts.get(token, 0.0) + kinds * chance) / scale
            found.append(log(product) / len(tokens))
        return found

    def share(self, family: int, token: str) -> float:
        """Return how much of a family a token makes up, in [0, 1]."""
        total = self.totals[family]
        return self.counts[family].get(token, 0.0) / total if total else 0.0

    def chances(self, features: Features) -> list[list[float]]:
        """Return the probability of every token with half a count for each that may come, as background."""
        found = []
        for family, tokens in features:
            counts = self.counts[family]
            scale = self.totals[family] + 0.5 * (len(counts) + 1)
            found.append([(counts.get(token, 0.0) + 0.5) / scale for token in tokens])
        return found

    def _fade(self, family: int) -> None:
        kept = {token: count / 2 for token, count in self.counts[family].items() if count > 0.3}
        self.counts[family] = kept
        self.totals[family] = sum(kept.values())
