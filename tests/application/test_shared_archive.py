"""The shared archive is as new as the log, forgets what the log forgot, and shows what is consented to."""

from __future__ import annotations

import pytest
from tests.application.in_memory import DEFAULTS, NOW, ROOT, commands, commits

from jepa_learning.adapters.memory.clock import FixedClock
from jepa_learning.adapters.memory.consent import MemoryConsentStore
from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.application.consent import Consents
from jepa_learning.application.shared_archive import SharedArchive
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.entry import ENTRY_KINDS, asked_words
from jepa_learning.domain.event import Event


class Reading(MemoryEventLog):
    """A log that counts how many events were read from it."""

    def __init__(self) -> None:
        super().__init__()
        self.given = 0

    def read(self, **asked: object):  # type: ignore[no-untyped-def,override]
        for one in super().read(**asked):  # type: ignore[arg-type]
            self.given += 1
            yield one


@pytest.fixture
def log() -> Reading:
    return Reading()


@pytest.fixture
def consents() -> Consents:
    return Consents(MemoryConsentStore(), clock=FixedClock(NOW), defaults=DEFAULTS)


@pytest.fixture
def archive(log: Reading, consents: Consents) -> SharedArchive:
    return SharedArchive(
        lambda: Archive(most=1000, saturation=1.2, length_share=0.75), log=log, consents=consents
    )


def names(shared: SharedArchive, words: str, project: str = str(ROOT)) -> set[str]:
    scope = shared.scope(ENTRY_KINDS, project)
    with shared.hold() as archive:
        return {archive[number].text for number, _ in archive.saying(asked_words(words), scope, 100)}


def test_it_holds_what_the_log_holds_when_it_is_asked(log: Reading, archive: SharedArchive) -> None:
    log.append(commands(["make build"]))
    assert names(archive, "make") == {"make build"}
    log.append(commands(["make test"], case="another"))
    assert names(archive, "make") == {"make build", "make test"}


def test_each_event_is_read_once(log: Reading, archive: SharedArchive) -> None:
    log.append(commits(30))
    for _ in range(3):
        names(archive, "change")
    assert log.given == log.size().events == 64


def test_what_was_read_ahead_need_not_be_read_for_a_question(log: Reading, archive: SharedArchive) -> None:
    log.append(commands([f"make {number}" for number in range(1500)]))
    archive.read_ahead()
    assert log.given == 1500
    assert len(names(archive, "make")) == 100
    assert log.given == 1500


def test_it_follows_the_log_once_it_has_read_all_of_it(log: Reading, archive: SharedArchive) -> None:
    log.append(commands(["make build"]))
    archive.follow()
    assert log.given == 0
    archive.read_ahead()
    log.append(commands(["make test"], case="another"))
    archive.follow()
    assert log.given == 2


def test_once_stopped_it_reads_no_further_ahead_and_answers_all_the_same(
    log: Reading, archive: SharedArchive
) -> None:
    log.append(commands(["make build"]))
    archive.stop()
    archive.read_ahead()
    assert log.given == 0
    assert names(archive, "make") == {"make build"}


def test_what_the_log_has_forgotten_is_not_found_any_more(log: Reading, archive: SharedArchive) -> None:
    log.append([*commits(2), *commands(["change it"])])
    assert len(names(archive, "change")) == 3
    log.forget(source="git")
    assert names(archive, "change") == {"change it"}


def test_reading_ahead_leaves_nothing_of_what_was_forgotten(log: Reading, archive: SharedArchive) -> None:
    log.append([*commits(2), *commands(["change it"])])
    archive.read_ahead()
    log.forget(source="git")
    archive.read_ahead()
    given = log.given
    assert names(archive, "change") == {"change it"}
    assert log.given == given


def test_it_is_noticed_also_when_as_much_was_appended_since(log: Reading, archive: SharedArchive) -> None:
    log.append(commands(["old secret"]))
    assert names(archive, "secret") == {"old secret"}
    log.forget()
    log.append(commands(["new secret"], case="later"))
    assert names(archive, "secret") == {"new secret"}


def test_what_consent_was_withdrawn_for_is_not_shown_until_it_is_given_again(
    log: Reading, archive: SharedArchive, consents: Consents
) -> None:
    log.append([*commits(2), *commands(["change it"])])
    consents.change("git", str(ROOT), granted=False)
    assert names(archive, "change") == {"change it"}
    consents.change("git", str(ROOT), granted=True)
    assert len(names(archive, "change")) == 3


def test_what_two_sources_told_of_is_shown_while_one_of_them_may_be(
    log: Reading, archive: SharedArchive, consents: Consents
) -> None:
    consents.change("shell", None, granted=True)
    log.append([Event("command", "make", "a", source="shell"), Event("command", "make", "b", source="jsonl")])
    consents.change("shell", None, granted=False)
    assert names(archive, "make") == {"make"}
    consents.change("jsonl", None, granted=False)
    assert names(archive, "make") == set()
