"""Waste is noticed at leisure, and told once, where whoever may read the history is told of it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.application.in_memory import DEFAULTS, NOW, ROOT, House
from tests.application.test_optimize import work

from jepa_learning.application.notice_waste import NoticeWaste
from jepa_learning.domain.event import Event
from jepa_learning.domain.proposals.proposal import digest_of
from jepa_learning.domain.signals import INEFFICIENCY_DETECTED
from jepa_learning.domain.whispers.receipt import Fate, Receipt

EVERY = 50


class Watched:
    """A house in which waste is looked for whenever something was learnt."""

    def __init__(self, *, known: Sequence[Event] = (), busy: list[str | None] | None = None) -> None:
        self.house = House(defaults={**DEFAULTS, "shell": True})
        self.house.log.append(list(known))
        self.house.loaded()
        self.looks = 0
        self.busy = busy or []
        self.notice = NoticeWaste(
            self.propose,
            sequence=lambda: self.house.learner.sequence,
            folder=lambda: ROOT,
            signals=self.house.signals,
            clock=self.house.clock,
            every=EVERY,
            why_not=lambda: self.busy.pop() if self.busy else None,
            delay_s=0.0,
            look_s=0.0,
            journal=self.house.journal,
        )
        self.house.follow_whispers()

    def propose(self, folder: object) -> object:
        self.looks += 1
        return self.house.optimize.propose(ROOT)

    def live(self, events: Sequence[Event]) -> None:
        """Learn them, and look."""
        self.house.application.learn(events)
        self.notice()

    def sit_down(self, name: str = "d-new") -> None:
        """Begin a session in the shell, which is a boundary."""
        place = {"cwd": str(ROOT)}
        self.house.application.learn(
            [Event("command", "ls", name, NOW, attributes=place, source="shell-hook")]
        )
        self.house.follow_whispers()

    def whispered(self) -> list[Receipt]:
        """What was made under the rule, shown or not, newest first."""
        made = self.house.receipts.recent(withheld=True)
        return [one for one in made if one.whisper.mode == "optimization_mode"]


def test_a_habit_in_the_shell_is_whispered_when_the_next_session_begins() -> None:
    here = Watched()
    here.live(work(40))
    (proposal,) = here.house.optimize.propose(ROOT).proposals
    assert here.whispered() == []
    here.sit_down()
    (receipt,) = here.whispered()
    assert receipt.whisper.hint.startswith("This would save time: gagc: git add . && git commit")
    assert receipt.whisper.trigger == INEFFICIENCY_DETECTED
    assert (receipt.whisper.chance, receipt.whisper.kind) == (proposal.confidence, "command")


def test_what_was_whispered_and_is_then_applied_was_used() -> None:
    here = Watched()
    here.live(work(40))
    here.sit_down()
    (proposal,) = here.house.optimize.propose(ROOT).proposals
    here.house.application.whispers.words_for("run", str(ROOT))
    here.house.optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    (receipt,) = here.whispered()
    assert receipt.came_true
    assert receipt.fate is (Fate.USED if receipt.is_shown else Fate.WITHHELD)


def test_what_was_told_is_not_told_again() -> None:
    here = Watched()
    here.live(work(40))
    here.live(work(20, first=40))
    assert (here.looks, len(here.house.signals.recent(INEFFICIENCY_DETECTED))) == (2, 1)


def building(days: int) -> list[Event]:
    return [
        Event("command", line, f"b{day}", NOW - 9e6 + day * 86400.0 + 7000.0 + n * 10.0, source="shell")
        for day in range(days)
        for n, line in enumerate(["cd build", "ninja -j2 all", f"view-{day} x"])
    ]


def test_a_name_that_was_told_of_is_not_told_of_again_with_others_and_is_used_when_they_are_applied() -> None:
    here = Watched()
    here.live(work(40))
    here.sit_down()
    here.live(building(40))
    assert (here.looks, len(here.house.signals.recent(INEFFICIENCY_DETECTED))) == (2, 1)
    (proposal,) = here.house.optimize.propose(ROOT).proposals
    assert len(proposal.members) == 2
    here.house.application.whispers.words_for("run", str(ROOT))
    here.house.optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    (receipt,) = here.whispered()
    assert receipt.came_true


def test_it_looks_once_in_so_many_events_and_not_at_what_was_there_when_it_began() -> None:
    here = Watched(known=work(40))
    here.notice.start()
    here.notice.stop()
    assert here.looks == 0
    for day in range(40, 66):
        here.live(work(1, first=day))
    assert here.looks == (66 * 4) // EVERY - (40 * 4) // EVERY


def test_a_busy_machine_keeps_it_waiting() -> None:
    here = Watched(busy=[None, "busy machine", "on battery"])
    here.live(work(40))
    assert (here.busy, here.looks) == ([], 1)


def test_stopping_ends_the_wait() -> None:
    here = Watched(busy=["busy machine"])
    here.notice.stop()
    here.live(work(40))
    assert here.looks == 0


def test_without_consent_to_the_shell_no_more_is_told_of_it() -> None:
    here = Watched()
    here.live(work(40))
    here.sit_down()
    here.house.consents.change("shell", None, granted=False)
    assert here.whispered() == []
