"""Search: what was seen, where and when, found as written, by words and by meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.application.in_memory import NOW, PROJECT, ROOT, House, commands, commits

from jepa_learning.application.search import Answer, Found, Request
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event
from jepa_learning.ports.vector_memory import Memory

NO_MEANING = "meanings are not compared: the vector memory is empty"


def search(house: House, words: str, directory: Path | None = ROOT, **asked: object) -> Answer:
    return house.application.search(Request(words, directory, **asked))  # type: ignore[arg-type]


def texts(answer: Answer) -> list[str]:
    return [one.text for one in answer.found]


def only(answer: Answer, kind: str, text: str) -> Found:
    (found,) = [one for one in answer.found if (one.kind, one.text) == (kind, text)]
    return found


def remember(house: House, *, meaning: str = "", **payload: str) -> None:
    """Remember an activity in the vector memory, by its name or by another meaning."""
    (vector,) = house.encoder.encode([meaning or payload["activity"]])
    house.memory.remember([Memory(str(payload), vector, payload)])


@pytest.fixture
def house() -> House:
    house = House()
    runs = [Event("step", "deploy web", "run-7", NOW - 60, "Release the router", source="jsonl")]
    house.log.append([*commits(3), *commands(["make router", "pytest test_a.py"]), *runs])
    return house.loaded()


def test_a_commit_is_found_by_its_intent_and_cited_by_id_time_and_project(house: House) -> None:
    found = only(search(house, "begin"), "case", "Begin")
    assert (found.case, found.time, found.source) == ("first", NOW - 10_000, "git")
    assert (found.project, found.events, found.gone) == (str(ROOT), 4, False)


def test_a_file_is_cited_with_the_commit_that_changed_it_last(house: House) -> None:
    found = only(search(house, "a.py"), "file", "a.py")
    assert (found.case, found.time, found.events) == ("commit-2", NOW - 9_000 + 2, 3)


def test_a_file_that_is_not_in_the_working_tree_is_cited_as_gone() -> None:
    house = House(tracked=["a.py", "b.py"], on_disk=["a.py"])
    house.log.append(commits(3))
    answer = search(house.loaded(), "a.py b.py")
    assert {one.text: one.gone for one in answer.found if one.kind == "file"} == {
        **dict.fromkeys([one for one in texts(answer) if one.endswith(".py")], True),
        "a.py": False,
    }


def test_a_command_is_cited_with_its_session_and_a_step_with_its_run(house: House) -> None:
    answer = search(house, "router")
    assert only(answer, "command", "make router").case == "session"
    assert only(answer, "case", "Release the router").case == "run-7"
    assert only(search(house, "deploy"), "step", "deploy web").case == "run-7"


def test_a_commit_is_found_by_the_beginning_of_its_id(house: House) -> None:
    assert search(house, "commit-1").found[0].case == "commit-1"


def test_each_reason_names_its_ranking_and_its_evidence(house: House) -> None:
    remember(house, kind="command", activity="make router")
    found = only(search(house, "Router"), "command", "make router")
    words = {name: reason.words for name, reason in found.reasons.items()}
    assert (words["written"], words["words"]) == ("as asked", "'Router'")
    assert 0.3 <= float(words["meaning"]) <= 1.0
    assert sum(reason.share for reason in found.reasons.values()) == pytest.approx(1.0)


def test_what_only_its_meaning_finds_is_found_too(house: House) -> None:
    remember(house, kind="step", activity="deploy web", meaning="ship it")
    answer = search(house, "ship it")
    assert texts(answer) == ["deploy web"]
    assert (list(answer.found[0].reasons), answer.notes) == (["meaning"], ())


def test_a_file_is_found_by_the_words_inside_it_where_files_are_asked_for(house: House) -> None:
    attributes = {"project": str(ROOT), "status": "M"}
    with house.learner.hold() as learner:
        for path, text in (("a.py", "class Zebra: pass"), ("b.py", "horses")):
            learner.learn_one(
                Event("file", path, "read", NOW, attributes=attributes, content=text, source="git")
            )
    found = only(search(house, "Zebras"), "file", "a.py")
    assert {name: reason.words for name, reason in found.reasons.items()} == {"text": "'Zebras'"}
    assert search(house, "zebra", kinds=["case"]).found == ()


def test_without_a_memory_words_answer_and_a_note_says_so(house: House) -> None:
    answer = search(house, "make")
    assert (texts(answer), answer.notes) == (["make router"], (NO_MEANING,))


def test_the_first_in_every_ranking_has_the_score_1_and_no_other_has_more(house: House) -> None:
    scores = [one.score for one in search(house, "pytest a.py").found]
    assert scores[0] == pytest.approx(1.0)
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)


def test_kinds_and_k_are_kept_to(house: House) -> None:
    assert {one.kind for one in search(house, "a", kinds=["file", "case"]).found} == {"file", "case"}
    assert len(search(house, "a", k=2).found) == 2


def test_files_and_commits_of_another_project_are_only_found_outside_of_any(house: House) -> None:
    house.log.append(commits(1, root=Path("/elsewhere/else")))
    assert {one.project for one in search(house, "begin").found} == {str(ROOT)}
    everywhere = search(house, "begin", None)
    assert (everywhere.project, len(everywhere.found)) == (None, 2)
    assert search(house, "begin").project == PROJECT


def test_a_deleted_file_is_found_and_said_to_be_gone(house: House) -> None:
    attributes = {"project": str(ROOT), "status": "D"}
    house.log.append([Event("file", "a.py", "last", NOW, "Drop a", attributes=attributes, source="git")])
    assert only(search(house, "a.py"), "file", "a.py").gone


def test_what_was_forgotten_is_not_found_even_where_the_memory_still_has_it(house: House) -> None:
    remember(house, kind="file", activity="a.py", project=str(ROOT))
    assert only(search(house, "a.py"), "file", "a.py").reasons["meaning"].words == "1.00"
    house.application.forget(source="git")
    remember(house, kind="file", activity="a.py", project=str(ROOT))
    assert {one.kind for one in search(house, "a.py").found} == {"command"}


def test_what_consent_was_withdrawn_for_is_not_shown_and_that_is_said(house: House) -> None:
    house.consents.change("jsonl", None, granted=False)
    answer = search(house, "make", kinds=["command"])
    assert answer.found == ()
    assert (
        answer.notes[0] == "what is stored is not shown, as its consent is withdrawn. See: lev jepa consent"
    )


def test_where_nothing_fits_and_where_nothing_is_known_is_said(house: House) -> None:
    assert search(house, "zebra").notes == ("nothing that is known fits", NO_MEANING)
    (note,) = search(House().loaded(), "zebra").notes
    assert note.endswith("Learn what there is with: lev jepa learn")
    (note,) = search(house, "zebra", kinds=["tool"]).notes
    assert note.startswith("nothing of the kind is learnt here yet")


def test_asking_changes_nothing(house: House) -> None:
    before = (list(house.log.read()), len(house.memory), house.journal.lines[:])
    search(house, "make")
    assert (list(house.log.read()), len(house.memory), house.journal.lines) == before


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"words": " "}, "the words are empty"),
        ({"words": "a", "kinds": ["files"]}, "the kind is 'files': expected one of file, command"),
        ({"words": "a", "k": 0}, "k is 0"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    house: House, asked: dict[str, object], words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        house.application.search(Request(**asked))  # type: ignore[arg-type]
