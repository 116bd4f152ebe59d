"""Files that changed together with those already touched; where that runs out, the recently changed ones.

Source: Zimmermann et al., Mining Version Histories to Guide Software Changes, IEEE TSE 31(6), 2005.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from jepa_learning.domain.baselines.file_tree import FileTree, is_bulk
from jepa_learning.domain.baselines.frequency import Frequency
from jepa_learning.domain.baselines.ranking import rank
from jepa_learning.domain.event import Event, Prediction, Query

_MOST = 30  # files of a case that are paired: ROSE leaves out larger changes, which would cost their square
_FILL = 1e-6  # orders the filled-up files below every file that did change together


class CoChange:
    """Counts pairs of files in one case."""

    def __init__(self) -> None:
        self._together: dict[str, Counter[str]] = defaultdict(Counter)
        self._recent = Frequency(decay=0.005)
        self._tree = FileTree()

    def learn_one(self, event: Event) -> None:
        """Count the file with each one that the case has touched before it."""
        touched = [] if is_bulk(event) else self._tree.touched_in(event.case)
        for other in touched[:_MOST]:
            self._together[other][event.activity] += 1
            self._together[event.activity][other] += 1
        self._tree.learn_one(event)
        self._recent.learn_one(event)

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Rank by the mean share that a file has in what changed with each touched file."""
        touched = self._tree.touched_in(query.case)
        scores = {c.activity: _FILL * c.probability for c in self._recent.predict_one(query, k=k).candidates}
        for path in touched:
            together = self._together.get(path, Counter())
            for other, count in together.items():
                if other in self._tree.paths:
                    scores[other] = scores.get(other, 0.0) + count / together.total() / len(touched)
        return rank(scores, k=k, without=set(touched))
