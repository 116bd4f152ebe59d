"""The snapshot file: private, whole or absent, and never more than a learner."""

from __future__ import annotations

import pickle
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.application.in_memory import commands

from jepa_learning.adapters.snapshot.file import FileSnapshotStore
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.learner import Learner

HEADER_BYTES = 512


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "learner.snapshot"


@pytest.fixture
def store(path: Path) -> FileSnapshotStore:
    return FileSnapshotStore(path, fingerprint="this")


@pytest.fixture
def learner() -> Learner:
    learner = build_learner(load_settings().settings)
    learner.learn_many(commands(["edit", "build"] * 9))
    return learner


def test_only_the_user_can_read_it_and_nothing_unfinished_is_left(
    store: FileSnapshotStore, path: Path, learner: Learner
) -> None:
    store.save(learner, sequence=1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut off in the header": lambda content: content[:100],
    "cut off in the body": lambda content: content[:-1],
    "longer": lambda content: content + b"x",
    "a bit turned in the body": lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
    "another sequence type": lambda content: content.replace(b'"sequence": 1', b'"sequence": "'),
    "another version": lambda content: re.sub(rb'"version": \d', b'"version": 0', content, count=1),
    "no header": lambda content: content[HEADER_BYTES:],
    "a header that is no object": lambda content: b"[1]".ljust(HEADER_BYTES) + content[HEADER_BYTES:],
    "zeros": lambda content: bytes(len(content)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_is_odd_counts_as_absent_and_is_removed(
    store: FileSnapshotStore, path: Path, learner: Learner, damage: Callable[[bytes], bytes]
) -> None:
    store.save(learner, sequence=1)
    path.write_bytes(damage(path.read_bytes()))
    assert store.load() is None
    assert not path.exists()


def test_a_snapshot_of_another_learner_counts_as_absent_and_is_removed(
    store: FileSnapshotStore, path: Path, learner: Learner
) -> None:
    store.save(learner, sequence=1)
    assert FileSnapshotStore(path, fingerprint="other").load() is None
    assert not path.exists()


class Planted:
    """Runs something when it is unpickled."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self) -> tuple[object, ...]:
        return self.call[0], self.call[1:]


@pytest.mark.parametrize(
    "planted", [Planted(print, "planted"), {"a": 1}, None], ids=["a call", "a dict", "nothing"]
)
def test_a_well_formed_file_that_holds_something_else_counts_as_absent(
    store: FileSnapshotStore, path: Path, planted: object, capsys: pytest.CaptureFixture[str]
) -> None:
    store.save(planted, sequence=1)  # type: ignore[arg-type]
    assert store.load() is None
    assert not path.exists()
    assert capsys.readouterr().out == ""


def test_a_folder_that_cannot_be_written_is_told_and_the_earlier_snapshot_stays(
    store: FileSnapshotStore, path: Path, learner: Learner
) -> None:
    store.save(learner, sequence=1)
    path.with_suffix(".unfinished").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        store.save(learner, sequence=2)
    found = store.load()
    assert found is not None
    assert found[1] == 1


def test_what_a_process_that_was_killed_while_saving_left_is_forgotten_too(
    store: FileSnapshotStore, path: Path, learner: Learner
) -> None:
    store.save(learner, sequence=1)
    path.with_suffix(".unfinished").write_bytes(path.read_bytes()[:-9])
    store.forget()
    assert list(path.parent.iterdir()) == []


def test_what_cannot_be_pickled_is_told_and_leaves_nothing_behind(
    store: FileSnapshotStore, path: Path
) -> None:
    with pytest.raises(StoreError):
        store.save(lambda: None, sequence=1)  # type: ignore[arg-type]
    assert list(path.parent.iterdir()) == []


def test_the_body_is_a_pickle_of_protocol_5(store: FileSnapshotStore, path: Path, learner: Learner) -> None:
    store.save(learner, sequence=1)
    assert path.read_bytes()[HEADER_BYTES : HEADER_BYTES + 2] == pickle.PROTO + bytes([5])
