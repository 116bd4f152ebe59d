"""What a whisper is worth: how often one like it was used, learnt from what became of earlier ones.

It begins with the calibrated probability of the prediction, and is drawn to what was seen.
"""

from __future__ import annotations

import numpy as np

from jepa_learning.domain.calibration import Calibration
from jepa_learning.domain.whispers.whisper import Whisper


class Worth:
    """One map from chance to worth for each mode and kind.

    Args:
        start: How many outcomes the prediction's own probability is worth.
        floor: The least weight of a new outcome: how fast it follows a change.
        dismissal: A whisper that was dismissed counts like so many that were not used.
    """

    def __init__(self, *, start: float, floor: float, dismissal: int) -> None:
        self._start = start
        self._floor = floor
        self._dismissal = dismissal
        self.forget()

    def forget(self) -> None:
        """Begin again."""
        self._maps: dict[tuple[str, str], Calibration] = {}

    def predict_one(self, mode: str, kind: str, chance: float) -> float:
        """Return how likely a whisper with this chance is used, in [0, 1]."""
        return float(self._map(mode, kind).predict(np.array([chance]))[0])

    def learn_one(self, whisper: Whisper, *, right: bool) -> None:
        """Learn whether it named what then happened."""
        self._map(whisper.mode, whisper.kind).learn_one(whisper.chance, right=right)

    def learn_dismissal(self, whisper: Whisper) -> None:
        """Learn that it was not wanted."""
        for _ in range(self._dismissal):
            self.learn_one(whisper, right=False)

    def _map(self, mode: str, kind: str) -> Calibration:
        if (mode, kind) not in self._maps:
            self._maps[mode, kind] = Calibration(start=self._start, floor=self._floor)
        return self._maps[mode, kind]
