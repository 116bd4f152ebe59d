"""Related: what goes with a file or with words, by which evidence, in one ranking."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.application.in_memory import NOW, PROJECT, ROOT, House, commands

from jepa_learning.application.related import Answer, Relative, Request
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event
from jepa_learning.ports.vector_memory import Memory

NO_MEANING = "meanings are not compared: the vector memory is empty"


def change(path: str, case: str, *, intent: str = "Work", time: float = NOW, **facts: str) -> Event:
    attributes = {"project": str(ROOT), "status": "M", **facts}
    return Event("file", path, case, time, intent, attributes=attributes, source="git")


def of(house: House, file: str | None = None, words: str | None = None, **more: object) -> Answer:
    asked = {"directory": ROOT, "file": file, "words": words, **more}
    return house.application.related(Request(**asked))  # type: ignore[arg-type]


def names(answer: Answer) -> list[str]:
    return [one.activity for one in answer.related]


def reasons(answer: Answer, activity: str) -> dict[str, str]:
    (found,) = [one for one in answer.related if one.activity == activity]
    return {name: reason.words for name, reason in found.reasons.items()}


def remember(house: House, **payload: str) -> None:
    (vector,) = house.encoder.encode([payload["activity"]])
    house.memory.remember([Memory(str(payload), vector, payload)])


@pytest.fixture
def house() -> House:
    return with_history(House())


def with_history(house: House) -> House:
    house.log.append(
        [
            *(change(path, "first", intent="Begin") for path in ("src/url.py", "src/client.py", "docs/a.md")),
            *(
                change(path, "add", intent="Add tests")
                for path in ("tests/test_url.py", "tests/test_client.py")
            ),
            *(
                change(path, f"c{n}", intent=f"Quote {n}")
                for n in range(3)
                for path in ("src/url.py", "docs/a.md")
            ),
            *commands(["pytest tests/test_url.py", "ls", "make docs"]),
        ]
    )
    return house.loaded()


def test_a_file_goes_with_its_test_its_folder_and_what_changed_with_it_each_by_its_evidence(
    house: House,
) -> None:
    answer = of(house, "src/url.py")
    assert (answer.project, answer.notes) == (PROJECT, (NO_MEANING,))
    assert reasons(answer, "tests/test_url.py") == {"structure": "its test"}
    assert reasons(answer, "docs/a.md") == {"cochange": "changed together in 4 of 4 commits"}
    assert reasons(answer, "src/client.py") == {
        "structure": "in the same folder",
        "cochange": "changed together in 1 of 4 commits",
    }
    assert "src/url.py" not in names(answer)


def test_files_that_are_not_in_the_working_tree_are_named_neither_for_a_file_nor_for_words() -> None:
    tree = ["src/url.py", "docs/a.md", "tests/test_url.py"]
    house = with_history(House(tracked=tree, on_disk=["src/url.py", "tests/test_url.py"]))
    for path in ("docs/a.md", "src/client.py"):
        remember(house, kind="file", activity=path, project=str(ROOT))
    there = {"tests/test_url.py"}
    assert {one for one in names(of(house, "src/url.py")) if " " not in one} == there
    assert {one.activity for one in of(house, words="quote test client").related if one.kind == "file"} == {
        *there,
        "src/url.py",
    }


def test_a_name_that_is_not_known_is_answered_by_names_that_are_there() -> None:
    house = with_history(House(tracked=["src/url.py", "docs/a.md"]))
    with pytest.raises(RequestError, match=r"one of its 2 files; the nearest are src/url\.py") as refused:
        of(house, "src/client_url.py")
    assert "src/client.py," not in str(refused.value)


def test_a_command_that_names_the_file_goes_with_it(house: House) -> None:
    (found,) = [one for one in of(house, "tests/test_url.py").related if one.kind == "command"]
    assert (found.activity, found.project) == ("pytest tests/test_url.py", None)
    assert found.reasons["structure"].words == "names test_url.py"


def test_what_is_near_in_meaning_goes_with_it_and_itself_does_not(house: House) -> None:
    for path in ("src/url.py", "docs/a.md"):
        remember(house, kind="file", activity=path, project=str(ROOT))
    remember(house, kind="command", activity="vi src/url.py", project="")
    remember(house, kind="command", activity="pytest tests/test_url.py", project="")
    answer = of(house, "src/url.py")
    assert answer.notes == ()
    assert 0.3 <= float(reasons(answer, "pytest tests/test_url.py")["meaning"]) < 1.0
    assert not {"src/url.py", "vi src/url.py"} & set(names(answer))


def test_the_rankings_are_fused_and_their_shares_say_how(house: House) -> None:
    first, second = of(house, "src/url.py", k=2).related
    assert isinstance(first, Relative)
    assert (first.activity, second.activity) == ("src/client.py", "docs/a.md")
    assert sum(reason.share for reason in first.reasons.values()) == pytest.approx(1.0)
    most = (3 + 1) / (2 + 1)  # first in co-change of weight 3 and in structure, with the constant 2
    assert first.score == pytest.approx(
        (3 / (2 + 2) + 1 / (2 + 1.5)) / most
    )  # one of two firsts in structure
    assert second.score == pytest.approx((3 / (2 + 1)) / most)


def read(house: House, **texts: str) -> None:
    """Let the learner read files; a name's `__` is a slash and its `_` a dot."""
    with house.learner.hold() as learner:
        for name, text in texts.items():
            path = name.replace("__", "/").replace("_", ".")
            attributes = {"project": str(ROOT), "status": "M"}
            learner.learn_one(
                Event("file", path, "read", NOW, attributes=attributes, content=text, source="git")
            )


def test_words_that_stand_only_inside_a_file_find_it(house: House) -> None:
    read(house, src__client_py="class Zebra: pass", docs__a_md="horses")
    answer = of(house, words="repair the zebra")
    assert (names(answer), reasons(answer, "src/client.py")) == (["src/client.py"], {"text": "'zebra'"})


def test_a_file_whose_text_says_the_name_goes_with_it(house: House) -> None:
    read(house, docs__a_md="all about url", src__client_py="import json")
    assert reasons(of(house, "src/url.py"), "docs/a.md")["structure"] == "its text says this name"


def test_what_is_gone_is_not_related_and_a_deleted_file_can_be_asked_about(house: House) -> None:
    house.application.learn([change("docs/a.md", "drop", status="D")])
    assert "docs/a.md" not in names(of(house, "src/url.py"))
    assert "src/url.py" in names(of(house, "docs/a.md"))


def test_words_find_what_is_named_so_and_what_belonged_to_intents_that_say_them(house: House) -> None:
    answer = of(house, words="quote the client")
    assert reasons(answer, "src/url.py") == {"intent": "'Quote 0' and 2 more"}
    assert reasons(answer, "src/client.py") == {"name": "'client'"}
    assert "ls" not in names(answer)


def test_what_a_small_case_held_counts_more_than_what_a_large_one_did(house: House) -> None:
    house.application.learn([change(f"big/{n}.py", "big", intent="Retry everything") for n in range(9)])
    house.application.learn([change("small/a.py", "small", intent="Retry one thing")])
    assert names(of(house, words="retry"))[0] == "small/a.py"


def test_words_are_answered_outside_of_any_project_too(house: House) -> None:
    answer = of(house, words="client", directory=None)
    (found,) = [one for one in answer.related if one.activity == "src/client.py"]
    assert (answer.project, found.project) == (None, str(ROOT))


def test_k_is_kept_to(house: House) -> None:
    assert len(of(house, "src/url.py", k=2).related) == 2


def test_a_path_that_was_never_there_is_an_error_with_the_nearest_names(house: House) -> None:
    with pytest.raises(
        RequestError, match=r"^'src/ulr\.py' is in no commit .* 5 files; the nearest are src/url\.py"
    ):
        of(house, "src/ulr.py")
    with pytest.raises(RequestError, match="none of them has a name like it"):
        of(house, "zzz")


def test_a_file_that_was_renamed_is_an_error_with_its_name_of_today(house: House) -> None:
    house.application.learn([change("src/uri.py", "move", status="R", old_path="src/url.py")])
    with pytest.raises(RequestError, match=r"^'src/url\.py' is called 'src/uri\.py' now"):
        of(house, "src/url.py")
    assert reasons(of(house, "src/uri.py"), "docs/a.md") == {"cochange": "changed together in 4 of 5 commits"}


def test_outside_of_a_repository_and_before_anything_is_learnt_the_answer_says_what_would_help() -> None:
    house = House().loaded()
    assert "name one with --project" in of(house, "a.py", directory=Path("/elsewhere")).notes[0]
    for answer in (of(house, "a.py"), of(house, words="router")):
        (note,) = answer.notes
        assert (answer.related, note.endswith("lev jepa learn")) == ((), True)


def test_what_was_forgotten_is_not_related(house: House) -> None:
    house.application.forget(source="git")
    assert of(house, "src/url.py").related == ()
    assert names(of(house, words="url")) == ["pytest tests/test_url.py"]


def test_what_consent_was_withdrawn_for_is_not_shown_nor_named_in_an_error(house: House) -> None:
    house.consents.change("git", str(ROOT), granted=False)
    for path in ("src/url.py", "src/ulr.py"):
        answer = of(house, path)
        assert answer.related == ()
        assert answer.notes[0].endswith("See: lev jepa consent")
    assert names(of(house, words="url")) == ["pytest tests/test_url.py"]


def test_asking_changes_nothing(house: House) -> None:
    before = (list(house.log.read()), len(house.memory), house.journal.lines[:])
    of(house, "src/url.py")
    of(house, words="url")
    assert (list(house.log.read()), len(house.memory), house.journal.lines) == before


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "expected a file or words, one of both"),
        ({"file": "a", "words": "b"}, "expected a file or words, one of both"),
        ({"words": " "}, "the question is empty"),
        ({"file": "a", "k": 0}, "k is 0"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    house: House, asked: dict[str, object], words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        of(house, **asked)  # type: ignore[arg-type]
