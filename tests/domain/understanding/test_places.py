"""Better places for files: what is suggested, why, and what is left where it is."""

from __future__ import annotations

from jepa_learning.domain.event import Event
from jepa_learning.domain.understanding.places import Move, better_places
from jepa_learning.domain.waste.history import History


def commit(number: int, *paths: str) -> list[Event]:
    return [Event("file", path, f"c{number}", float(number), attributes={"status": "M"}) for path in paths]


def misplaced(path: str = "src/api/token_cache.py", beside: int = 0) -> list[Event]:
    events = [
        event
        for number in range(8)
        for event in commit(number, path, "src/auth/token.py", "src/auth/login.py")
    ]
    events += [event for n in range(beside) for event in commit(100 + n, path, "src/api/routes.py")]
    others = (commit(200 + n, "src/api/routes.py", "src/api/app.py") for n in range(40))
    return events + [event for other in others for event in other]


def places(events: list[Event], *extra: str) -> list[Move]:
    commits = History(events, gap_s=1).commits
    existing = {event.activity for event in events} | set(extra)
    return better_places(commits, existing, least=5, usual=0.5, level=0.01)


def test_a_file_that_changes_with_another_folder_is_suggested_there_with_the_reasons() -> None:
    (move,) = places(misplaced())
    assert (move.path, move.to) == ("src/api/token_cache.py", "src/auth/token_cache.py")
    assert (move.count, move.of, move.beside) == (8, 8, 0)
    assert [reason.by for reason in move.reasons] == ["co-change", "meaning", "structure"]
    assert "in 8 of its 8 commits (" in move.reasons[0].words
    assert "token.py 8" in move.reasons[0].words
    assert move.reasons[1].words == "its name shares token with what is there"
    assert "imports it" in move.risk


def test_a_file_that_changes_with_those_beside_it_too_stays() -> None:
    assert places(misplaced(beside=3)) == []


def test_a_file_whose_name_says_nothing_of_the_other_folder_stays() -> None:
    assert places(misplaced("src/api/misc.py")) == []


def test_a_file_is_not_moved_into_another_package() -> None:
    assert places(misplaced(), "src/auth/package.json") == []


def test_a_file_at_the_top_stays() -> None:
    assert places(misplaced("token_cache.py")) == []


def test_a_file_stays_where_its_folder_and_the_other_are_one_within_the_other() -> None:
    assert places(misplaced("src/auth/store/token_cache.py")) == []
    assert places(misplaced("src/token_cache.py")) == []


def test_what_changes_with_files_of_another_kind_stays() -> None:
    events = [event for n in range(8) for event in commit(n, "src/api/version.py", "docs/log.md")]
    events += commit(9, "docs/conf.py", "docs/log.md")
    assert places(events) == []


def test_a_test_stays_where_tests_are() -> None:
    assert places(misplaced("tests/test_token.py")) == []


def test_nothing_is_suggested_where_the_name_is_taken() -> None:
    assert places(misplaced(), "src/auth/token_cache.py") == []


def test_a_file_of_another_kind_stays() -> None:
    assert places(misplaced("src/api/token.sql")) == []


def test_what_is_gone_is_not_moved() -> None:
    events = misplaced()
    commits = History(events, gap_s=1).commits
    existing = {event.activity for event in events} - {"src/api/token_cache.py"}
    assert better_places(commits, existing, least=5, usual=0.5, level=0.01) == []


def test_of_few_commits_nothing_is_suggested() -> None:
    assert places(commit(1, "src/api/token_cache.py", "src/auth/token.py")) == []
