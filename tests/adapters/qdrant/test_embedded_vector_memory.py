"""What only the embedded engine can get wrong: its files, its one owner, its index."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from tests.adapters.qdrant.remembering_writer import BATCH

from jepa_learning.adapters.qdrant import build_index
from jepa_learning.adapters.qdrant.embedded_vector_memory import QdrantEmbeddedVectorMemory
from jepa_learning.domain.errors import RequestError, StoreBusyError, StoreError
from jepa_learning.ports.vector_memory import Memory, Vectors

DIMENSION = 8
WRITER = Path(__file__).with_name("remembering_writer.py")


def open_memory(
    folder: Path,
    *,
    dimension: int = DIMENSION,
    index_after: int = 1_000_000,
    start: Callable[[Callable[[], None]], None] | None = None,
) -> closing[QdrantEmbeddedVectorMemory]:
    return closing(
        QdrantEmbeddedVectorMemory(folder, dimension=dimension, index_after=index_after, start=start)
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


def some_vectors(count: int) -> Vectors:
    return np.random.default_rng(1).standard_normal((count, DIMENSION)).astype(np.float32)


def numbered(count: int, *, first: int = 0, **payload: str) -> list[Memory]:
    return [Memory(f"m{first + n}", vector, payload) for n, vector in enumerate(some_vectors(count))]


def keys(memory: QdrantEmbeddedVectorMemory) -> list[str]:
    return sorted(one.key for one in memory.all())


def bytes_below(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_was_remembered_is_there_when_it_is_opened_again(folder: Path) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(3, kind="file"))
    with open_memory(folder) as memory:
        assert keys(memory) == ["m0", "m1", "m2"]
        (nearest,) = memory.recall(some_vectors(1)[0], 1, matching={"kind": "file"})
        assert (nearest.key, nearest.payload) == ("m0", {"kind": "file"})


def test_a_killed_writer_leaves_whole_batches_and_all_that_it_acknowledged(folder: Path) -> None:
    writer = subprocess.Popen([sys.executable, str(WRITER), str(folder)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) == 5:
            break
    writer.send_signal(signal.SIGKILL)
    acknowledged = 5 + len(writer.stdout.read().split()) + 1
    writer.wait()
    writer.stdout.close()
    with open_memory(folder) as memory:
        batches = Counter(one.key.split("-")[0] for one in memory.all())
    assert set(batches.values()) == {BATCH}
    assert acknowledged <= len(batches) <= acknowledged + 1


def test_a_second_owner_is_told_so(folder: Path) -> None:
    with open_memory(folder), pytest.raises(StoreBusyError, match="another process"):
        open_memory(folder)
    with open_memory(folder) as memory:
        assert len(memory) == 0


def test_vectors_of_another_dimension_are_not_opened(folder: Path) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(1))
    with pytest.raises(StoreError, match="expected vector size 9, but got 8"):
        open_memory(folder, dimension=9)


def test_damaged_files_are_told_with_what_to_do(folder: Path) -> None:
    with open_memory(folder):
        pass
    (folder / "shard" / "edge_config.json").write_text("{")
    with pytest.raises(StoreError, match="remove that folder: the event log fills it again"):
        open_memory(folder)


def test_a_closed_memory_says_so(folder: Path) -> None:
    with open_memory(folder) as memory:
        pass
    with pytest.raises(StoreError, match="closed"):
        len(memory)


def test_a_payload_that_json_cannot_hold_is_refused_and_nothing_is_kept(folder: Path) -> None:
    with open_memory(folder) as memory:
        with pytest.raises(RequestError, match="payload"):
            memory.remember(
                [Memory("a", some_vectors(1)[0]), Memory("b", some_vectors(1)[0], {"x": float("nan")})]
            )
        assert len(memory) == 0


def test_only_the_user_can_read_the_folder(folder: Path) -> None:
    with open_memory(folder):
        assert {path.stat().st_mode & 0o777 for path in (folder, folder / "shard")} == {0o700}


def test_forgetting_everything_takes_the_bytes_from_the_disk(folder: Path) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(3, activity="a-very-private-thing"))
        assert any(b"a-very-private-thing" in content for content in bytes_below(folder))
        assert memory.forget() == 3
        assert not any(b"a-very-private-thing" in content for content in bytes_below(folder))
        memory.remember(numbered(1))
        assert keys(memory) == ["m0"]


@pytest.mark.parametrize("left", ["making-x", "erased-x", "past"])
def test_what_a_killed_process_left_behind_is_cleared_away(folder: Path, left: str) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(2))
    (folder / left / "shard").mkdir(parents=True)
    with open_memory(folder) as memory:
        assert keys(memory) == ["m0", "m1"]
        assert [path.name for path in folder.iterdir()] == ["shard"]


def test_a_process_that_was_killed_between_taking_away_and_replacing_loses_nothing(folder: Path) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(2))
    (folder / "shard").rename(folder / "past")
    with open_memory(folder) as memory:
        assert keys(memory) == ["m0", "m1"]


def test_building_an_index_does_not_obey_what_the_users_python_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'obeyed')!r}, 'w')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with open_memory(folder) as memory:
        memory.remember(numbered(3))
        assert memory.build_index()
    assert not (tmp_path / "obeyed").exists()


def test_an_index_is_built_on_all_there_is_and_finds_the_same(folder: Path) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(300, kind="file"))
        before = [memory.recall(vector, 5) for vector in some_vectors(10)]
        assert memory.build_index()
        assert memory.indexed == 300
        assert [[one.key for one in memory.recall(vector, 5)] for vector in some_vectors(10)] == [
            [one.key for one in found] for found in before
        ]
        assert len(memory.recall(some_vectors(1)[0], 5, matching={"kind": "file"})) == 5
        assert [path.name for path in folder.iterdir()] == ["shard"]


def test_what_is_written_while_the_index_is_built_is_in_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(200))
        wait = subprocess.Popen.wait

        def write_and_wait(builder: subprocess.Popen[bytes], timeout: float | None = None) -> int:
            memory.remember([*numbered(1, first=500), Memory("m7", some_vectors(1)[0], {"is": "new"})])
            memory.forget(keys=["m3"])
            return wait(builder, timeout)

        monkeypatch.setattr(subprocess.Popen, "wait", write_and_wait)
        assert memory.build_index()
        found = {one.key: one.payload for one in memory.all()}
    assert len(found) == 200
    assert ("m500" in found, "m3" in found, found["m7"]) == (True, False, {"is": "new"})


@pytest.mark.parametrize("end", ["forget", "close"])
def test_a_build_ends_where_everything_is_forgotten_or_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(50))
        wait = subprocess.Popen.wait

        def end_and_wait(builder: subprocess.Popen[bytes], timeout: float | None = None) -> int:
            getattr(memory, end)()
            return wait(builder, timeout)

        monkeypatch.setattr(subprocess.Popen, "wait", end_and_wait)
        assert not memory.build_index()
        assert [path.name for path in folder.iterdir()] == ["shard"]
    with open_memory(folder) as memory:
        assert len(memory) == (0 if end == "forget" else 50)


def test_the_index_is_wanted_once_there_is_enough_that_is_in_none(folder: Path) -> None:
    wanted: list[Callable[[], None]] = []
    with open_memory(folder, index_after=100, start=wanted.append) as memory:
        memory.remember(numbered(99))
        assert wanted == []
        memory.remember(numbered(1, first=99))
        assert len(wanted) == 1
        wanted.pop()()
        memory.remember(numbered(20, first=100))
        assert wanted == []
        memory.remember(numbered(10, first=120))
        assert len(wanted) == 1


def test_a_builder_that_fails_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "jepa_learning.adapters.qdrant.embedded_vector_memory._BUILD", (sys.executable, "-c", "exit(1)")
    )
    with open_memory(folder) as memory:
        memory.remember(numbered(5))
        assert not memory.build_index()
        assert (len(memory), memory.indexed) == (5, 0)


def test_the_builder_indexes_the_shard_it_is_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_memory(folder) as memory:
        memory.remember(numbered(100))
    monkeypatch.setattr("os.nice", lambda by: by)
    build_index.main(str(folder / "shard"))
    with open_memory(folder) as memory:
        assert (len(memory), memory.indexed) == (100, 100)
