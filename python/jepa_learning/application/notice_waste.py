"""Notice waste: look at leisure for what could be done with less, and tell the best that is new of it.

It looks seldom: once in so many events, when the computer has time. What it tells is what `optimize` would
propose, and it changes nothing. It does not know who listens.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jepa_learning.application.background import Background
from jepa_learning.application.propose import Advice
from jepa_learning.domain.event import Attribute
from jepa_learning.domain.proposals.proposal import Proposal
from jepa_learning.domain.signals import INEFFICIENCY_DETECTED, Signal, Signals
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.journal import Journal


class NoticeWaste(Background):
    """Looks, in a thread of its own once it was started.

    Args:
        propose: Says what is worth proposing in a folder; seconds of work on a long history.
        sequence: Returns the number of the newest event.
        folder: Returns where the user works; None where that is not known.
        every: It looks once in so many events.
        why_not: What keeps it waiting; None where nothing does.
        delay_s: How long nothing must have been learnt before.
        look_s: How often it looks again while something keeps it waiting.
    """

    def __init__(
        self,
        propose: Callable[[Path | None], Advice],
        *,
        sequence: Callable[[], int],
        folder: Callable[[], Path | None],
        signals: Signals,
        clock: Clock,
        every: int,
        why_not: Callable[[], str | None],
        delay_s: float,
        look_s: float,
        journal: Journal,
    ) -> None:
        super().__init__(name="notice-waste", delay_s=delay_s, journal=journal)
        self._propose = propose
        self._sequence = sequence
        self._folder = folder
        self._signals = signals
        self._clock = clock
        self._every = every
        self._why_not = why_not
        self._look_s = look_s
        self._looked: int | None = None
        self._told: set[str] = set()

    def start(self) -> None:
        """Begin in the background; what is known by now was looked at before."""
        if self._looked is None:
            self._looked = self._sequence()
        super().start()

    def __call__(self) -> None:
        """Look once, if there is enough that is new.

        Raises:
            StoreError: The event log cannot be read; the next time looks again.
        """
        now = self._sequence()
        if self._is_early(now) or not self._wait_for_leisure(self._why_not, look_s=self._look_s):
            return
        advice = self._propose(self._folder())
        self._looked = now
        root = advice.root
        for proposal in advice.proposals:
            if proposal.confidence is None:  # nobody knows whether it would save anything
                continue
            if (key := f"{root}\n{_lasting_id(proposal)}") not in self._told:
                self._told.add(key)
                self._signals.tell(_inefficiency(proposal, root, self._clock.now()))
                return  # one at a time: the next is told when there is more to look at

    def _is_early(self, now: int) -> bool:
        """Whether no multiple of `every` was passed: so it looks as often however often it is started."""
        return now // self._every == (self._looked or 0) // self._every


def _inefficiency(proposal: Proposal, root: str, now: float) -> Signal:
    """How sure it is says the replay: the share of what was foretold that the later history bears out."""
    facts: dict[str, Attribute] = {
        "project": root,
        "kind": proposal.evidence[0].kind if proposal.evidence else "",
        "evidence": f"This would save time: {proposal.title} (lev jepa optimize: {proposal.id})",
        "confidence": proposal.confidence,
        "waste": proposal.waste,
        "proposal": _lasting_id(proposal),
    }
    return Signal(INEFFICIENCY_DETECTED, now, facts)


def _lasting_id(proposal: Proposal) -> str:
    """Return the id of the first name of a set: which others are in it changes with the history."""
    return proposal.members[0].id if proposal.members else proposal.id
