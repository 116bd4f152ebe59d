"""A history of files, told as sequences of four kinds."""

from __future__ import annotations

import pytest
from tests.domain.histories import change

from jepa_learning.domain.event import Event
from jepa_learning.domain.told_sequences import DAY_S, told_as_sequences

FIRST = [
    change("src/view.py", "c1", status="A", intent="Fix the router"),
    change("src/model.py", "c1", status="A", intent="Fix the router"),
    change("README.md", "c1", status="M", intent="Fix the router"),
]


def told(changes: list[Event], kind: str, *, most: int = 100) -> list[str]:
    return [event.activity for event in told_as_sequences(changes, most=most) if event.kind == kind]


def test_steps_are_what_is_done_to_which_kind_of_file_and_a_case_ends() -> None:
    assert told(FIRST, "step") == ["add py in src", "edit md in root", "<end>"]


def test_places_are_the_directories_that_an_author_goes_to() -> None:
    assert told(FIRST, "command") == ["cd src", "cd README.md"]


def test_subjects_are_the_first_two_words_of_an_intent() -> None:
    assert told(FIRST, "context") == ["fix the"]


def test_a_commit_without_words_has_no_subject() -> None:
    assert told([change("a.py", "c1", intent="#12")], "context") == []


def test_edits_are_the_files_themselves() -> None:
    assert told(FIRST, "tool") == ["edit src/view.py", "edit src/model.py", "edit README.md"]


def test_an_authors_day_is_one_case_and_the_next_day_another() -> None:
    changes = [
        change("a.py", "c1", time=0.0),
        change("b.py", "c2", time=60.0),
        change("a.py", "c3", time=DAY_S),
    ]
    cases = [event.case for event in told_as_sequences(changes, most=100) if event.kind == "tool"]
    assert cases[0] == cases[1] != cases[2]


@pytest.mark.parametrize("most", [0, 1, 2])
def test_each_kind_is_told_at_most_so_long(most: int) -> None:
    assert len(told(FIRST, "tool", most=most)) == most
