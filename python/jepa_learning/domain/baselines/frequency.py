"""The activities seen most often, the newer ones counting more when there is a decay."""

from __future__ import annotations

from jepa_learning.domain.baselines.file_tree import FileTree, is_bulk
from jepa_learning.domain.baselines.ranking import rank
from jepa_learning.domain.event import Event, Prediction, Query

_RESCALE_ABOVE = 1e100


class Frequency:
    """Counts activities. Each event weakens all earlier ones by `decay` (0 keeps them all)."""

    def __init__(self, *, decay: float = 0.0) -> None:
        self._decay = decay
        self._unit = 1.0  # grows instead of shrinking every count at every event
        self._total = 0.0
        self._counts: dict[str, float] = {}
        self._tree = FileTree()

    def learn_one(self, event: Event) -> None:
        """Count one event; of a bulk change only follow which files exist."""
        if event.kind == "file":
            self._tree.learn_one(event)
        if is_bulk(event):
            return
        self._unit /= 1.0 - self._decay
        self._counts[event.activity] = self._counts.get(event.activity, 0.0) + self._unit
        self._total += self._unit
        if self._unit > _RESCALE_ABOVE:
            self._rescale()

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Rank by share of the (decayed) counts; of files only those that exist and are not yet touched."""
        scores = {activity: count / self._total for activity, count in self._counts.items()}
        if query.kind != "file":
            return rank(scores, k=k)
        touched = set(self._tree.touched_in(query.case))
        return rank(
            {path: score for path, score in scores.items() if path in self._tree.paths}, k=k, without=touched
        )

    def _rescale(self) -> None:
        self._counts = {activity: count / self._unit for activity, count in self._counts.items()}
        self._total /= self._unit
        self._unit = 1.0
