"""What every vector memory does."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from tests.adapters.qdrant.stub_server import running_stub

from jepa_learning.adapters.memory.vector_memory import MemoryVectorMemory
from jepa_learning.adapters.qdrant.embedded_vector_memory import QdrantEmbeddedVectorMemory
from jepa_learning.adapters.qdrant.server_vector_memory import QdrantServerVectorMemory
from jepa_learning.domain.errors import RequestError
from jepa_learning.ports.vector_memory import Memory, Payload, Vector, VectorMemory

DIMENSION = 8
AnyMemory = MemoryVectorMemory | QdrantEmbeddedVectorMemory | QdrantServerVectorMemory


@contextmanager
def in_memory(folder: Path) -> Iterator[AnyMemory]:
    yield MemoryVectorMemory(DIMENSION)


@contextmanager
def embedded(folder: Path) -> Iterator[AnyMemory]:
    with closing(
        QdrantEmbeddedVectorMemory(folder / "vectors", dimension=DIMENSION, index_after=1_000_000)
    ) as memory:
        yield memory


@contextmanager
def stub_server(folder: Path) -> Iterator[AnyMemory]:
    with running_stub() as stub, closing(on_server(stub.url)) as memory:
        yield memory


@contextmanager
def real_server(folder: Path) -> Iterator[AnyMemory]:
    if "QDRANT_URL" not in os.environ:
        pytest.skip("QDRANT_URL names no server")
    with closing(on_server(os.environ["QDRANT_URL"])) as memory:
        yield memory
        memory.forget()


def on_server(url: str) -> QdrantServerVectorMemory:
    return QdrantServerVectorMemory(
        url,
        api_key=os.environ.get("QDRANT_API_KEY"),
        collection=f"jepa-learning-test-{DIMENSION}",
        dimension=DIMENSION,
        owner=uuid.uuid4().hex,
        timeout_s=10.0,
    )


MEMORIES: dict[str, Callable[[Path], AbstractContextManager[AnyMemory]]] = {
    "memory": in_memory,
    "embedded": embedded,
    "stub_server": stub_server,
    "real_server": real_server,
}


@pytest.fixture(params=MEMORIES, scope="module")
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnyMemory]:
    with MEMORIES[request.param](tmp_path_factory.mktemp("vectors")) as memory:
        yield memory


@pytest.fixture
def memory(opened: AnyMemory) -> VectorMemory:
    """Empty; the same one for all tests, because opening one takes a while."""
    opened.forget(keys=[one.key for one in opened.all()])
    return opened


def axis(number: int, *, length: float = 1.0) -> Vector:
    vector = np.zeros(DIMENSION, dtype=np.float32)
    vector[number] = length
    return vector


def between(one: int, other: int, share: float) -> Vector:
    return ((1.0 - share) * axis(one) + share * axis(other)).astype(np.float32)


def keys(memory: VectorMemory, vector: Vector, k: int = 10, **matching: str) -> list[str]:
    return [found.key for found in memory.recall(vector, k, matching=matching or None)]


def held(memory: VectorMemory) -> dict[str, Payload]:
    return {one.key: one.payload for one in memory.all()}


def test_a_new_memory_holds_nothing(memory: VectorMemory) -> None:
    assert (len(memory), list(memory.all()), memory.recall(axis(0), 5)) == (0, [], [])
    assert memory.dimension == DIMENSION


def test_the_nearest_come_first_with_their_cosine(memory: VectorMemory) -> None:
    memory.remember(
        [
            Memory("far", axis(1)),
            Memory("same", axis(0)),
            Memory("half", between(0, 1, 0.5)),
            Memory("away", -axis(0)),
        ]
    )
    found = memory.recall(axis(0, length=7.0), 4)
    assert [one.key for one in found] == ["same", "half", "far", "away"]
    assert [one.score for one in found] == pytest.approx([1.0, 0.5**0.5, 0.0, -1.0], abs=1e-5)


@pytest.mark.parametrize(("k", "expected"), [(0, 0), (2, 2), (9, 3)])
def test_no_more_than_asked_for_come_back(memory: VectorMemory, k: int, expected: int) -> None:
    memory.remember([Memory(name, axis(0)) for name in "abc"])
    assert len(memory.recall(axis(0), k)) == expected


def test_a_payload_comes_back_as_it_was(memory: VectorMemory) -> None:
    payload: Payload = {
        "kind": "file",
        "n": 3,
        "time": 1.5,
        "whole": 2.0,
        "ok": True,
        "none": None,
        "é": "\x00 𝄞",
    }
    memory.remember([Memory("a", axis(0), payload)])
    (found,) = memory.recall(axis(0), 1)
    assert (found.payload, held(memory)) == (payload, {"a": payload})
    assert {name: type(value) for name, value in found.payload.items()} == {
        name: type(value) for name, value in payload.items()
    }


def test_remembering_a_key_again_replaces_it_with_its_payload(memory: VectorMemory) -> None:
    memory.remember([Memory("a", axis(0), {"old": "x"}), Memory("b", axis(1))])
    memory.remember([Memory("a", axis(2), {"new": "y"})])
    assert (len(memory), held(memory)["a"]) == (2, {"new": "y"})
    assert keys(memory, axis(2), 1) == ["a"]


def test_of_one_key_twice_in_a_batch_the_last_stays(memory: VectorMemory) -> None:
    memory.remember([Memory("a", axis(0), {"n": 1}), Memory("a", axis(1), {"n": 2})])
    assert held(memory) == {"a": {"n": 2}}


def test_any_text_can_be_a_key(memory: VectorMemory) -> None:
    names = ["", "a", "A", "file\x00src/é.py", "𝄞", "x" * 5000]
    memory.remember([Memory(name, axis(0)) for name in names])
    assert sorted(held(memory)) == sorted(names)


def test_what_matches_is_recalled_alone(memory: VectorMemory) -> None:
    memory.remember(
        [
            Memory("a", axis(0), {"kind": "file", "project": "/p"}),
            Memory("b", axis(0), {"kind": "file", "project": "/q"}),
            Memory("c", axis(0), {"kind": "command"}),
        ]
    )
    assert sorted(keys(memory, axis(0), kind="file")) == ["a", "b"]
    assert keys(memory, axis(0), kind="file", project="/q") == ["b"]
    assert keys(memory, axis(0), project="/") == []
    assert keys(memory, axis(0), unknown="x") == []


def test_the_nearest_of_what_matches_are_found_behind_nearer_others(memory: VectorMemory) -> None:
    memory.remember([Memory(f"near{n}", axis(0), {"kind": "file"}) for n in range(50)])
    memory.remember([Memory("far", axis(1), {"kind": "command"})])
    assert keys(memory, axis(0), 1, kind="command") == ["far"]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_refused_and_nothing_of_its_batch_is_kept(
    memory: VectorMemory, bad: float
) -> None:
    with pytest.raises(RequestError, match="not finite"):
        memory.remember([Memory("good", axis(0)), Memory("bad", axis(1, length=bad))])
    with pytest.raises(RequestError, match="not finite"):
        memory.recall(axis(0, length=bad), 1)
    assert len(memory) == 0


@pytest.mark.parametrize("shape", [(DIMENSION + 1,), (1,), (0,), (1, DIMENSION), ()])
def test_another_dimension_is_refused_and_nothing_of_its_batch_is_kept(
    memory: VectorMemory, shape: tuple[int, ...]
) -> None:
    wrong = np.ones(shape, dtype=np.float32)
    with pytest.raises(RequestError, match=f"expected {DIMENSION} numbers"):
        memory.remember([Memory("good", axis(0)), Memory("bad", wrong)])
    with pytest.raises(RequestError, match=f"expected {DIMENSION} numbers"):
        memory.recall(wrong, 1)
    assert len(memory) == 0


def test_a_vector_of_zeros_is_near_to_nothing(memory: VectorMemory) -> None:
    memory.remember([Memory("zero", axis(0, length=0.0)), Memory("one", axis(0))])
    assert {found.key: found.score for found in memory.recall(axis(0), 2)} == pytest.approx(
        {"one": 1.0, "zero": 0.0}
    )
    assert [found.score for found in memory.recall(axis(0, length=0.0), 2)] == pytest.approx([0.0, 0.0])


def test_vectors_come_back_by_their_direction(memory: VectorMemory) -> None:
    memory.remember(
        [
            Memory("a", axis(0, length=4.0)),
            Memory("tiny", axis(1, length=1e-30)),
            Memory("zero", axis(2, length=0.0)),
        ]
    )
    found = {one.key: one.vector for one in memory.all()}
    assert found["a"] == pytest.approx(axis(0), abs=1e-6)
    assert found["tiny"] == pytest.approx(axis(1), abs=1e-6)
    assert not found["zero"].any()


def test_forgetting_keys_erases_those_and_counts_what_was_there(memory: VectorMemory) -> None:
    memory.remember([Memory(name, axis(0)) for name in "abcd"])
    assert memory.forget(keys=["a", "c", "c", "unknown"]) == 2
    assert sorted(held(memory)) == ["b", "d"]
    assert memory.forget(keys=[]) == 0
    assert sorted(keys(memory, axis(0))) == ["b", "d"]


def test_forgetting_everything_leaves_an_empty_memory_that_can_be_filled_again(memory: VectorMemory) -> None:
    memory.remember([Memory(name, axis(0)) for name in "abc"])
    assert memory.forget() == 3
    assert (len(memory), memory.recall(axis(0), 5)) == (0, [])
    memory.remember([Memory("a", axis(1))])
    assert keys(memory, axis(1)) == ["a"]


def test_remembering_nothing_changes_nothing(memory: VectorMemory) -> None:
    memory.remember([])
    assert len(memory) == 0


def test_more_than_a_page_is_given_whole(memory: VectorMemory) -> None:
    names = [f"m{number}" for number in range(2500)]
    memory.remember(
        [Memory(name, between(number % 8, (number + 1) % 8, 0.3)) for number, name in enumerate(names)]
    )
    assert sorted(held(memory)) == sorted(names)
    assert len(memory) == 2500


def test_many_threads_remember_and_recall_without_loss(memory: VectorMemory) -> None:
    def work(worker: int) -> None:
        for number in range(4):
            memory.remember([Memory(f"{worker}-{number}", axis(worker)), Memory("shared", axis(7))])
            memory.recall(axis(worker), 3)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(held(memory)) == sorted([f"{w}-{n}" for w in range(4) for n in range(4)] + ["shared"])
