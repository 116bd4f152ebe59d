"""What evaluation asks of a history, and that no answer reaches a query."""

from __future__ import annotations

from jepa_learning.domain.event import Event
from jepa_learning.domain.feedback import marked
from jepa_learning.domain.questions import Question, file_steps, sequence_steps


def change(
    case: str, path: str, *, status: str = "M", old: str | None = None, intent: str | None = "fix it"
) -> Event:
    attributes = {"status": status, "project": "/p", **({"old_path": old} if old else {})}
    return Event("file", path, case, time=1.0, intent=intent, author="a1", attributes=attributes)


def questions(events: list[Event], *, seed: int = 0) -> list[Question]:
    return [question for step in file_steps(events, seed=seed) for question in step.questions]


ADDED = [change("c1", "a", status="A"), change("c1", "b", status="A"), change("c1", "c", status="A")]


def test_a_case_that_only_adds_files_is_not_asked_about_but_learnt() -> None:
    steps = list(file_steps(ADDED, seed=0))
    assert [step.questions for step in steps] == [(), ()]
    assert sorted(event.activity for step in steps for event in step.events) == ["a", "b", "c"]


def test_a_case_of_two_known_files_asks_start_blind_and_complete() -> None:
    asked = questions([*ADDED, change("c2", "a"), change("c2", "b")])
    assert [question.task for question in asked] == ["start", "blind", "complete"]
    start, blind, complete = asked
    assert start.answers == blind.answers == {"a", "b"}
    assert len(complete.answers) == 1


def test_blind_hides_the_intent_that_start_knows() -> None:
    start, blind = questions([*ADDED, change("c2", "a", intent="fix the router")])
    assert (start.query.intent, blind.query.intent) == ("fix the router", None)


def test_a_case_without_an_intent_asks_no_start() -> None:
    assert [question.task for question in questions([*ADDED, change("c2", "a", intent=None)])] == ["blind"]


def test_complete_knows_one_file_and_asks_for_the_others() -> None:
    steps = list(file_steps([*ADDED, change("c2", "a"), change("c2", "b"), change("c2", "c")], seed=0))
    opening, complete = steps[-2], steps[-1]
    known = opening.events[0].activity
    assert complete.questions[0].answers == {"a", "b", "c"} - {known}
    assert {event.activity for event in complete.events} == {"a", "b", "c"} - {known}


def test_a_new_file_is_no_answer() -> None:
    start, *_ = questions([*ADDED, change("c2", "a"), change("c2", "new", status="A")])
    assert start.answers == {"a"}


def test_a_renamed_file_is_right_under_its_old_name() -> None:
    start, *_ = questions([*ADDED, change("c2", "z", status="R", old="a")])
    assert start.answers == {"a"}


def test_after_a_rename_the_old_name_is_no_answer_any_more() -> None:
    history = [
        *ADDED,
        change("c2", "z", status="R", old="a"),
        change("c3", "z"),
        change("c3", "a", status="A"),
    ]
    last_start = [question for question in questions(history) if question.task == "start"][-1]
    assert last_start.answers == {"z"}


def test_a_deleted_file_is_an_answer_of_the_case_that_deletes_it_and_of_no_later_one() -> None:
    history = [*ADDED, change("c2", "a", status="D"), change("c3", "b"), change("c3", "a", status="A")]
    deleting, later = [question for question in questions(history) if question.task == "blind"]
    assert deleting.answers == {"a"}
    assert later.answers == {"b"}


def test_which_file_is_known_depends_on_the_seed_and_not_on_the_other_cases() -> None:
    case = [change("c9", name) for name in "abc"]

    def known(history: list[Event], seed: int) -> str:
        return list(file_steps(history, seed=seed))[-2].events[0].activity

    assert known([*ADDED, *case], 0) == known([*ADDED, change("c2", "a"), *case], 0)
    assert len({known([*ADDED, *case], seed) for seed in range(20)}) == 3


def test_a_file_query_carries_nothing_of_the_answer() -> None:
    for question in questions([*ADDED, change("c2", "z", status="R", old="a")]):
        assert question.query.attributes == {"project": "/p"}


def test_a_sequence_asks_for_every_event_in_order_of_time() -> None:
    history = [
        Event("command", name, "s1", time=time) for name, time in [("ls", 2.0), ("cd", 1.0), ("vi", 3.0)]
    ]
    steps = list(sequence_steps(history))
    assert [step.questions[0].answers for step in steps] == [{"cd"}, {"ls"}, {"vi"}]
    assert [step.events[0].activity for step in steps] == ["cd", "ls", "vi"]


def test_a_sequence_without_all_times_keeps_the_order_given() -> None:
    history = [
        Event("command", "ls", "s1", time=2.0),
        Event("command", "cd", "s1"),
        Event("command", "vi", "s1", time=1.0),
    ]
    assert [step.events[0].activity for step in sequence_steps(history)] == ["ls", "cd", "vi"]


def test_a_command_query_knows_where_but_not_how_it_ended() -> None:
    attributes = {"project": "/p", "cwd": "/p/src", "exit": 1, "duration_s": 2.5}
    (step,) = sequence_steps([Event("command", "make", "s1", time=1.0, attributes=attributes)])
    assert step.questions[0].query.attributes == {"project": "/p", "cwd": "/p/src"}


def test_a_bulk_change_is_learnt_and_not_asked_about() -> None:
    bulk = [Event("file", name, "c2", attributes={"status": "M", "bulk": True}) for name in "abc"]
    steps = list(file_steps([*ADDED, *bulk], seed=0))
    assert steps[-1].questions == ()
    assert len(steps[-1].events) == 3


def test_what_a_suggestion_caused_is_no_answer_and_is_learnt_all_the_same() -> None:
    changes = [
        change("c2", "a"),
        change("c2", "b"),
        marked(change("c2", "c"), suggestion="x", verdict="accepted"),
    ]
    steps = list(file_steps([*ADDED, *changes], seed=0))
    asked = [question for step in steps for question in step.questions]
    assert [sorted(question.answers) for question in asked[:2]] == [["a", "b"], ["a", "b"]]
    assert all("c" not in question.answers for question in asked)
    assert sorted(event.activity for step in steps[-2:] for event in step.events) == ["a", "b", "c"]
    ran = [Event("command", "ls", "s", 1.0), Event("command", "make", "s", 2.0)]
    ran[1] = marked(ran[1], suggestion="x", verdict="accepted")
    assert [(len(step.questions), len(step.events)) for step in sequence_steps(ran)] == [(1, 1), (0, 1)]
