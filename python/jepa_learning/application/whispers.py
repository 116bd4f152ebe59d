"""Whispers: hears signals, weighs at a boundary what could be said, and learns what came of it.

What is withheld is followed like what is shown, so that its worth is learnt without disturbing anybody. It
does not know how a whisper travels: channels take what stands, and say who they are.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jepa_learning.application.current_whisper import CurrentWhisper
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event
from jepa_learning.domain.signals import CHANGE_APPLIED, Signal, Signals
from jepa_learning.domain.whispers.outcome import Outcome
from jepa_learning.domain.whispers.receipt import Fate, Receipt
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.domain.whispers.rule import BOUNDARIES, Rule
from jepa_learning.domain.whispers.shape import fit, to_shape, to_words
from jepa_learning.domain.whispers.whisper import Guess, Whisper, chance_of
from jepa_learning.domain.whispers.worth import Worth
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.switch_store import SwitchStore
from jepa_learning.ports.whisper_store import WhisperStore

MCP: Final = "mcp"
SHELL: Final = "shell"

_MOST_FOLLOWED: Final = 256


@dataclass(frozen=True, slots=True)
class Offer:
    """What could be whispered.

    Attributes:
        kind: What its guesses are; empty where it has none.
        guesses: Likeliest first.
        hint: Where things stand, in words.
        chance: How likely it is right, where there are no guesses to tell.
        project: The root of the project that it is about; empty where it is about all.
        session: The agent's run that alone is told; empty where all are.
    """

    kind: str
    guesses: tuple[Guess, ...]
    hint: str = ""
    chance: float | None = None
    project: str = ""
    session: str = ""


Propose = Callable[[Rule, Signal], Sequence[Offer]]
Announce = Callable[[Whisper], str | None]
Retract = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class WhisperOptions:
    """What holds for all rules.

    Attributes:
        within_events: So many events decide whether a whisper was right.
        stands_s: A whisper that nobody took by then never arrived.
        followed_s: What became of it is not looked for any longer.
        most_tokens: No whisper is longer.
        in_shell: Whether a person's shell shows them, too.
    """

    within_events: int
    stands_s: float
    followed_s: float
    most_tokens: int
    in_shell: bool = False


class Whispers:
    """Makes whispers. Threads may share it.

    Args:
        rules: What is waited for.
        propose: Says what could be whispered, for a rule and its signal.
        current: Where the newest stands for everybody.
        new_id: Returns a name that no whisper has.
        announce: Told of a whisper that was taken; returns the suggestion that it is, if it is one.
        retract: Told of a suggestion that was dismissed.
        may_show: Says whether what is known of a kind in a project may be shown and kept.
        is_paused: While it says so nothing is whispered.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        propose: Propose,
        *,
        store: WhisperStore,
        switch: SwitchStore,
        current: CurrentWhisper,
        clock: Clock,
        worth: Worth,
        restraint: Restraint,
        options: WhisperOptions,
        new_id: Callable[[], str],
        announce: Announce = lambda whisper: None,
        retract: Retract = lambda suggestion: None,
        may_show: Callable[[str, str], bool] = lambda kind, project: True,
        is_paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._rules = tuple(rules)
        self._propose = propose
        self._store = store
        self._current = current
        self._clock = clock
        self._worth = worth
        self._restraint = restraint
        self._options = options
        self._new_id = new_id
        self._announce = announce
        self._retract = retract
        self._may_show = may_show
        self._is_paused = is_paused
        self._forgotten = 0
        self._lock = threading.RLock()
        self._switch = switch
        self._on = switch.recall()
        self._followed: deque[Outcome] = deque()
        self._begin()
        current.before_reading(lambda: self._read(MCP))

    @property
    def is_on(self) -> bool:
        """Where the switch stands."""
        return self._on

    @property
    def stands(self) -> bool:
        """Whether there is anything to be told."""
        return bool(self._standing)

    def subscribe(self, signals: Signals) -> None:
        """Hear all the signals that rules wait for."""
        for name in {*BOUNDARIES, *(rule.when for rule in self._rules)}:
            signals.subscribe(name, self.hear)

    def hear(self, signal: Signal) -> None:
        """Weigh what could be said now; what is not said at a boundary waits for one.

        Raises:
            StoreError: A receipt cannot be written.
        """
        if not self._on or self._is_paused():
            return
        with self._lock:
            self._expire()
            due, forgotten = self._due(signal), self._forgotten
        if signal.name not in BOUNDARIES:
            return
        found = [
            self._whisper(rule, cause, offer) for rule, cause in due for offer in self._propose(rule, cause)
        ]
        with self._lock:
            if forgotten == self._forgotten:  # else they rest on what was erased meanwhile
                self._weigh(found)

    def observe_one(self, event: Event) -> None:
        """Follow what happens, to learn what whispers were worth.

        Raises:
            StoreError: A receipt cannot be written.
        """
        with self._lock:
            for outcome in tuple(self._followed):
                right = outcome.observe_one(event)
                if right is not None:
                    self._followed.remove(outcome)
                    self._resolve(outcome.whisper.id, right=right)

    def take(self, channel: str, *, session: str = "", project: str = "") -> Whisper | None:
        """Return what is to be told through a channel now, and know that it was taken; each channel once.

        Args:
            channel: What carries it; another for each of those who read.
            session: The agent's run that reads.
            project: The root of the project that it is read in.

        Raises:
            StoreError: The receipt cannot be written.
        """
        if not self._on or self._is_paused():
            return None
        with self._lock:
            self._expire()
            for receipt in reversed(self._standing.values()):
                if channel not in receipt.channels and _is_for(receipt.whisper, session, project):
                    self._deliver(receipt, channel)
                    return receipt.whisper
        return None

    def words_for(self, session: str, project: str) -> str | None:
        """Return what is to be said to an agent in its run now; None where nothing is.

        Raises:
            StoreError: The receipt cannot be written.
        """
        whisper = self.take(f"agent {session}", session=session, project=project)
        return None if whisper is None else to_words(whisper)

    def line_for_shell(self, project: str) -> str | None:
        """Return what a person's shell is to show above its prompt; None where nothing is, or nothing may be.

        Raises:
            StoreError: The receipt cannot be written.
        """
        if not self._options.in_shell:
            return None
        whisper = self.take(SHELL, project=project)
        words = to_words(whisper) if whisper else ""
        return words if words.isprintable() and words else None

    def delivered(self, id: str, channel: str) -> Receipt:
        """Know that a whisper arrived.

        Raises:
            RequestError: There is no such whisper.
            StoreError: The receipt cannot be read or written.
        """
        with self._lock:
            return self._deliver(self.recall(id), channel)

    def dismiss(self, id: str) -> Receipt:
        """Know that the user did not want it, and say it no more.

        Raises:
            RequestError: There is no such whisper, or nobody was shown it.
            StoreError: The receipt cannot be read or written.
        """
        with self._lock:
            receipt = self.recall(id)
            if receipt.fate is Fate.WITHHELD:
                raise RequestError(f"the whisper {id} was not shown: there is nothing to dismiss")
            if receipt.fate is Fate.DISMISSED:
                return receipt
            self._worth.learn_dismissal(receipt.whisper)
            self._followed = deque(one for one in self._followed if one.whisper.id != id)
            if receipt.suggestion:
                self._retract(receipt.suggestion)
            return self._keep(receipt.dismissed())

    def recall(self, id: str) -> Receipt:
        """Return what is known of a whisper.

        Raises:
            RequestError: There is no such whisper.
            StoreError: The receipts cannot be read.
        """
        with self._lock:
            self._expire()
            receipt = self._store.recall(id)
        if receipt is None:
            raise RequestError(f"there is no whisper {id!r}: see lev jepa whisper list --withheld")
        return receipt

    def recent(self, k: int, *, withheld: bool = False) -> list[Receipt]:
        """Return the last whispers, newest first: those shown, or the withheld ones too.

        Raises:
            StoreError: The receipts cannot be read.
        """
        with self._lock:
            self._expire()
            return self._store.recent(k, withheld=withheld)

    def turn(self, *, on: bool) -> None:
        """Whisper from now on, or no more; nothing stands afterwards.

        Raises:
            StoreError: It cannot be kept.
        """
        with self._lock:
            self._switch.remember(on=on)
            self._on = on
            self._pending.clear()
            self._drop(self._standing)

    def forget(self) -> None:
        """Erase all that was whispered, and what was learnt from it.

        Raises:
            StoreError: It cannot be erased.
        """
        self._erase(lambda whisper: True)

    def drop_unconsented(self) -> None:
        """Erase what was whispered of what may not be shown any more.

        Raises:
            StoreError: It cannot be erased.
        """
        self._erase(lambda whisper: not self._may_show(whisper.kind, whisper.project))

    def _erase(self, matches: Callable[[Whisper], bool]) -> None:
        with self._lock:
            self._forgotten += 1
            kept = self._store.recent(withheld=True)
            self._store.forget([one.whisper.id for one in kept if matches(one.whisper)])
            self._begin()
            self._show_newest()

    def _begin(self) -> None:
        """Learn again from the receipts that are kept; what stood before is followed no more."""
        self._worth.forget()
        self._restraint.forget()
        self._pending: dict[str, tuple[Rule, Signal]] = {}
        self._standing: dict[str, Receipt] = {}
        self._followed.clear()
        cooldowns = {rule.mode: rule.cooldown_s for rule in self._rules}
        for receipt in reversed(self._store.recent(withheld=True)):
            self._learn(receipt)
            whisper = receipt.whisper
            if receipt.is_shown:
                cooldown_s = cooldowns.get(whisper.mode, 0.0)
                self._restraint.remember(whisper.sameness, whisper.time, cooldown_s=cooldown_s)
            if receipt.stands:
                self._standing[whisper.id] = receipt
                self._followed.append(Outcome(whisper, within=self._options.within_events))

    def _learn(self, receipt: Receipt) -> None:
        if receipt.fate is Fate.DISMISSED:
            self._worth.learn_dismissal(receipt.whisper)
        elif receipt.came_true is not None:
            self._worth.learn_one(receipt.whisper, right=receipt.came_true)

    def _due(self, signal: Signal) -> list[tuple[Rule, Signal]]:
        """Return what is to be weighed now: of the signal, and what waited for a boundary."""
        for rule in self._rules:
            if rule.waits_for(signal):
                self._pending[rule.mode] = (rule, signal)
        if signal.name not in BOUNDARIES:
            return []
        due = list(self._pending.values())
        self._pending.clear()
        return due

    def _whisper(self, rule: Rule, signal: Signal, offer: Offer) -> Whisper:
        chance = chance_of(offer.guesses) if offer.chance is None else offer.chance
        return Whisper(
            id=self._new_id(),
            mode=rule.mode,
            trigger=signal.name,
            time=self._clock.now(),
            kind=offer.kind,
            guesses=offer.guesses,
            project=offer.project,
            session=offer.session,
            hint=offer.hint,
            guidance=rule.guidance,
            chance=chance,
            confidence=self._worth.predict_one(rule.mode, offer.kind, chance),
            cost=rule.cost,
        )

    def _weigh(self, found: Iterable[Whisper]) -> None:
        """Show the one that is worth most, if it is worth its cost, and withhold the others."""
        is_shown = False
        for whisper in sorted(found, key=lambda one: one.cost - one.confidence):
            short = fit(whisper, self._options.most_tokens)
            why = self._why_not(short, whisper, is_shown=is_shown)
            fate = Fate.WITHHELD if why else Fate.WAITING
            receipt = self._keep(Receipt(short or replace(whisper, guesses=(), hint=""), fate, why or ""))
            self._follow(receipt.whisper)
            if not why:
                is_shown = True
                self._show(receipt)

    def _why_not(self, short: Whisper | None, whisper: Whisper, *, is_shown: bool) -> str | None:
        if short is None:
            return f"it does not fit into {self._options.most_tokens} tokens"
        if whisper.trigger == CHANGE_APPLIED:  # whoever's files were changed is told, whatever else was said
            return None
        if not whisper.confidence > whisper.cost:
            return (
                f"it is used {whisper.confidence:.0%} of the time, and must be more than {whisper.cost:.0%}"
            )
        if is_shown:
            return "another was worth more"
        return self._restraint.why_not(short.sameness, whisper.time)

    def _show(self, receipt: Receipt) -> None:
        whisper = receipt.whisper
        cooldowns = [rule.cooldown_s for rule in self._rules if rule.mode == whisper.mode]
        self._restraint.remember(whisper.sameness, whisper.time, cooldown_s=max(cooldowns))
        self._current.show(to_shape(whisper))

    def _follow(self, whisper: Whisper) -> None:
        if whisper.guesses:
            self._followed.append(Outcome(whisper, within=self._options.within_events))
        while len(self._followed) > _MOST_FOLLOWED:
            self._followed.popleft()

    def _resolve(self, id: str, *, right: bool) -> None:
        receipt = self._store.recall(id)
        if receipt is not None:
            self._learn(self._keep(receipt.resolved(right=right)))

    def _expire(self) -> None:
        """Take away what stood too long, and follow no more what is too old to follow."""
        now = self._clock.now()
        options = self._options
        old = [id for id, one in self._standing.items() if now - one.whisper.time > options.stands_s]
        self._drop(old)
        self._followed = deque(one for one in self._followed if now - one.whisper.time <= options.followed_s)

    def _drop(self, ids: Iterable[str]) -> None:
        """These stand no longer."""
        dropped = [self._standing.pop(id) for id in tuple(ids)]
        for receipt in dropped:
            if receipt.fate is Fate.WAITING:
                self._store.remember(receipt.expired())
        if dropped:
            self._show_newest()

    def _deliver(self, receipt: Receipt, channel: str) -> Receipt:
        """Somebody takes it; with the first it becomes a suggestion, for what it causes is no evidence."""
        if receipt.is_shown and not receipt.channels and receipt.whisper.guesses:
            receipt = replace(receipt, suggestion=self._announce(receipt.whisper) or "")
        return self._keep(receipt.delivered(channel))

    def _keep(self, receipt: Receipt) -> Receipt:
        """Write a receipt down; what stands is known without reading it again."""
        self._store.remember(receipt)
        id = receipt.whisper.id
        if receipt.stands and self._clock.now() - receipt.whisper.time <= self._options.stands_s:
            self._standing[id] = receipt
        elif self._standing.pop(id, None) is not None:
            self._show_newest()
        return receipt

    def _show_newest(self) -> None:
        newest = next(reversed(self._standing.values()), None)
        self._current.show(None if newest is None else to_shape(newest.whisper))

    def _read(self, channel: str) -> None:
        """Somebody is about to read the newest whisper."""
        with self._lock:
            self._expire()
            newest = next(reversed(self._standing.values()), None)
            if newest is not None and channel not in newest.channels:
                self._deliver(newest, channel)


def _is_for(whisper: Whisper, session: str, project: str) -> bool:
    if whisper.session:
        return whisper.session == session
    return not whisper.project or whisper.project == project
