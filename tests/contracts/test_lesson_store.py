"""What every store of lessons does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.domain.lessons import names_about, often_right

from jepa_learning.adapters.snapshot.lesson_store import FileLessonStore
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.lesson_store import LessonStore, Recorded

STORES: dict[str, Callable[[Path], LessonStore]] = {"file": FileLessonStore}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LessonStore:
    return STORES[request.param](tmp_path / "lessons")


def recorded() -> Recorded:
    return Recorded(names_about(), tuple(often_right(5)), 3)


def test_at_first_there_is_nothing(store: LessonStore) -> None:
    assert store.load("a1") is None


def test_lessons_come_back_as_they_were_under_their_own_key(store: LessonStore) -> None:
    store.save("a1", recorded())
    found = store.load("a1")
    assert found is not None
    assert store.load("a2") is None
    assert (found.cases, found.vocabulary.texts) == (3, names_about().texts)
    for one, other in zip(found.lessons, recorded().lessons, strict=True):
        assert (one.right == other.right).all()
        assert (one.believed == other.believed).all()
        assert one.moment.steps == other.moment.steps
        assert one.moment.episodes == other.moment.episodes
        assert np.array_equal(one.moment.features, other.moment.features)


def test_an_episode_that_lessons_share_is_one_object_still(store: LessonStore) -> None:
    store.save("a1", recorded())
    found = store.load("a1")
    assert found is not None
    shared = {id(one) for lesson in found.lessons for one in lesson.moment.episodes}
    assert len(shared) == len({one for lesson in found.lessons for one in lesson.moment.episodes})


def test_a_file_that_was_changed_counts_as_absent(tmp_path: Path) -> None:
    store = FileLessonStore(tmp_path)
    store.save("a1", recorded())
    (path,) = tmp_path.iterdir()
    body = path.read_bytes()
    path.write_bytes(body[:-1] + b"x")
    assert store.load("a1") is None
    path.write_bytes(b"")
    assert store.load("a1") is None


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="a1"):
        FileLessonStore(tmp_path / "file").save("a1", recorded())
