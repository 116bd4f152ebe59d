"""Meanings: what is near in the vector memory, and why nothing is where nothing can be compared."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jepa_learning.adapters.memory.vector_memory import MemoryVectorMemory
from jepa_learning.adapters.text.hashed_subwords import HashedSubwords
from jepa_learning.application.meanings import Meanings
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.entry import ENTRY_KINDS, Scope
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.event import Event
from jepa_learning.ports.vector_memory import Matching, Memory, Recalled, Vector

ENCODER = HashedSubwords(256)


class AwayMemory(MemoryVectorMemory):
    """A memory that cannot be read."""

    def recall(self, vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        raise StoreError("the server is away: start it")


def scope(kinds: Sequence[str] = ENTRY_KINDS, project: str = "/p") -> Scope:
    return Scope(kinds, project, lambda entry: True)


def fill(memory: MemoryVectorMemory, *things: tuple[str, str, str]) -> MemoryVectorMemory:
    """Remember things by kind, name and project; a case by its name, with an intent of the same words."""
    vectors = ENCODER.encode([name for _, name, _ in things])
    memory.remember(
        [
            Memory(f"{number}", vector, {"kind": kind, "activity": name, "project": project, "case": name})
            for number, ((kind, name, project), vector) in enumerate(zip(things, vectors, strict=True))
        ]
    )
    return memory


def archive_of(*events: Event) -> Archive:
    archive = Archive(most=100, saturation=1.2, length_share=0.75)
    for event in events:
        archive.learn_one(event)
    return archive


def near(memory: MemoryVectorMemory | None, text: str, within: Scope, archive: Archive) -> dict[str, float]:
    found = Meanings(ENCODER, memory, least=0.3)(text, within, k=5).of(within, archive)
    return {archive[number].text: score for number, score in found.items()}


def test_what_is_near_is_given_with_its_cosine_and_nothing_below_the_least() -> None:
    memory = fill(MemoryVectorMemory(256), ("command", "retry the client", ""), ("command", "build docs", ""))
    archive = archive_of(Event("command", "retry the client", "s"), Event("command", "build docs", "s"))
    found = near(memory, "client retries", scope(), archive)
    assert list(found) == ["retry the client"]
    assert 0.3 <= found["retry the client"] < 1.0


def test_files_are_those_of_the_project_and_cases_those_of_it_or_of_none() -> None:
    kinds = [("file", "router", "/p"), ("file", "router", "/q"), ("step", "router", "")]
    cases = [("case", "router", "/p"), ("case", "the router", ""), ("case", "a router", "/q")]
    memory = fill(MemoryVectorMemory(256), *kinds, *cases)
    events = [
        *(Event("file", "router", "c", attributes={"project": root}) for root in ("/p", "/q")),
        Event("step", "router", "r"),
        Event("step", "x", "router", intent="in /p", attributes={"project": "/p"}),
        Event("step", "x", "the router", intent="in none"),
        Event("step", "x", "a router", intent="in /q", attributes={"project": "/q"}),
    ]
    archive = archive_of(*events)
    assert set(near(memory, "router", scope(["file", "case"]), archive)) == {"router", "in /p", "in none"}
    everywhere = Meanings(ENCODER, memory, least=0.3)("router", scope(project=""), k=5)
    assert len(everywhere.of(scope(project=""), archive)) == 6


def test_what_the_archive_does_not_hold_is_not_given() -> None:
    memory = fill(MemoryVectorMemory(256), ("step", "deploy", ""), ("case", "deploy it", ""))
    assert near(memory, "deploy", scope(), archive_of()) == {}


@pytest.mark.parametrize(
    ("memory", "lack"),
    [
        (None, "no vector memory is kept"),
        (MemoryVectorMemory(256), "the vector memory is empty"),
        (
            fill(AwayMemory(256), ("step", "x", "")),
            "the vector memory cannot be read (the server is away: start it)",
        ),
    ],
    ids=["none", "empty", "away"],
)
def test_why_nothing_can_be_compared_is_said(memory: MemoryVectorMemory | None, lack: str) -> None:
    found = Meanings(ENCODER, memory, least=0.3)("deploy", scope(), k=5)
    assert (found.recalled, found.lack) == ((), lack)


@pytest.mark.parametrize("text", ["97bf6e5", "4711", "0001 (2)"])
def test_a_number_or_a_commit_id_is_near_nothing(text: str) -> None:
    memory = fill(MemoryVectorMemory(256), ("file", "docs/0001-form.md", "/p"), ("step", "e2e", ""))
    assert Meanings(ENCODER, memory, least=0.0)(text, scope(), k=5).recalled == ()


def test_a_text_without_a_word_is_near_nothing_and_nothing_is_lacking() -> None:
    found = Meanings(ENCODER, fill(MemoryVectorMemory(256), ("step", "x", "")), least=0.0)("?!", scope(), k=5)
    assert (found.recalled, found.lack) == ((), None)
