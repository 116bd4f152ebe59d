"""Signs: what tells that a file which is not in a commit comes soon, as one number each.

Shares are logits, halved, so that they add like the others; ages and counts are logarithms. It does not know
how much a sign weighs.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Sequence
from math import log, log1p
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.omissions.ties import Ties
from jepa_learning.domain.waste.history import Commit

SIGNS: Final = ("always", "tie", "times", "back", "made up", "lately", "last", "age")
"""One; a tie to any file of the commit; the commits that the strongest tie rests on; the share of its own
commits that this file was in; how often the author brought it soon where it was tied and left out; the share
of the author's last commits with it; how near the last of them is; how long ago anybody changed it.
"""

_LATELY: Final = 16  # commits of an author that are looked back at
_EDGE: Final = 0.005  # shares nearer to 0 or 1 are taken to be as far
_AGES: Final = 5.0  # brings the logarithm of an age in commits to the size of the other signs
_PRIOR: Final = (0.2, 2.0)  # one in ten, as if seen twice


class Signs:
    """Counts what signs need.

    Args:
        ties: Of the project; whoever has them teaches them.
    """

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._commits = 0
        self._changed: dict[str, int] = {}
        self._lately: dict[str | None, deque[frozenset[str]]] = {}
        self._left_out: Counter[tuple[str | None, str]] = Counter()
        self._came: Counter[tuple[str | None, str]] = Counter()

    def candidates(self, files: Collection[str], *, most: int) -> list[str]:
        """Return what is tied to the files and not among them, the strongest ties first."""
        strength: dict[str, float] = {}
        for path, file, times in self._ties.around(files):
            strength[path] = strength.get(path, 0.0) + times / (self._ties.changes[file] + 1.0)
        return sorted(strength, key=lambda path: -strength[path])[:most]

    def of(self, candidates: Sequence[str], files: Collection[str], author: str | None) -> Floats:
        """Return the signs of each candidate.

        Returns:
            Shape (candidates, signs).
        """
        lately = self._lately.get(author, deque())
        return np.array([self._one(path, files, author, lately) for path in candidates]).reshape(
            len(candidates), len(SIGNS)
        )

    def learn_one(self, commit: Commit) -> None:
        """Remember who changed what, and when."""
        self._commits += 1
        self._changed.update(dict.fromkeys(commit.files, self._commits))
        lately = self._lately.setdefault(commit.author, deque(maxlen=_LATELY))
        lately.append(frozenset(commit.files))

    def judge(self, candidates: Sequence[str], came: Collection[str], author: str | None) -> None:
        """Count what the author then brought of what had been left out."""
        self._left_out.update((author, path) for path in candidates)
        self._came.update((author, path) for path in candidates if path in came)

    def _one(
        self, path: str, files: Collection[str], author: str | None, lately: Collection[frozenset[str]]
    ) -> tuple[float, ...]:
        beside = self._ties.beside(path)
        untied, best, times, back = 1.0, 0.0, 0, 0.0
        for file in files:
            if (together := beside.get(file)) is not None:
                share = together / (self._ties.changes[file] + 1.0)
                untied *= 1.0 - share
                back = max(back, together / (self._ties.changes[path] + 1.0))
                if share > best:
                    best, times = share, together
        distances = [place for place, one in enumerate(reversed(tuple(lately))) if path in one]
        came = (self._came[author, path] + _PRIOR[0]) / (self._left_out[author, path] + _PRIOR[1])
        return (
            1.0,
            _logit(1.0 - untied),
            log1p(times),
            _logit(back),
            _logit(came),
            len(distances) / _LATELY,
            1.0 / (1.0 + distances[0]) if distances else 0.0,
            -log1p(self._commits - self._changed.get(path, 0)) / _AGES,
        )


def _logit(share: float) -> float:
    inside = min(1.0 - _EDGE, max(_EDGE, share))
    return log(inside / (1.0 - inside)) / 2.0
