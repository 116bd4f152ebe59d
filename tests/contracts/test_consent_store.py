"""What every consent store does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jepa_learning.adapters.memory.consent import MemoryConsentStore
from jepa_learning.adapters.sqlite.consent import SqliteConsentStore
from jepa_learning.ports.consent import Consent, ConsentStore

STORES: dict[str, Callable[[Path], MemoryConsentStore | SqliteConsentStore]] = {
    "memory": lambda folder: MemoryConsentStore(),
    "sqlite": lambda folder: SqliteConsentStore(folder / "consent.db", busy_timeout_ms=1000),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConsentStore]:
    store = STORES[request.param](tmp_path)
    yield store
    store.close()


def test_nothing_is_remembered_before_the_first_word(store: ConsentStore) -> None:
    assert store.recall() == []


def test_words_come_back_ordered_by_source_and_scope(store: ConsentStore) -> None:
    shell = Consent("shell", "*", granted=True, time=1.5)
    git_q, git_p = Consent("git", "/q", granted=False, time=2.0), Consent("git", "/p", granted=True, time=3.0)
    for word in (shell, git_q, git_p):
        store.remember(word)
    assert store.recall() == [git_p, git_q, shell]


def test_a_later_word_takes_the_place_of_an_earlier_one(store: ConsentStore) -> None:
    store.remember(Consent("shell", "*", granted=True, time=1.0))
    store.remember(Consent("shell", "*", granted=False, time=2.0))
    assert store.recall() == [Consent("shell", "*", granted=False, time=2.0)]


def test_consent_outlives_the_process(tmp_path: Path) -> None:
    path = tmp_path / "consent.db"
    first = SqliteConsentStore(path, busy_timeout_ms=1000)
    first.remember(Consent("shell", "*", granted=True, time=1.0))
    first.close()
    second = SqliteConsentStore(path, busy_timeout_ms=1000)
    assert second.recall() == [Consent("shell", "*", granted=True, time=1.0)]
    second.close()
