"""Weigh whispers: of what could be said at a boundary, which one is, and why the others are not.

One is said where it is likelier to be used than it costs to read, within the restraint of the hour and of its
rule; what a whisper is worth is learnt from what became of those before it. It does not know how one travels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from jepa_learning.application.whisper_offer import Offer
from jepa_learning.domain.signals import CHANGE_APPLIED, Signal
from jepa_learning.domain.whispers.receipt import Fate, Receipt
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.domain.whispers.rule import Rule
from jepa_learning.domain.whispers.shape import fit
from jepa_learning.domain.whispers.whisper import Whisper, chance_of
from jepa_learning.domain.whispers.worth import Worth


class WeighWhispers:
    """Weighs; who shares it among threads has a lock.

    Args:
        most_tokens: No whisper is longer.
        cooldowns: For so long the same is not said again, by mode, in seconds.
        new_id: Returns a name that no whisper has.
    """

    def __init__(
        self,
        worth: Worth,
        restraint: Restraint,
        *,
        most_tokens: int,
        cooldowns: Mapping[str, float],
        new_id: Callable[[], str],
    ) -> None:
        self._worth = worth
        self._restraint = restraint
        self._most_tokens = most_tokens
        self._cooldowns = cooldowns
        self._new_id = new_id

    def whisper(self, rule: Rule, signal: Signal, offer: Offer, *, now: float) -> Whisper:
        """Make a whisper of an offer, with how likely it is used."""
        chance = chance_of(offer.guesses) if offer.chance is None else offer.chance
        return Whisper(
            id=self._new_id(),
            mode=rule.mode,
            trigger=signal.name,
            time=now,
            kind=offer.kind,
            guesses=offer.guesses,
            project=offer.project,
            session=offer.session,
            hint=offer.hint,
            guidance=rule.guidance,
            chance=chance,
            confidence=self._worth.predict_one(rule.mode, offer.kind, chance),
            cost=rule.cost,
            proposal=offer.proposal,
        )

    def __call__(self, found: Iterable[Whisper]) -> list[Receipt]:
        """Return a receipt of each, the best first: that one waits to be told, the others are withheld."""
        receipts: list[Receipt] = []
        for whisper in sorted(found, key=lambda one: one.cost - one.confidence):
            short = fit(whisper, self._most_tokens)
            why = self._why_not(short, whisper, is_shown=any(one.is_shown for one in receipts))
            fate = Fate.WITHHELD if why else Fate.WAITING
            receipts.append(Receipt(short or replace(whisper, guesses=(), hint=""), fate, why or ""))
        return receipts

    def remember(self, whisper: Whisper) -> None:
        """It was said: not the same again before its cooldown is over."""
        cooldown_s = self._cooldowns.get(whisper.mode, 0.0)
        self._restraint.remember(whisper.sameness, whisper.time, cooldown_s=cooldown_s)

    def learn_one(self, receipt: Receipt) -> None:
        """Learn what a whisper was worth, where that is known."""
        if receipt.fate is Fate.DISMISSED:
            self._worth.learn_dismissal(receipt.whisper)
        elif receipt.is_evidence:
            self._worth.learn_one(receipt.whisper, right=bool(receipt.came_true))

    def forget(self) -> None:
        """Begin again."""
        self._worth.forget()
        self._restraint.forget()

    def _why_not(self, short: Whisper | None, whisper: Whisper, *, is_shown: bool) -> str | None:
        if short is None:
            return f"it does not fit into {self._most_tokens} tokens"
        if whisper.trigger == CHANGE_APPLIED:  # whoever's files were changed is told, whatever else was said
            return None
        if not whisper.confidence > whisper.cost:
            return (
                f"it is used {whisper.confidence:.0%} of the time, and must be more than {whisper.cost:.0%}"
            )
        if is_shown:
            return "another was worth more"
        return self._restraint.why_not(short.sameness, whisper.time)
