"""Notice novelty: look at leisure for a new repository, workflow or tool, and offer to adapt to it.

The rules say what may be done: list it, offer it once, or adapt at once where the user consented to that.
Only what was weighed and is likely no worse is offered; nothing changes by weighing. What was undone or
dismissed is not offered again. `WeighNovelty` says what is worth it; how anything is adapted to is `Adapt`'s
and `StartProject`'s.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from shlex import quote

from jepa_learning.application.adapt import Adapt
from jepa_learning.application.background import Background
from jepa_learning.application.consent import Consents
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.start_project import StartProject
from jepa_learning.application.weigh_novelty import WeighNovelty
from jepa_learning.domain.adaptation import Rules
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.noticed import Noticed, Sightings
from jepa_learning.domain.privacy.consent import AUTONOMOUS
from jepa_learning.domain.signals import CHANGE_APPLIED, NOVELTY_DETECTED, Signal, Signals
from jepa_learning.ports.answer_store import Answer, AnswerStore
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.journal import Journal


class NoticeNovelty(Background):
    """Looks, in a thread of its own once it was started.

    Args:
        recent: Gives what happened lately behind a sequence number, with its own, one by one.
        answers: What became of what was offered before.
        can_tell: Whether the user would be told.
        why_not: What keeps it waiting; None where nothing does.
        delay_s: How long nothing must have been learnt before.
        look_s: How often it looks again while something keeps it waiting.
    """

    def __init__(
        self,
        adapt: Adapt,
        start_project: StartProject,
        *,
        learner: SharedLearner,
        recent: Callable[[int], Iterator[tuple[int, Event]]],
        rules: Rules,
        answers: AnswerStore,
        consents: Consents,
        signals: Signals,
        clock: Clock,
        can_tell: Callable[[], bool],
        why_not: Callable[[], str | None],
        delay_s: float,
        look_s: float,
        journal: Journal,
    ) -> None:
        super().__init__(name="notice-novelty", delay_s=delay_s, journal=journal)
        self._adapt, self._start_project = adapt, start_project
        self._weigh = WeighNovelty(adapt, start_project, learner=learner, rules=rules)
        self._learner, self._recent = learner, recent
        self._rules, self._answers, self._consents = rules, answers, consents
        self._signals, self._clock = signals, clock
        self._can_tell, self._why_not, self._look_s = can_tell, why_not, look_s
        self._lock = threading.Lock()
        self._standing: tuple[Noticed, ...] = ()
        self._weighed: Counter[str] = Counter()
        self._seen, self._read = Sightings(rules.notice), 0
        self._looked: int | None = None
        self._forgotten = 0

    def __call__(self) -> None:
        """Look once, if there is enough that is new.

        Raises:
            StoreError: The event log or the answers cannot be read or written; the next time looks again.
        """
        now = self._learner.sequence
        if (
            self._learner.loading is not None
            or self._is_early(now)
            or not self._wait_for_leisure(self._why_not, look_s=self._look_s)
        ):
            return
        forgotten = self._forgotten
        weighed: dict[str, int] = {}
        found = list(self._weigh(self._read_on(), is_worth=self._is_worth_weighing, weighed=weighed))
        with self._lock:
            if forgotten != self._forgotten:  # something was erased meanwhile, and it may be of that
                return
            self._standing = tuple(found)
            self._weighed.update(weighed)
        for one in found:
            self._act_or_ask(one)
        with self._lock:
            self._looked = now if forgotten == self._forgotten else None

    def standing(self) -> list[Noticed]:
        """Return what is new and was not answered yet, as far as was looked."""
        with self._lock:
            found = self._standing
        with self._learner.hold() as learner:
            adapted = {*(name for (_, name), _ in learner.adapters()), *learner.starts()}
        return [one for one in found if one.name not in adapted and self._answer(one) in (None, "offered")]

    def dismiss(self, name: str) -> Noticed:
        """Offer it no more.

        Raises:
            RequestError: Nothing of this name stands.
            StoreError: That cannot be written.
        """
        standing = self.standing()
        found = next((one for one in standing if one.name == name), None)
        if found is None:
            names = ", ".join(repr(one.name) for one in standing) or "nothing"
            raise RequestError(f"the name is {name!r}: expected what is new here, which is {names}")
        self._remember(found, "dismissed")
        return found

    def forget(self) -> None:
        """Let go of what was noticed: it may be of what was erased, or may not be read any more."""
        with self._lock:
            self._standing, self._looked = (), None
            self._weighed.clear()
            self._seen, self._read = Sightings(self._rules.notice), 0
            self._forgotten += 1

    def _is_early(self, now: int) -> bool:
        return self._looked is not None and 0 <= now - self._looked < self._rules.notice.every

    def _read_on(self) -> Sightings:
        """Count what is new in the log; what is forgotten meanwhile is counted anew the next time."""
        with self._lock:
            seen, read, forgotten = self._seen, self._read, self._forgotten
        try:
            for place, event in self._recent(read):
                seen.learn_one(event)
                read = place
        finally:  # a fault in reading leaves what was counted before it
            with self._lock:
                if forgotten == self._forgotten:
                    self._read = read
        return seen

    def _is_worth_weighing(self, key: str, cases: int) -> bool:
        """Say whether it was not answered, and there is more of it by half than when it was weighed last."""
        if self._answers.recall(key) in ("done", "dismissed"):
            return False
        stands = any(one.key == key for one in self._standing)
        return cases >= self._rules.least_cases and (stands or 2 * cases >= 3 * self._weighed[key])

    def _act_or_ask(self, one: Noticed) -> None:
        permit = self._rules.notice.permit(one.what)
        if permit == "act" and self._may_act(one):
            self._act(one)
        elif permit in ("ask", "act") and self._answer(one) is None and self._can_tell():
            self._remember(one, "offered")
            self._tell(NOVELTY_DETECTED, one, f"{one.words}. {one.offer}" if one.offer else one.words)

    def _may_act(self, one: Noticed) -> bool:
        is_open = bool(one.offer) and self._answer(one) in (None, "offered")
        return is_open and self._can_tell() and self._consents.is_granted(AUTONOMOUS, one.project)

    def _act(self, one: Noticed) -> None:
        """Adapt to it, and tell how that is taken back; once, unless it fails."""
        self._remember(one, "offered")  # else nothing is done: an undo would not last
        if one.what == "workflow":
            is_done = self._adapt(None, workflow=one.name).decision.action is not None
            undo = f"lev jepa adapt --undo --workflow {quote(one.name)}"
        else:
            is_done = self._start_project(Path(one.name)).done
            undo = f"lev jepa adapt --undo --start --project {quote(one.name)}"
        self._remember(one, "done")
        if is_done:
            self._tell(CHANGE_APPLIED, one, f"{one.words}. That was done by itself: {undo}")

    def _tell(self, signal: str, one: Noticed, words: str) -> None:
        facts: dict[str, Attribute] = {
            "what": one.what,
            "name": one.name,
            "kind": one.kind,
            "project": one.project,
            "evidence": words,
            "confidence": one.confidence,
        }
        self._signals.tell(Signal(signal, self._clock.now(), facts))

    def _answer(self, one: Noticed) -> Answer | None:
        return self._answers.recall(one.key)

    def _remember(self, one: Noticed, answer: Answer) -> None:
        self._answers.remember(one.key, answer)
