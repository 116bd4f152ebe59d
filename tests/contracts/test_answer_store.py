"""What every store of answers does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.answer_store import FileAnswerStore
from jepa_learning.adapters.memory.answer_store import MemoryAnswerStore
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.answer_store import AnswerStore

STORES: dict[str, Callable[[Path], AnswerStore]] = {
    "memory": lambda folder: MemoryAnswerStore(),
    "file": lambda folder: FileAnswerStore(folder / "answers.json"),
}
each = pytest.mark.parametrize("build", STORES.values(), ids=STORES)


@each
def test_what_became_of_each_is_what_was_said_last(
    build: Callable[[Path], AnswerStore], tmp_path: Path
) -> None:
    store = build(tmp_path)
    assert store.recall("a") is None
    store.remember("a", "offered")
    store.remember("b", "done")
    store.remember("a", "dismissed")
    assert (store.recall("a"), store.recall("b"), store.recall("c")) == ("dismissed", "done", None)


@each
def test_of_what_many_threads_say_nothing_is_lost(
    build: Callable[[Path], AnswerStore], tmp_path: Path
) -> None:
    store = build(tmp_path)
    names = [str(number) for number in range(100)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda name: store.remember(name, "dismissed"), names))
    assert [name for name in names if store.recall(name) is None] == []


def test_a_file_that_is_there_and_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.symlink_to(path.name)  # a link to itself: nobody can read it, root neither
    store = FileAnswerStore(path)
    with pytest.raises(StoreError, match="is there and cannot be read"):
        store.remember("a", "offered")
    assert (store.recall("a"), [one.name for one in tmp_path.iterdir()]) == (None, [path.name])


def test_a_file_outlives_its_store_and_is_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    FileAnswerStore(path).remember("a", "done")
    assert FileAnswerStore(path).recall("a") == "done"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": "never heard"}', '{"a": {}}'])
def test_a_file_that_nobody_understands_says_nothing_and_is_written_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answers.json"
    path.write_text(text)
    store = FileAnswerStore(path)
    assert store.recall("a") is None
    store.remember("a", "offered")
    assert store.recall("a") == "offered"


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="rights"):
        FileAnswerStore(tmp_path / "absent" / "answers.json").remember("a", "done")
