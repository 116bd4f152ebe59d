"""Notice omissions: at a commit of the user, look at what it probably lacks, and tell that first of all.

It replays the newest part of the log each time, so that it knows nothing that was forgotten or may not be
read any more. It does not know who listens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.omissions.omissions import LeftOut, Omission, OmissionOptions, Omissions
from jepa_learning.domain.signals import CHANGES_COMMITTED, COMPANION_MISSING, Signal, Signals
from jepa_learning.domain.waste.history import History

_USUAL: Final = 0.5  # share of commits, as the word says
_ENDLESS: Final = float("inf")  # commits are not cut into sessions


class NoticeOmissions:
    """Hears of commits, and tells what they lack.

    Args:
        recent: Returns the newest events of a project that may be read, in order.
        options: What is looked for.
        is_wanted: While it says no, nothing is looked at.
    """

    def __init__(
        self,
        recent: Callable[[str], Sequence[Event]],
        *,
        signals: Signals,
        options: OmissionOptions,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        self._recent, self._signals, self._options = recent, signals, options
        self._is_wanted = is_wanted

    def subscribe(self) -> None:
        """Hear of commits from now on; whoever subscribes to them later hears of what they lack first."""
        self._signals.subscribe(CHANGES_COMMITTED, self.hear)

    def hear(self, signal: Signal) -> None:
        """Look at the last commit of the project.

        Raises:
            StoreError: The log cannot be read.
        """
        project = str(signal.facts.get("project") or "")
        omission = self._last(project) if project and self._is_wanted() else None
        if omission is not None and omission.is_sure:
            self._signals.tell(_missing(omission, project, signal.time))

    def _last(self, project: str) -> Omission | None:
        omissions, last = Omissions(self._options), None
        for commit in History(self._recent(project), gap_s=_ENDLESS).commits:
            last, _ = omissions.observe_one(commit)
        return last


def _missing(omission: Omission, project: str, time: float | None) -> Signal:
    first = omission.files[0]
    facts: dict[str, Attribute] = {
        "project": project,
        "kind": "file",
        "activities": "\n".join(one.path for one in omission.files),
        "probabilities": " ".join(f"{one.probability:.4f}" for one in omission.files),
        "evidence": f"You changed {first.beside}; {_named(omission.files)}",
        "confidence": omission.confidence,
    }
    return Signal(COMPANION_MISSING, time, facts)


def _named(files: Sequence[LeftOut]) -> str:
    first, *others = files
    more = f", and so may {' and '.join(one.path for one in others)}" if others else ""
    often = "usually changes with it" if first.share >= _USUAL else "may belong to it"
    return f"{first.path} {often} ({first.words}){more}"
