"""What only a server can get wrong: it is down, it refuses, others make the collection, others share it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from tests.adapters.qdrant.stub_server import Collection, Stub, running_stub

from jepa_learning.adapters.qdrant.server_vector_memory import QdrantServerVectorMemory
from jepa_learning.domain.errors import ConfigError, StoreError
from jepa_learning.ports.vector_memory import Memory

DIMENSION = 4
NAME = "leviathan-embeddings"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running_stub() as stub:
        yield stub


def open_memory(
    url: str, *, owner: str = "me", api_key: str | None = None, dimension: int = DIMENSION
) -> closing[QdrantServerVectorMemory]:
    return closing(
        QdrantServerVectorMemory(
            url, api_key=api_key, collection=NAME, dimension=dimension, owner=owner, timeout_s=5.0
        )
    )


def one(key: str, **payload: str) -> Memory:
    return Memory(key, np.array([1, 0, 0, 0], dtype=np.float32), payload)


def test_the_collection_is_made_once_with_what_is_filtered_by_indexed(stub: Stub) -> None:
    with open_memory(stub.url), open_memory(stub.url):
        pass
    assert stub.asked.count(f"PUT /collections/{NAME}") == 1
    assert stub.collections[NAME].vectors == {"size": DIMENSION, "distance": "Cosine"}
    assert stub.collections[NAME].schema.keys() == {"_owner", "kind", "project"}
    assert stub.asked.count(f"PUT /collections/{NAME}/index") == 3


def test_a_collection_that_another_process_makes_at_the_same_time_is_used(stub: Stub) -> None:
    stub.collections[NAME] = Collection({"size": DIMENSION, "distance": "Cosine"})
    stub.refuse.append(("GET", f"/collections/{NAME}", 404))  # as it was a moment before
    with open_memory(stub.url) as memory:
        memory.remember([one("a")])
        assert len(memory) == 1
    assert f"PUT /collections/{NAME}" in stub.asked


def test_many_can_open_a_new_collection_at_once(stub: Stub) -> None:
    failed: list[Exception] = []

    def work(owner: str) -> None:
        try:
            with open_memory(stub.url, owner=owner) as memory:
                memory.remember([one("a")])
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(f"owner{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(stub.collections[NAME].points) == 4


def test_a_collection_for_other_vectors_is_refused_with_what_to_do(stub: Stub) -> None:
    stub.collections[NAME] = Collection({"size": 768, "distance": "Dot"})
    with pytest.raises(StoreError, match=r"768 numbers \(Dot\): expected 4 .*memory.collection"):
        open_memory(stub.url)


def test_owners_of_one_collection_neither_see_nor_erase_each_others_memories(stub: Stub) -> None:
    with open_memory(stub.url, owner="me") as mine, open_memory(stub.url, owner="you") as yours:
        mine.remember([one("same", of="me")])
        yours.remember([one("same", of="you")])
        assert [found.payload for found in mine.recall(one("").vector, 5)] == [{"of": "me"}]
        assert mine.forget() == 1
        assert (len(mine), len(yours)) == (0, 1)
        assert [memory.payload for memory in yours.all()] == [{"of": "you"}]


def test_every_request_carries_the_api_key(stub: Stub) -> None:
    with open_memory(stub.url, api_key="a-key") as memory:
        memory.remember([one("a")])
    assert {headers.get("api-key") for headers in stub.headers} == {"a-key"}


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_with_where_it_comes_from(stub: Stub, status: int) -> None:
    stub.refuse.append(("GET", f"/collections/{NAME}", status))
    with pytest.raises(StoreError, match=f"status {status}.*QDRANT_API_KEY"):
        open_memory(stub.url, api_key="wrong")


def test_a_key_is_not_sent_over_the_network_in_the_clear() -> None:
    with pytest.raises(ConfigError, match="use https"):
        open_memory("http://vectors.example:6333", api_key="a-key")


@pytest.mark.parametrize("url", ["", "localhost:6333", "ftp://localhost", "http://"])
def test_a_url_that_is_none_is_told(url: str) -> None:
    with pytest.raises(ConfigError, match=r"memory\.url"):
        open_memory(url)


def test_a_server_that_is_down_is_told_with_its_url() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(StoreError, match=f"{url} does not answer"):
            open_memory(url)


def test_a_server_that_goes_down_is_told_and_is_used_again_when_it_is_back(stub: Stub) -> None:
    with open_memory(stub.url) as memory:
        memory.remember([one("a")])
        stub.refuse.append(("POST", f"/collections/{NAME}/points/query", 503))
        with pytest.raises(StoreError, match="status 503"):
            memory.recall(one("").vector, 1)
        assert [found.key for found in memory.recall(one("").vector, 1)] == ["a"]


def test_something_else_that_listens_there_is_told(stub: Stub) -> None:
    stub.refuse.append(("GET", f"/collections/{NAME}", 200))  # answers, but not as Qdrant does
    with pytest.raises(StoreError, match="does not answer"):
        open_memory(stub.url)
