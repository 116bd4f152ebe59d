"""Drift: follows one stream, says which regime it is in, and lets that regime have its way.

Three signals are watched: the loss of the mixed prediction; the departure from what is usual in the regime,
which rises when other things are done even where they are easy to foresee; and the disorder, which rises when
the same things are done in another order. It knows a mixture only as something whose weights can be kept and
recalled; it does not know the manifolds, nor what an activity is.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.drift.anchors import Anchor, Anchors
from jepa_learning.domain.drift.detection import Detection
from jepa_learning.domain.drift.familiarity import Familiarity, departure, disorder
from jepa_learning.domain.drift.held_lessons import Held, HeldLessons
from jepa_learning.domain.drift.regime import (
    Allowance,
    Allowances,
    Reading,
    Regime,
    RegimeMachine,
    RegimeOptions,
)
from jepa_learning.domain.drift.scale import Scale
from jepa_learning.domain.drift.watch import Alarm, Watch, WatchOptions
from jepa_learning.domain.mixer import Kept, Mixing

RECENT: Final = 100
"""Events within which a change is found: they are taken out of the signature of what was left."""

COMPARED: Final = 25
"""Outcomes whose mean loss is compared with that of as many before them."""

PASSAGES: Final = 100
"""Newest passages from regime to regime that are kept."""

FARTHEST: Final = 4.0
"""Bits of departure that one event counts at most."""


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """How a stream is followed.

    Attributes:
        window: Points of a window of the manifolds' paths.
        windows: Windows that a path is long.
        dimension: Numbers of a manifold's point.
        most_bits: A loss counts as at most so many.
        slow_half_life: Events until an occurrence counts half in what is usual in a regime.
        fast_half_life: The same in what is usual lately.
        per_case: Events of a case that count for the departure; 0 is all.
        begin: Events before which nothing is watched.
        departure: When the departure counts as risen, in bits.
        loss: When the loss counts as risen, in standard deviations.
        order: When the disorder does, in standard deviations.
        regimes: How long each regime lasts.
        allowances: What each regime allows.
        anchors: Regimes of the past that are remembered.
        credit: Bits that recognise one of them.
        checkpoint: Events between two copies of the weights.
        lessons: Lessons that wait at most.
    """

    window: int
    windows: int
    dimension: int
    most_bits: float
    slow_half_life: float
    fast_half_life: float
    per_case: int
    begin: int
    departure: WatchOptions
    loss: WatchOptions
    order: WatchOptions
    regimes: RegimeOptions
    allowances: Allowances
    anchors: int
    credit: float
    checkpoint: int
    lessons: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The stream entered a regime.

    Attributes:
        regime: The one it entered.
        anchor: Number of what is usual there, counted from 1; one that returns keeps its number.
        event: Events met by then.
        time: Of the event, in seconds since the epoch, or None.
        why: In words.
    """

    regime: Regime
    anchor: int
    event: int
    time: float | None
    why: str


class Drift:
    """Follows a stream, event by event and outcome by outcome.

    Args:
        mixer: Whose steps a regime sets, and whose weights are kept and recalled.
        options: How.
        detection: Where detectors are found.
        ordered: Whether the events of a case come in an order that means something.
    """

    def __init__(self, mixer: Mixing, options: DriftOptions, detection: Detection, *, ordered: bool) -> None:
        self._mixer, self._options = mixer, options
        self._usual = Familiarity(half_life=options.slow_half_life)
        self._lately = Familiarity(half_life=options.fast_half_life)
        self._recent: deque[tuple[int, int]] = deque(maxlen=RECENT)
        self._departure = Watch(detection, options.departure)
        self._loss = Watch(detection, options.loss)
        self._order = Watch(detection, options.order) if ordered else None
        self._scale, self._order_scale = Scale(), Scale()
        self._losses: deque[float] = deque(maxlen=2 * COMPARED)
        self._alarm, self._cause = Alarm.CALM, ""
        self._machine = RegimeMachine(options.regimes)
        self._anchors = Anchors(most=options.anchors, credit=options.credit)
        self._left: Anchor | None = None
        self._checkpoints: deque[Kept] = deque(maxlen=2)
        self._released: list[Held] = []
        self.held = HeldLessons(most=options.lessons)
        self.passages: deque[Passage] = deque(maxlen=PASSAGES)
        self.events, self.anchor = 0, 1
        self._anchors_met = 1

    @property
    def regime(self) -> Regime:
        """The regime that the stream is in."""
        return self._machine.regime

    @property
    def allowance(self) -> Allowance:
        """What that regime allows."""
        return self._options.allowances.of(self._machine.regime)

    @property
    def stayed(self) -> int:
        """Events since the stream entered its regime."""
        return self._machine.stayed

    @property
    def remembered(self) -> list[int]:
        """Numbers of the regimes of the past that would be recognised."""
        return [one.number for one in self._anchors]

    def meet(self, index: int, *, before: int, place: int, time: float | None) -> None:
        """Follow an event that is learnt.

        Args:
            index: The activity.
            before: The one before it in its case, -1 at the beginning.
            place: How many of its case came before it.
            time: In seconds since the epoch, or None.
        """
        self.events += 1
        returned = self._anchors.recognise(index, before=before, present=self._usual)
        if not self._options.per_case or place < self._options.per_case:
            self._watch(self._departure, departure(self._usual, self._lately, index), "other things are done")
        self._meet_order(index, before)
        self._usual.learn_one(index, before=before)
        self._lately.learn_one(index, before=before)
        self._recent.append((before, index))
        if self.events % self._options.checkpoint == 0 and self.regime is Regime.EQUILIBRIUM:
            self._checkpoints.append(self._mixer.remember())
        self._advance(returned, time)

    def learn_outcome(self, loss: float) -> None:
        """Follow the loss of a prediction whose outcome is known, in bits."""
        loss = min(loss, self._options.most_bits)
        self._losses.append(loss)
        scaled = self._scale.learn_one(loss)
        if scaled is not None:
            self._watch(self._loss, scaled, "predictions have become worse")

    def hold(self, one: Held) -> None:
        """Let a lesson wait for the end of the breakdown."""
        self.held.hold(one)

    def release(self) -> list[Held]:
        """Return the lessons that waited and are to be learnt now, oldest first."""
        released, self._released = self._released, []
        return released

    def _meet_order(self, index: int, before: int) -> None:
        if self._order is None or before < 0:
            return
        scaled = self._order_scale.learn_one(disorder(self._usual, index, before=before))
        if scaled is not None:
            self._watch(self._order, scaled, "things are done in another order")

    def _watch(self, watch: Watch, value: float, cause: str) -> None:
        # In a breakdown nothing is watched: what is new has no level yet.
        if self.events < self._options.begin or self.regime is Regime.BREAKDOWN:
            return
        alarm = watch.learn_one(min(value, FARTHEST))
        if alarm > self._alarm:
            self._alarm, self._cause = alarm, cause

    def _advance(self, returned: Anchor | None, time: float | None) -> None:
        losses = list(self._losses)
        reading = Reading(
            self._alarm, returned is not None, _mean(losses[-COMPARED:]), _mean(losses[:COMPARED])
        )
        cause, self._alarm = self._cause, Alarm.CALM
        was = self.regime
        entered = self._machine.advance(reading)
        if entered is None:
            return
        if entered is Regime.BREAKDOWN:
            self._leave()
        elif entered is Regime.REANCHORING:
            if returned is not None:
                self._return_to(returned)
                cause = f"regime {returned.number} has returned"
            else:
                cause = f"regime {self.anchor} begins"
            self._settle_lessons()
        elif entered is Regime.EQUILIBRIUM:
            cause = "nothing came of it" if was is Regime.EXPLORATION else "it has settled"
        self.passages.append(Passage(entered, self.anchor, self.events, time, cause))
        allowed = self.allowance
        self._mixer.adapt(steps=allowed.mixing, share=allowed.share)

    def _leave(self) -> None:
        """Keep the regime that is left, as it was before the change, and begin another."""
        usual = self._usual.copy(half_life=self._options.slow_half_life)
        usual.unlearn(self._recent)
        self._keep(usual, self._checkpoints[0] if self._checkpoints else self._mixer.remember())
        self._usual = Familiarity(half_life=self._options.slow_half_life)
        for before, index in self._recent:
            self._usual.learn_one(index, before=before)
        self._anchors_met += 1
        self.anchor = self._anchors_met
        self._begin_anew()

    def _return_to(self, anchor: Anchor) -> None:
        """Make a regime of the past the present one, and keep the one that it replaces."""
        self._anchors.recall(anchor)
        self._keep(self._usual, self._mixer.remember())
        self._usual, self.anchor = anchor.usual, anchor.number
        self._mixer.recall(anchor.weights)
        self._begin_anew()

    def _keep(self, usual: Familiarity, weights: Kept) -> None:
        self._left = Anchor(self.anchor, usual, weights, self.events)
        self._anchors.remember(self._left)

    def _begin_anew(self) -> None:
        self._departure.forget()
        self._loss.forget()
        self._scale, self._order_scale = Scale(), Scale()
        if self._order is not None:
            self._order.forget()
        self._checkpoints.clear()

    def _settle_lessons(self) -> None:
        left = None if self._left is None else self._left.usual
        self._released += self.held.release(present=self._usual, left=left)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
