"""A whisper is shown at a boundary where it is worth its cost, and what becomes of it is known and learnt."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.adapters.memory.clock import FixedClock
from jepa_learning.adapters.memory.switch_store import MemorySwitchStore
from jepa_learning.adapters.memory.whisper_store import MemoryWhisperStore
from jepa_learning.application.current_whisper import CurrentWhisper
from jepa_learning.application.whisper_offer import Offer
from jepa_learning.application.whisper_options import WhisperOptions
from jepa_learning.application.whispers import Whispers
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event
from jepa_learning.domain.signals import Signal, Signals
from jepa_learning.domain.whispers.receipt import Fate, Receipt
from jepa_learning.domain.whispers.restraint import Restraint
from jepa_learning.domain.whispers.rule import Rule
from jepa_learning.domain.whispers.whisper import Guess, Whisper
from jepa_learning.domain.whispers.worth import Worth

NOW = 1_700_000_000.0
HERE = "/src/httpx"
SWITCH = Rule("prediction_mode", "context_switch_detected", "say", "Look here.", 0.6, 600.0)
WASTE = Rule("optimization_mode", "inefficiency_detected", "say", "Propose it.", 0.6, 600.0)


class Room:
    """Whispers with offers that the test chooses."""

    def __init__(self, *offers: Offer, rules: Sequence[Rule] = (SWITCH, WASTE)) -> None:
        self.offers = list(offers)
        self.clock, self.store = FixedClock(NOW), MemoryWhisperStore(keep=50)
        self.switch = MemorySwitchStore()
        self.rules, self.paused = rules, False
        self.worth = Worth(start=10.0, floor=0.02, dismissal=3)
        self.announced: list[Whisper] = []
        self.retracted: list[str] = []
        self.names = (f"w{number}" for number in count(1))
        self.start()

    def start(self) -> None:
        """Begin, with what the store holds."""
        self.current, self.signals = CurrentWhisper(), Signals()
        self.whispers = Whispers(
            self.rules,
            lambda rule, signal: self.offers,
            store=self.store,
            switch=self.switch,
            current=self.current,
            clock=self.clock,
            worth=self.worth,
            restraint=Restraint(most_an_hour=6),
            options=WhisperOptions(within_events=3, stands_s=900.0, followed_s=10_000.0, most_tokens=200),
            new_id=self.names.__next__,
            announce=self.announce,
            retract=self.retracted.append,
            may_show=lambda kind, project: project != "/private",
            is_paused=lambda: self.paused,
        )
        self.whispers.subscribe(self.signals)

    def announce(self, whisper: Whisper) -> str:
        """Take it as a suggestion."""
        self.announced.append(whisper)
        return f"s-{whisper.id}"

    def tell(self, name: str = "context_switch_detected") -> None:
        """Something happens."""
        self.signals.tell(Signal(name, NOW))

    def change(self, *paths: str) -> None:
        """Files are changed, a minute later."""
        for path in paths:
            place = {"project": HERE}
            self.whispers.observe_one(Event("file", path, "commit", self.clock.now() + 60, attributes=place))

    def fates(self) -> list[Fate]:
        """What became of all whispers, oldest first."""
        return [one.fate for one in reversed(self.store.recent(withheld=True))]

    def only(self) -> Receipt:
        """The receipt of the only whisper."""
        (receipt,) = self.store.recent(withheld=True)
        return receipt


def files(*names: str, chance: float = 0.9, session: str = "", project: str = HERE) -> Offer:
    first = Guess(names[0], chance, "often")
    rest = tuple(Guess(name, 0.0) for name in names[1:])
    return Offer("file", (first, *rest), "You turned to it", project=project, session=session)


def test_a_switch_brings_a_whisper_in_the_hosts_shape() -> None:
    room = Room(files("a.py"))
    room.tell()
    shape = room.current.recall()
    assert shape is not None
    assert (shape["id"], shape["mode"], shape["trigger"]) == (
        "w1",
        "prediction_mode",
        "context_switch_detected",
    )
    assert shape["suggested_followups"] == ["a.py"]


def test_what_is_not_worth_its_cost_is_withheld_and_says_why() -> None:
    room = Room(files("a.py", chance=0.3))
    room.tell()
    assert room.current.recall() is None
    assert room.only().fate is Fate.WITHHELD
    assert room.only().why == "it is used 30% of the time, and must be more than 60%"


def test_of_several_only_the_one_that_is_worth_most_is_shown() -> None:
    room = Room(files("a.py", chance=0.7), files("b.py", chance=0.95))
    room.tell()
    shown, withheld = room.store.recent(withheld=True)[::-1]
    assert [guess.activity for guess in shown.whisper.guesses] == ["b.py"]
    assert withheld.why == "another was worth more"


def test_in_the_middle_of_a_piece_of_work_it_waits_for_the_end() -> None:
    room = Room(files("a.py"))
    room.tell("inefficiency_detected")
    assert room.fates() == []
    room.tell("changes_committed")
    assert room.only().whisper.mode == "optimization_mode"
    assert room.only().whisper.trigger == "inefficiency_detected"
    room.tell("changes_committed")
    assert len(room.fates()) == 1


def test_one_that_is_taken_and_then_happens_is_used() -> None:
    room = Room(files("a.py"))
    room.tell()
    assert room.whispers.words_for("run", HERE) is not None
    assert room.only().fate is Fate.SHOWN
    room.change("other.py", "a.py")
    assert (room.only().fate, room.only().came_true) == (Fate.USED, True)
    assert room.current.recall() is None


def test_one_that_is_taken_and_does_not_happen_is_ignored() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.whispers.words_for("run", HERE)
    room.change("b.py", "c.py", "d.py")
    assert (room.only().fate, room.only().came_true) == (Fate.IGNORED, False)


def proposed(id: str = "1a2b", chance: float = 0.9) -> Offer:
    return Offer("command", (), f"{id} would save time", chance, project=HERE, proposal=id)


def apply(room: Room, id: str = "1a2b") -> None:
    room.signals.tell(Signal("proposal_applied", room.clock.now(), {"proposal": id}))


def test_a_proposal_that_is_applied_is_used_also_after_a_start() -> None:
    room = Room(proposed(), rules=(WASTE,))
    room.tell("inefficiency_detected")
    room.tell("changes_committed")
    room.whispers.take("mcp", project=HERE)
    room.clock.time += 500.0
    apply(room, "another")
    assert room.fates() == [Fate.SHOWN]
    room.start()
    apply(room)
    assert (room.only().fate, room.only().came_true) == (Fate.USED, True)


def test_a_proposal_that_is_not_applied_within_its_cooldown_is_ignored_and_the_next_worth_less() -> None:
    room = Room(proposed())
    room.tell()
    room.whispers.take("mcp", project=HERE)
    room.clock.time += 601.0
    (receipt,) = room.whispers.recent(1)
    assert (receipt.fate, receipt.came_true) == (Fate.IGNORED, False)
    apply(room)
    assert room.fates() == [Fate.IGNORED]
    room.offers = [proposed("3c4d")]
    room.tell()
    assert room.store.recent(withheld=True)[0].whisper.confidence < receipt.whisper.confidence


def test_a_proposal_that_nobody_was_told_of_is_no_evidence_against_the_next() -> None:
    room = Room(proposed(chance=0.3))
    room.tell()
    room.clock.time += 601.0
    (receipt,) = room.whispers.recent(1, withheld=True)
    assert (receipt.fate, receipt.came_true) == (Fate.WITHHELD, None)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_proposal_that_nobody_was_told_of_is_no_evidence_for_the_next_either(restarted: bool) -> None:
    room = Room(proposed(chance=0.3))
    room.tell()
    first = room.only().whisper.confidence
    apply(room)
    assert (room.only().fate, room.only().came_true) == (Fate.WITHHELD, True)
    if restarted:
        room.start()
    room.offers = [proposed("3c4d", chance=0.3)]
    room.tell()
    assert room.store.recent(withheld=True)[0].whisper.confidence == first


def test_what_whispers_are_worth_is_read_while_nobody_learns() -> None:
    room = Room(files("a.py"))

    class Watched(Worth):
        def predict_one(self, mode: str, kind: str, chance: float) -> float:
            with ThreadPoolExecutor(1) as other:
                read.append(other.submit(is_free).result())
            return super().predict_one(mode, kind, chance)

    def is_free() -> bool:
        if found := room.whispers._lock.acquire(blocking=False):
            room.whispers._lock.release()
        return found

    read: list[bool] = []
    room.worth = Watched(start=10.0, floor=0.02, dismissal=3)
    room.start()
    room.tell()
    assert read == [False]


def test_a_guess_that_nothing_comes_after_is_ignored_in_the_end() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.whispers.take("mcp", project=HERE)
    room.clock.time += 10_001.0
    (receipt,) = room.whispers.recent(1)
    assert (receipt.fate, receipt.came_true) == (Fate.IGNORED, None)


def test_what_names_nothing_stays_shown() -> None:
    room = Room(Offer("command", (), "The way of working changed", 0.9))
    room.tell()
    room.whispers.take("mcp")
    room.start()
    for line in ("ls", "make", "git push"):
        room.whispers.observe_one(Event("command", line, "case", room.clock.now() + 60))
    room.clock.time += 10_001.0
    assert [one.fate for one in room.whispers.recent(1)] == [Fate.SHOWN]


def test_one_that_nobody_takes_is_known_never_to_have_arrived() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.clock.time += 901.0
    assert room.whispers.recall("w1").fate is Fate.LOST
    assert room.whispers.words_for("run", HERE) is None
    assert room.current.recall() is None


def test_an_agent_reads_each_whisper_once_and_another_run_reads_it_too() -> None:
    room = Room(files("a.py"))
    room.tell()
    assert room.whispers.words_for("run", HERE) is not None
    assert room.whispers.words_for("run", HERE) is None
    assert room.whispers.words_for("second", HERE) is not None
    assert room.only().channels == ("agent run", "agent second")
    assert [whisper.id for whisper in room.announced] == ["w1"]


def test_a_whisper_about_one_project_is_not_told_in_another() -> None:
    room = Room(files("a.py"))
    room.tell()
    assert room.whispers.words_for("run", "/src/other") is None


def test_a_whisper_for_one_run_is_not_told_in_another() -> None:
    room = Room(files("a.py", session="run"))
    room.tell()
    assert room.whispers.words_for("second", HERE) is None
    assert room.whispers.words_for("run", HERE) is not None


def test_reading_the_resource_is_known() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.current.recall()
    assert room.only().channels == ("mcp",)


def test_a_dismissal_takes_it_away_and_makes_the_like_worth_less() -> None:
    room = Room(files("a.py", chance=0.7))
    room.tell()
    room.whispers.words_for("run", HERE)
    assert room.whispers.dismiss("w1").fate is Fate.DISMISSED
    assert room.whispers.dismiss("w1").fate is Fate.DISMISSED
    assert room.current.recall() is None
    assert room.retracted == ["s-w1"]
    room.offers = [files("b.py", chance=0.7)]
    room.tell()
    assert room.fates() == [Fate.DISMISSED, Fate.WITHHELD]


def test_a_dismissal_takes_away_all_that_says_the_same() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.clock.time += 700.0  # longer than its cooldown, and the first still stands
    room.tell("inefficiency_detected")
    room.tell("changes_committed")
    assert room.fates() == [Fate.WAITING, Fate.WAITING]
    room.whispers.dismiss("w2")
    assert room.current.recall() is None
    assert room.whispers.words_for("run", HERE) is None


def test_another_rule_may_not_say_the_same_within_the_cooldown() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.tell("inefficiency_detected")
    room.tell("changes_committed")
    assert room.fates() == [Fate.WAITING, Fate.WITHHELD]


def test_what_was_not_shown_cannot_be_dismissed() -> None:
    room = Room(files("a.py", chance=0.1))
    room.tell()
    with pytest.raises(RequestError, match="was not shown"):
        room.whispers.dismiss("w1")
    with pytest.raises(RequestError, match="no whisper 'w9'"):
        room.whispers.dismiss("w9")


def test_withheld_ones_that_would_have_been_right_earn_the_next_its_place() -> None:
    room = Room(files("a.py", chance=0.5))
    for _ in range(30):
        room.tell()
        room.change("a.py")
    assert room.fates()[0] is Fate.WITHHELD
    assert Fate.WAITING in room.fates() or Fate.LOST in room.fates()


def test_switched_off_nothing_is_said_and_nothing_is_asked() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.whispers.turn(on=False)
    room.tell()
    assert room.current.recall() is None
    assert room.whispers.words_for("run", HERE) is None
    assert len(room.fates()) == 1
    room.start()
    assert not room.whispers.is_on
    room.whispers.turn(on=True)
    room.offers = [files("b.py")]
    room.tell()
    assert room.current.recall() is not None


def test_in_a_pause_nothing_is_said() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.paused = True
    room.tell()
    assert room.whispers.words_for("run", HERE) is None
    assert len(room.fates()) == 1


def test_a_start_knows_what_stands_what_was_said_and_what_it_was_worth() -> None:
    room = Room(files("a.py", chance=0.7))
    room.tell()
    room.start()
    assert room.whispers.words_for("run", HERE) is not None
    room.tell()
    assert room.store.recent(withheld=True)[0].why == "the same was shown not long ago"
    room.change("b.py", "c.py", "d.py")
    assert room.store.recall("w1") is not None
    room.start()
    room.offers = [files("e.py", chance=0.7)]
    room.tell()
    assert room.store.recent(withheld=True)[0].whisper.confidence < 0.69


def test_forgetting_leaves_nothing() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.whispers.forget()
    assert room.fates() == []
    assert room.current.recall() is None
    room.tell()
    assert room.fates() == [Fate.WAITING]


def test_what_may_not_be_shown_any_more_is_erased_and_the_rest_stays() -> None:
    room = Room(files("a.py"))
    room.tell()
    room.offers = [files("secret.py", project="/private")]
    room.tell()
    room.whispers.drop_unconsented()
    assert room.only().whisper.project == HERE
    shape = room.current.recall()
    assert shape is not None
    assert shape["suggested_followups"] == ["a.py"]


STEPS = st.lists(
    st.tuples(st.floats(0.0, 2000.0), st.sampled_from("abcdefghijkl"), st.floats(0.0, 1.0)), max_size=40
)


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_never_more_than_six_an_hour_nor_the_same_within_its_cooldown(
    steps: list[tuple[float, str, float]],
) -> None:
    room = Room()
    for wait, name, chance in steps:
        room.clock.time += wait
        room.offers = [files(f"{name}.py", chance=chance)]
        room.tell()
    shown = [one.whisper for one in reversed(room.store.recent())]
    for place, one in enumerate(shown):
        assert one.confidence > 0.6
        assert sum(one.time - 3600 < before.time for before in shown[: place + 1]) <= 6
        alike = [before for before in shown[:place] if before.guesses[0].activity == one.guesses[0].activity]
        assert all(one.time - before.time >= 600 for before in alike)
