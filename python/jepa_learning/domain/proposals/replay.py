"""Replay: the earlier part of a history foretells what a remedy saves, the later part says whether it does.

It does not know which remedies there are, or what they change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from jepa_learning.domain.event import Event
from jepa_learning.domain.proposals.propose import (
    ProposeOptions,
    is_borne_out,
    is_worth_it,
    kept_with_uses,
    put_together,
    uses_together,
)
from jepa_learning.domain.proposals.remedy import Remedy
from jepa_learning.domain.proposals.saving import Saving, Use, foretell, total
from jepa_learning.domain.waste.history import History


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a remedy is worth, as a proposal says it.

    Attributes:
        predicted: Saving over what is ahead; None where it cannot be foretold.
        replayed: What it would have saved in the later part; None where it cannot be replayed.
        confidence: Share of what was foretold that the later part bears out, in [0, 1]; None without one.
        members: Of what it is made of, what each would have saved of that.
    """

    predicted: Saving | None
    replayed: Saving | None
    confidence: float | None
    members: tuple[Saving, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """A history, and its two parts.

    Attributes:
        learnt: The earlier part: remedies come from it.
        later: The part that they must prove themselves in.
        whole: Both.
    """

    learnt: History
    later: History
    whole: History

    def weigh(
        self,
        remedies: Sequence[Remedy],
        *,
        ahead: Callable[[Remedy], int],
        options: ProposeOptions,
        adopted: Collection[str] = (),
    ) -> list[tuple[Remedy, Weighed]]:
        """Return the remedies that are worth a proposal if all of them existed, in order.

        Args:
            remedies: Made from the earlier part.
            ahead: Returns how many acts or commits a remedy's saving is foretold for.
            options: Of what is worth one.
            adopted: Ids of those that are in use already.
        """
        kept = kept_with_uses(
            put_together(
                remedies,
                self.learnt,
                lambda remedy, early: self._expected(remedy, early, options),
                options,
                adopted=adopted,
            ),
            self.learnt,
            lambda remedy, early: (
                remedy.commits is not None
                or is_worth_it(remedy, self._expected(remedy, early, options), options)
            ),
        )
        together = [remedy for remedy, _ in kept]
        uses = zip(*(uses_together(together, part) for part in (self.later, self.whole)), strict=True)
        weighed = (
            (remedy, self._weigh(remedy, (early, *found), ahead(remedy), options))
            for (remedy, early), found in zip(kept, uses, strict=True)
        )
        return [(remedy, one) for remedy, one in weighed if one is not None]

    def _expected(self, remedy: Remedy, early: Sequence[Use], options: ProposeOptions) -> Saving:
        """Return what the earlier part foretells of the later."""
        learnt, later = remedy.length(self.learnt), remedy.length(self.later)
        return foretell(early, acts=learnt, ahead=later, carries=options.carries_over)

    def _weigh(
        self, remedy: Remedy, uses: Sequence[Sequence[Use]], ahead: int, options: ProposeOptions
    ) -> Weighed | None:
        early, late, every = uses
        expected, replayed = self._expected(remedy, early, options), total(late)
        is_steady = is_worth_it(remedy, expected, options)
        if not replayed.uses or not (is_steady or is_borne_out(remedy, replayed, options)):
            return None
        whole = remedy.length(self.whole)
        predicted = foretell(every, acts=whole, ahead=ahead, carries=options.carries_over)
        is_foretold = is_steady and remedy.foretells and predicted.is_sure
        return Weighed(
            predicted if is_foretold else None,
            replayed if remedy.foretells else None,
            _agreement(expected, replayed) if is_foretold else None,
            tuple(map(total, uses_together(remedy.members, self.later))),
        )


def cut(events: Sequence[Event], share: float) -> tuple[list[Event], list[Event]]:
    """Return the earlier and the later part, of commits and of all else alike.

    A repository may be many years older than what is known of its commands: cut together, one part would
    have none of them.

    Args:
        events: In any order.
        share: Of the events that are in the earlier part, in [0, 1].
    """
    earlier: list[Event] = []
    later: list[Event] = []
    ordered = sorted(events, key=lambda event: event.time or 0.0)
    for is_file in (True, False):
        some = [event for event in ordered if (event.kind == "file") is is_file]
        first = int(len(some) * share)
        earlier += some[:first]
        later += some[first:]
    return earlier, later


def _agreement(expected: Saving, replayed: Saving) -> float:
    """Return the share of the uses that were foretold and came, or the other way round."""
    return min(expected.uses, replayed.uses) / max(expected.uses, replayed.uses)
