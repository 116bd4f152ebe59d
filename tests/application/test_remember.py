"""Remember: the memory follows the event log, whatever happens to either."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from tests.application.in_memory import NOW, ROOT, commands, commits
from tests.application.test_shared_memory import HERE, SERVER, Stores

from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.application.remember import Remember
from jepa_learning.application.shared_memory import SharedMemory
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.event import Event
from jepa_learning.ports.text_encoder import Vectors
from jepa_learning.ports.vector_memory import Payload


@dataclass
class Letters:
    """Encodes a text by how many letters and other characters it has, and remembers what it was given."""

    name: str = "letters"
    dimension: int = 2
    seen: list[str] = field(default_factory=list)
    is_broken: bool = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.is_broken:
            raise StoreError("the model is missing")
        self.seen += texts
        counts = [[sum(map(str.isalpha, text)), 1.0] for text in texts]
        return np.array(counts, dtype=np.float32).reshape(len(texts), 2)


@dataclass
class Desk:
    """A log, a memory and what fills it."""

    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    stores: Stores = field(default_factory=Stores)
    letters: Letters = field(default_factory=Letters)
    is_taught: bool = False

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.memory: SharedMemory = self.stores.start()
        self.remember = Remember(
            log=self.log,
            memory=self.memory,
            encoder=self.letters,
            delay_s=0.0,
            retry_s=0.0,
            journal=self.stores.journal,
            is_taught=lambda: self.is_taught,
        )

    def held(self) -> dict[str, Payload]:
        return {memory.key: memory.payload for memory in self.stores.stores[HERE].all()}

    def activities(self, kind: str) -> list[str]:
        return sorted(str(one["activity"]) for one in self.held().values() if one["kind"] == kind)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def touched(path: str, case: str, *, intent: str | None = None, project: str = "/p") -> Event:
    return Event("file", path, case, NOW, intent, attributes={"project": project}, source="git")


def test_activities_and_cases_with_an_intent_are_remembered_once(desk: Desk) -> None:
    desk.log.append([*commits(4), *commands(["ls", "make", "ls"])])
    desk.log.append([Event("step", "build", "run", NOW), Event("tool", "Read(a.py)", "agent", NOW, "Fix a")])
    desk.remember()
    assert desk.activities("file") == ["a.py", "b.py", "test_a.py", "test_b.py"]
    assert (desk.activities("command"), desk.activities("step")) == (["ls", "make"], ["build"])
    assert desk.activities("tool") == ["Read(a.py)"]
    assert desk.activities("case") == ["Begin", "Change a", "Change a", "Change b", "Change b", "Fix a"]


def test_a_file_is_known_by_its_project_and_a_command_everywhere(desk: Desk) -> None:
    desk.log.append([touched("a.py", "1", project="/p"), touched("a.py", "2", project="/q")])
    desk.log.append([Event("command", "ls", "s", NOW, attributes={"project": "/p"})])
    desk.log.append([Event("command", "ls", "t", NOW, attributes={"project": "/q"})])
    desk.remember()
    assert sorted((str(one["kind"]), str(one["project"])) for one in desk.held().values()) == [
        ("command", ""),
        ("file", "/p"),
        ("file", "/q"),
    ]


def test_a_case_is_remembered_by_its_intent_and_all_that_it_touched(desk: Desk) -> None:
    desk.log.append([touched("a.py", "c1", intent="Fix the router")])
    desk.remember()
    desk.log.append([touched("b.py", "c1", intent="Fix the router")])
    desk.remember()
    assert desk.letters.seen[-1] == "Fix the router a.py b.py"
    (case,) = [one for one in desk.held().values() if one["kind"] == "case"]
    assert case == {"kind": "case", "activity": "Fix the router", "project": "/p", "case": "c1"}


def test_a_case_that_was_cut_by_a_restart_is_whole_again(desk: Desk) -> None:
    desk.log.append([touched("a.py", "c1", intent="Fix")])
    desk.remember()
    desk.restart()
    desk.log.append([touched("b.py", "c1", intent="Fix")])
    desk.remember()
    assert desk.letters.seen[-1] == "Fix a.py b.py"


def test_nothing_is_encoded_twice_without_need(desk: Desk) -> None:
    desk.log.append(commands(["ls", "make"] * 50))
    desk.remember()
    desk.log.append(commands(["ls", "make"], case="later"))
    desk.remember()
    assert desk.letters.seen == ["ls", "make"]


def test_a_long_log_is_remembered_in_steps_that_each_count(desk: Desk) -> None:
    desk.log.append(commands([f"run {number}" for number in range(1000)]))
    positions: list[int | None] = []
    save = desk.stores.records.save
    desk.stores.records.save = lambda record: (positions.append(record.filled), save(record))[1]  # type: ignore[method-assign]
    desk.remember()
    assert [position for position in positions if position] == [400, 800, 1000]
    assert len(desk.held()) == 1000


def test_a_text_without_end_is_cut(desk: Desk) -> None:
    desk.log.append([touched("a.py", "c", intent="x" * 100_000)])
    desk.remember()
    assert max(map(len, desk.letters.seen)) <= 4000


def test_what_was_learnt_while_the_store_was_away_is_caught_up_on(desk: Desk) -> None:
    desk.log.append(commands(["ls"]))
    desk.remember()
    desk.stores.stores[HERE].is_away = True
    desk.log.append(commands(["make"], case="later"))
    with pytest.raises(StoreError):
        desk.remember()
    desk.log.append(commands(["test"], case="still later"))
    desk.stores.stores[HERE].is_away = False
    desk.stores.now += 60.0
    desk.remember()
    assert desk.activities("command") == ["ls", "make", "test"]


def test_an_encoder_that_fails_is_told_and_loses_nothing(desk: Desk) -> None:
    desk.log.append(commands(["ls"]))
    desk.letters.is_broken = True
    with pytest.raises(StoreError):
        desk.remember()
    assert desk.memory.state().problem == "the model is missing"
    desk.letters.is_broken = False
    desk.stores.now += 60.0
    desk.remember()
    assert desk.activities("command") == ["ls"]


def test_what_is_left_after_forgetting_is_remembered_again(desk: Desk) -> None:
    desk.log.append([*commits(2), *commands(["ls"])])
    desk.remember()
    desk.memory.forget(lambda: desk.log.forget(source="git"))
    assert desk.held() == {}
    desk.remember()
    assert (desk.activities("file"), desk.activities("case"), desk.activities("command")) == ([], [], ["ls"])


def test_a_case_does_not_remember_what_was_forgotten_of_it(desk: Desk) -> None:
    desk.log.append([touched("secret.py", "c1", intent="Fix", project=str(ROOT))])
    desk.remember()
    desk.memory.forget(lambda: desk.log.forget())
    desk.log.append([touched("b.py", "c1", intent="Fix", project=str(ROOT))])
    desk.remember()
    assert desk.letters.seen[-1] == "Fix b.py"


def test_after_a_move_filling_goes_on_in_the_new_place(desk: Desk) -> None:
    desk.log.append(commands(["ls"]))
    desk.remember()
    desk.stores.wanted = SERVER
    desk.restart()
    list(desk.memory.migrate())
    desk.log.append(commands(["make"], case="later"))
    desk.remember()
    assert [str(one.payload["activity"]) for one in desk.stores.stores[SERVER].all()] == ["ls", "make"]


@pytest.mark.parametrize("failure", [StoreError("away for a moment"), ZeroDivisionError("a fault")])
def test_in_the_background_it_remembers_what_is_new_whatever_fails(desk: Desk, failure: Exception) -> None:
    remembered = threading.Event()
    desk.stores.retry_s = 0.0
    desk.restart()
    encode = desk.letters.encode
    failures = iter([failure])

    def encode_at_last(texts: Sequence[str]) -> Vectors:
        for one in failures:
            raise one
        remembered.set()
        return encode(texts)

    desk.letters.encode = encode_at_last  # type: ignore[method-assign]
    desk.log.append(commands(["ls"]))
    desk.remember.start()
    assert remembered.wait(timeout=30)
    desk.remember.stop()
    assert desk.activities("command") == ["ls"]


def test_it_does_nothing_unless_it_was_started(desk: Desk) -> None:
    desk.log.append(commands(["ls"]))
    desk.remember.wake()
    desk.remember.stop()
    assert desk.stores.opened == []


def test_while_events_are_learnt_it_leaves_the_rest_for_later(desk: Desk) -> None:
    desk.log.append([touched(f"a{n}.py", f"c{n}", intent=f"Fix {n}") for n in range(900)])
    desk.is_taught = True
    desk.remember()
    some = len(desk.activities("file"))
    desk.is_taught = False
    desk.remember()
    assert (some < 900, len(desk.activities("file"))) == (True, 900)
