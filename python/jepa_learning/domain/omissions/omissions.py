"""Omissions: what a commit of one project probably lacks, how likely, and from when on that is worth saying.

A logistic model weighs the signs of each file that is tied to the commit: how likely the author changes it
within the next few commits. It learns by gradient steps of AdaGrad from what came (Duchi et al., 2011). The
least chance that is said moves with what was said and was wrong (domain/abstention.py). Nothing of a commit
is known to its own question.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Final

import numpy as np

from jepa_learning.domain.abstention import AbstentionOptions, Threshold
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.omissions.signs import SIGNS, Signs
from jepa_learning.domain.omissions.ties import LARGE, Ties
from jepa_learning.domain.waste.history import Commit

_RATE: Final = 0.1
_START: Final = (-1.9, 0.3, 0.3, -0.4, 0.7, 1.0, 0.6, 0.8)
"""The weight of each sign before a project taught its own: the mean of what six public histories taught, none
of which is in the published measurement. From one to another they differed by less than 0.2.
"""


_REMEMBERED: Final = 100
"""Omissions that were worth saying, by which is told how sure another is."""

_DOUBT: Final = 10.0  # outcomes that what is aimed at is worth before


@dataclass(frozen=True, slots=True)
class OmissionOptions:
    """What is looked for.

    Attributes:
        candidates: Files that are weighed, those that are tied most.
        named: Files that are named.
        within: Commits of the author within which one of them must come.
        threshold: How precise it shall be.
    """

    candidates: int
    named: int
    within: int
    threshold: AbstentionOptions


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that a commit probably lacks.

    Attributes:
        path: Its path.
        probability: That the author changes it soon, in [0, 1].
        beside: The file of the commit that it is tied to most.
        share: Of the commits of that file, those that had both, in [0, 1).
        words: The evidence.
    """

    path: str
    probability: float
    beside: str
    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Omission:
    """What a commit probably lacks.

    Attributes:
        commit: Which one.
        files: The likeliest first; empty where nothing is tied to it.
        chance: That one of them comes soon, were they independent.
        is_sure: Whether that is worth saying.
        confidence: How many that were worth saying came true of late, in [0, 1].
    """

    commit: Commit
    files: tuple[LeftOut, ...]
    chance: float
    is_sure: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an omission.

    Attributes:
        omission: Which one.
        behind: The next commits of the author, as many as were waited for.
        right: Whether one of its files was in them.
    """

    omission: Omission
    behind: tuple[Commit, ...]
    right: bool


@dataclass(slots=True)
class _Open:
    """A question that waits for its answer."""

    omission: Omission
    candidates: Sequence[str]
    signs: Floats
    chances: Floats
    behind: list[Commit] = field(default_factory=list)


class Omissions:
    """Reads the commits of one project, in order.

    Args:
        options: What is looked for.
    """

    def __init__(self, options: OmissionOptions) -> None:
        self._options = options
        self._ties = Ties()
        self._signs = Signs(self._ties)
        self._threshold = Threshold(options.threshold)
        self._said: deque[bool] = deque(maxlen=_REMEMBERED)
        self._weights = np.array(_START)
        self._squares = np.ones(len(SIGNS))
        self._open: dict[str | None, list[_Open]] = {}

    def observe_one(self, commit: Commit) -> tuple[Omission | None, list[Verdict]]:
        """Read a commit.

        Returns:
            What it probably lacks (None of a sweep), and what became of earlier ones.
        """
        if len(commit.files) > LARGE:
            self._ties.learn_one(commit)
            return None, []
        verdicts = [self._judge(one) for one in self._answered(commit)]
        question = self._ask(commit)
        self._open.setdefault(commit.author, []).append(question)
        self._ties.learn_one(commit)
        self._signs.learn_one(commit)
        return question.omission, verdicts

    def _ask(self, commit: Commit) -> _Open:
        files = frozenset(commit.files)
        candidates = self._signs.candidates(files, most=self._options.candidates)
        signs = self._signs.of(candidates, files, commit.author)
        chances = 1.0 / (1.0 + np.exp(-signs @ self._weights))
        best = np.argsort(-chances, kind="stable")[: self._options.named]
        left_out = tuple(self._left_out(candidates[one], float(chances[one]), files) for one in best)
        chance = 1.0 - prod(1.0 - one.probability for one in left_out)
        is_sure = bool(left_out) and chance >= self._threshold.least
        omission = Omission(commit, left_out, chance, is_sure, self._confidence())
        return _Open(omission, candidates, signs, chances)

    def _confidence(self) -> float:
        aim = self._options.threshold.precision
        return (sum(self._said) + _DOUBT * aim) / (len(self._said) + _DOUBT)

    def _left_out(self, path: str, probability: float, files: Iterable[str]) -> LeftOut:
        beside = max(files, key=lambda file: (self._ties.share(path, file), file))
        share = self._ties.share(path, beside)
        return LeftOut(path, probability, beside, share, self._ties.words(path, beside))

    def _answered(self, commit: Commit) -> list[_Open]:
        """Return the questions that the author's commit is the last to answer."""
        waiting = self._open.get(commit.author, [])
        for one in waiting:
            one.behind.append(commit)
        done = [one for one in waiting if len(one.behind) >= self._options.within]
        self._open[commit.author] = [one for one in waiting if len(one.behind) < self._options.within]
        return done

    def _judge(self, asked: _Open) -> Verdict:
        came = {path for commit in asked.behind for path in commit.files}
        right = any(one.path in came for one in asked.omission.files)
        if asked.omission.is_sure:
            self._said.append(right)
        if asked.candidates:
            self._threshold.learn_one(asked.omission.chance, right=right)
            self._learn(asked, np.array([path in came for path in asked.candidates], dtype=np.float64))
            self._signs.judge(asked.candidates, came, asked.omission.commit.author)
        return Verdict(asked.omission, tuple(asked.behind), right)

    def _learn(self, asked: _Open, came: Floats) -> None:
        gradient = asked.signs.T @ (asked.chances - came)
        self._squares += gradient**2
        self._weights -= _RATE * gradient / np.sqrt(self._squares)
