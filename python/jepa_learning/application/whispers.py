"""Whispers: hears signals, has weighed at a boundary what could be said, and learns what came of it.

Guesses that are withheld are followed like those that are shown, so that their worth is learnt without
disturbing anybody; a proposal teaches only where somebody was told of it. It
does not know how a whisper travels: channels take what stands, and say who they are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from jepa_learning.application.current_whisper import CurrentWhisper
from jepa_learning.application.weigh_whispers import WeighWhispers
from jepa_learning.application.whisper_offer import Propose
from jepa_learning.application.whisper_options import WhisperOptions
from jepa_learning.application.whisper_outcomes import WhisperOutcomes
from jepa_learning.application.whisper_receipts import WhisperReceipts
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event
from jepa_learning.domain.signals import PROPOSAL_APPLIED, Signal, Signals
from jepa_learning.domain.whispers.due import Due
from jepa_learning.domain.whispers.receipt import Fate, Receipt
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.domain.whispers.rule import Rule
from jepa_learning.domain.whispers.shape import to_words
from jepa_learning.domain.whispers.whisper import Whisper
from jepa_learning.domain.whispers.worth import Worth
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.switch_store import SwitchStore
from jepa_learning.ports.whisper_store import WhisperStore

MCP: Final = "mcp"
SHELL: Final = "shell"

Announce = Callable[[Whisper], str | None]
Retract = Callable[[str], None]


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
        cooldowns = {rule.mode: rule.cooldown_s for rule in rules}
        self._due = Due(rules)
        self._propose = propose
        self._receipts = WhisperReceipts(store, current=current, clock=clock, stands_s=options.stands_s)
        self._outcomes = WhisperOutcomes(
            within=options.within_events, followed_s=options.followed_s, cooldowns=cooldowns
        )
        self._weigh = WeighWhispers(
            worth, restraint, most_tokens=options.most_tokens, cooldowns=cooldowns, new_id=new_id
        )
        self._clock = clock
        self._in_shell = options.in_shell
        self._announce = announce
        self._retract = retract
        self._may_show = may_show
        self._is_paused = is_paused
        self._forgotten = 0
        self._lock = threading.RLock()
        self._switch = switch
        self._on = switch.recall()
        self._begin()
        current.before_reading(lambda: self._read(MCP))

    @property
    def is_on(self) -> bool:
        """Where the switch stands."""
        return self._on

    @property
    def stands(self) -> bool:
        """Whether there is anything to be told."""
        return bool(self._receipts.standing)

    def subscribe(self, signals: Signals) -> None:
        """Hear all the signals that rules wait for."""
        for name in self._due.signals:
            signals.subscribe(name, self.hear)
        signals.subscribe(PROPOSAL_APPLIED, self._use)

    def hear(self, signal: Signal) -> None:
        """Weigh what could be said now; what is not said at a boundary waits for one.

        Raises:
            StoreError: A receipt cannot be written.
        """
        if not self._on or self._is_paused():
            return
        with self._lock:
            self._expire()
            due, forgotten = self._due.observe_one(signal), self._forgotten
        offers = [(rule, cause, offer) for rule, cause in due for offer in self._propose(rule, cause)]
        with self._lock:
            if forgotten == self._forgotten:  # else they rest on what was erased meanwhile
                now = self._clock.now()
                found = [self._weigh.whisper(rule, cause, offer, now=now) for rule, cause, offer in offers]
                for receipt in self._weigh(found):
                    self._say(receipt)

    def observe_one(self, event: Event) -> None:
        """Follow what happens, to learn what whispers were worth.

        Raises:
            StoreError: A receipt cannot be written.
        """
        with self._lock:
            for whisper, right in self._outcomes.observe_one(event):
                self._resolve(whisper, right=right)

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
            for receipt in self._receipts.standing:
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
        if not self._in_shell:
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
            self._outcomes.forget(id)
            if receipt.suggestion:
                self._retract(receipt.suggestion)
            dismissed = self._learn(receipt.dismissed())
            self._receipts.take_away(same_as=dismissed.whisper)
            return dismissed

    def recall(self, id: str) -> Receipt:
        """Return what is known of a whisper.

        Raises:
            RequestError: There is no such whisper.
            StoreError: The receipts cannot be read.
        """
        with self._lock:
            self._expire()
            receipt = self._receipts.recall(id)
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
            return self._receipts.recent(k, withheld=withheld)

    def turn(self, *, on: bool) -> None:
        """Whisper from now on, or no more; nothing stands afterwards.

        Raises:
            StoreError: It cannot be kept.
        """
        with self._lock:
            self._switch.remember(on=on)
            self._on = on
            self._due.forget()
            self._receipts.take_away()

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
            self._receipts.forget(matches)
            self._begin()
            self._receipts.show_newest()

    def _begin(self) -> None:
        """Learn again from the receipts that are kept, and follow what nothing came of yet."""
        self._weigh.forget()
        self._outcomes.forget()
        self._due.forget()
        for receipt in self._receipts.load():
            self._weigh.learn_one(receipt)
            if receipt.is_shown:
                self._weigh.remember(receipt.whisper)
            if receipt.is_open:
                self._outcomes.remember(receipt.whisper)

    def _say(self, receipt: Receipt) -> None:
        """Let it be read, if it was not withheld, and follow what comes of it."""
        self._receipts.remember(receipt)
        self._outcomes.remember(receipt.whisper)
        if receipt.is_shown:
            self._weigh.remember(receipt.whisper)
            self._receipts.show(receipt)

    def _use(self, signal: Signal) -> None:
        """The user had a proposal applied."""
        with self._lock:
            for whisper in self._outcomes.applied(str(signal.facts.get("proposal") or "")):
                self._resolve(whisper, right=True)

    def _resolve(self, whisper: Whisper, *, right: bool) -> None:
        receipt = self._receipts.recall(whisper.id)
        if receipt is not None:
            self._learn(receipt.resolved(right=right))

    def _learn(self, receipt: Receipt) -> Receipt:
        """Write down what became of one, and learn what it was worth."""
        self._weigh.learn_one(receipt)
        return self._receipts.remember(receipt)

    def _expire(self) -> None:
        """Take away what stood too long, and follow no more what nothing came of in time."""
        self._receipts.expire()
        for whisper in self._outcomes.overdue(self._clock.now()):
            receipt = self._receipts.recall(whisper.id)
            if receipt is not None and receipt.fate is Fate.SHOWN:
                self._learn(receipt.overdue())

    def _deliver(self, receipt: Receipt, channel: str) -> Receipt:
        """Somebody takes it; with the first it becomes a suggestion, for what it causes is no evidence."""
        if receipt.is_shown and not receipt.channels and receipt.whisper.guesses:
            receipt = replace(receipt, suggestion=self._announce(receipt.whisper) or "")
        return self._receipts.remember(receipt.delivered(channel))

    def _read(self, channel: str) -> None:
        """Somebody is about to read the newest whisper."""
        with self._lock:
            self._expire()
            newest = next(iter(self._receipts.standing), None)
            if newest is not None and channel not in newest.channels:
                self._deliver(newest, channel)


def _is_for(whisper: Whisper, session: str, project: str) -> bool:
    if whisper.session:
        return whisper.session == session
    return not whisper.project or whisper.project == project
