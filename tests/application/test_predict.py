"""Predict: the sections of an answer, what is taken as known, and what would help where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.application.in_memory import NOW, PROJECT, ROOT, SECRET, House, commands, commits

from jepa_learning.application.predict import Request, Section, why
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Candidate, Event, Query, Reason
from jepa_learning.domain.suggestion import Place

ELSEWHERE = Path("/elsewhere")


def section(house: House, kind: str, **asked: object) -> Section:
    asked = {"directory": ROOT, **asked}
    return house.application.predict(Request(kinds=[kind], **asked)).sections[0]  # type: ignore[arg-type]


def activities(found: Section) -> list[str]:
    return [candidate.activity for candidate in found.prediction.candidates]


def learnt(house: House, *events: object) -> House:
    house.log.append(events)  # type: ignore[arg-type]
    return house.loaded()


def test_the_answer_has_a_section_for_each_kind_in_the_order_of_asking() -> None:
    house = learnt(House(modified=["a.py"]), *commits(10))
    answer = house.application.predict(Request(directory=ROOT / "src", kinds=["step", "file"]))
    assert [one.kind for one in answer.sections] == ["step", "file"]
    assert (answer.project, answer.known) == (PROJECT, ("a.py",))


def test_a_modified_file_brings_what_changes_together_with_it() -> None:
    house = learnt(House(modified=["b.py"]), *commits(40))
    found = section(house, "file")
    assert activities(found)[0] == "test_b.py"
    assert "b.py" not in activities(found)
    assert (found.learnt, found.cases, found.hint) == (84, 41, None)


def test_the_files_that_were_given_replace_the_modified_ones() -> None:
    house = learnt(House(modified=["b.py"]), *commits(40))
    assert activities(section(house, "file", known=["a.py"]))[0] == "test_a.py"
    assert house.application.predict(Request(directory=ROOT, known=["a.py"])).known == ("a.py",)


def test_of_very_many_modified_files_only_the_first_are_looked_at() -> None:
    house = learnt(House(modified=[f"{n}.py" for n in range(9)]), *commits(4))
    assert house.application.predict(Request(directory=ROOT)).known == ("0.py", "1.py", "2.py")


def test_consent_to_this_project_alone_is_enough_to_know_its_files() -> None:
    house = House(modified=["b.py"], defaults={"git": False, "jsonl": True, "shell": False})
    house.consents.change("git", str(ROOT), granted=True)
    assert learnt(house, *commits(4)).application.predict(Request(directory=ROOT)).known == ("b.py",)


def test_a_known_file_that_must_not_be_told_is_left_out() -> None:
    house = learnt(House(modified=[".env", "b.py"]), *commits(4))
    assert house.application.predict(Request(directory=ROOT)).known == ("b.py",)
    answer = house.application.predict(Request(directory=ROOT, known=[f"{SECRET}.txt", "deploy/id_rsa"]))
    assert SECRET not in str(answer)
    assert len(answer.known) == 1


def test_only_what_is_in_the_working_tree_is_proposed_and_the_rest_share_what_is_left() -> None:
    history = commits(40)
    house = learnt(House(tracked=["a.py", "b.py", "test_b.py"]), *history)
    asked = {"known": ["b.py"], "k": 9, "horizon": 9}
    found = section(house, "file", **asked)
    whole = section(learnt(House(), *history), "file", **asked)
    assert set(activities(found)) == {"a.py", "test_b.py"}
    assert set(activities(whole)) > set(activities(found))
    assert [step.activity for step in found.rollout or ()] == activities(found)
    assert found.prediction.confidence >= whole.prediction.confidence


def test_a_file_that_was_deleted_and_not_committed_is_not_proposed() -> None:
    house = House(tracked=["a.py", "b.py", "test_a.py", "test_b.py"], on_disk=["a.py", "b.py", "test_a.py"])
    found = section(learnt(house, *commits(40)), "file", known=["b.py"], k=9, horizon=9)
    assert set(activities(found)) == {"a.py", "test_a.py"}
    assert {step.activity for step in found.rollout or ()} == {"a.py", "test_a.py"}


def test_a_known_file_that_is_there_but_not_tracked_is_proposed() -> None:
    house = House(tracked=["a.py", "b.py"], on_disk=["a.py", "b.py", "test_b.py", "new.py"])
    assert set(activities(section(learnt(house, *commits(40)), "file", known=["b.py"], k=9))) == {
        "a.py",
        "test_b.py",
    }


def test_what_is_learnt_later_is_looked_for_too() -> None:
    house = learnt(House(tracked=["a.py", "b.py", "test_b.py"]), *commits(40))
    section(house, "file")
    with house.learner.hold() as learner:
        learner.learn_one(Event("file", "moved.py", "later", NOW, attributes={"project": str(ROOT)}))
    assert "moved.py" not in activities(section(house, "file", k=9))


def test_where_nothing_that_is_learnt_is_checked_out_it_says_so() -> None:
    found = section(learnt(House(tracked=["other.py"]), *commits(40)), "file")
    assert found.prediction.candidates == ()
    assert "working tree" in (found.prediction.abstained or "")
    assert "lev jepa learn" in (found.hint or "")


REDACTED = "mysqldump --password=<redacted:password> db"


def test_what_a_secret_was_taken_out_of_is_not_proposed_and_its_probability_goes_to_nobody() -> None:
    house = learnt(House(), *commands(["edit", REDACTED, "test"] * 20 + ["edit"]))
    with house.learner.hold() as learner:
        case = house.learner.latest("command").case  # type: ignore[union-attr]
        whole = learner.predict_one(Query("command", case, NOW), k=9).candidates
    found = section(house, "command", k=2, case=case).prediction
    assert whole[0].activity == REDACTED
    assert [(one.activity, one.probability) for one in found.candidates] == [
        (one.activity, one.probability) for one in whole[1:3]
    ]
    assert found.confidence == found.candidates[0].probability


def test_a_rollout_goes_round_what_a_secret_was_taken_out_of() -> None:
    house = learnt(House(), *commands(["edit", REDACTED, "test"] * 20 + ["edit"]))
    steps = section(house, "command", horizon=4).rollout or ()
    assert len(steps) == 4
    assert REDACTED not in {step.activity for step in steps}


def test_every_prediction_that_does_not_abstain_can_be_given_feedback_on() -> None:
    house = learnt(House(modified=["b.py"]), *commits(40), *commands(["ls", "make"] * 5))
    files, ran = house.application.predict(Request(directory=ROOT, kinds=["file", "command"], k=2)).sections
    assert ran.suggestion is None
    (one,) = house.suggestions.recent()
    assert (one.id, one.place) == (files.suggestion, Place("file", str(ROOT)))
    assert [offer.activity for offer in one.offers] == activities(files)


def test_a_suggestion_of_a_sequence_names_the_open_case() -> None:
    house = learnt(House(), *commands(["ls", "make"] * 150))
    latest = house.learner.latest("command")
    found = section(house, "command", directory=None)
    (one,) = house.suggestions.recent()
    assert latest is not None
    assert (one.id, one.place) == (found.suggestion, Place("command", "", latest.case))


def test_asking_leaves_no_trace_in_what_is_learnt() -> None:
    house = learnt(House(modified=["b.py"]), *commits(40), *commands(["ls", "make"] * 5))
    with house.learner.hold() as learner:
        before = learner.knowledge("file", str(ROOT)), learner.knowledge("command")
    first = house.application.predict(Request(directory=ROOT, intent="Change b", k=4))
    second = house.application.predict(Request(directory=ROOT, intent="Change b", k=4))
    with house.learner.hold() as learner:
        assert (learner.knowledge("file", str(ROOT)), learner.knowledge("command")) == before
    assert [one.prediction for one in first.sections] == [one.prediction for one in second.sections]
    assert house.log.size().events == 84 + 10


def test_a_command_continues_the_session_that_is_still_open() -> None:
    house = learnt(House(), *commands(["edit", "build", "test"] * 20 + ["edit"]))
    assert activities(section(house, "command"))[0] == "build"


def test_a_command_begins_anew_when_the_last_session_is_over() -> None:
    house = learnt(House(), *commands(["edit", "build", "test"] * 20 + ["edit"]))
    house.clock.time = NOW + 1801
    fresh = learnt(House(), *commands(["edit", "build", "test"] * 20 + ["edit"]))
    assert section(house, "command").prediction != section(fresh, "command").prediction


@pytest.mark.parametrize(
    ("kind", "directory", "lacking", "remedy"),
    [
        ("file", None, "in no git repository", "--project"),
        ("file", ELSEWHERE, "in no git repository", "--project"),
        ("file", ROOT, "no commit", "lev jepa learn"),
        ("command", ROOT, "shell history is not read", "lev jepa consent shell on"),
        ("step", ROOT, "no workflow runs", "lev jepa learn --file"),
        ("tool", None, "no tool calls", "lev jepa learn --file"),
        ("context", None, "no context is known", "lev jepa learn"),
    ],
)
def test_where_nothing_is_known_the_section_says_what_is_lacking_and_what_would_help(
    kind: str, directory: Path | None, lacking: str, remedy: str
) -> None:
    found = section(House().loaded(), kind, directory=directory)
    assert (found.prediction.candidates, found.learnt, found.rollout) == ((), 0, None)
    assert lacking in (found.prediction.abstained or "")
    assert remedy in (found.hint or "")


@pytest.mark.parametrize(
    ("source", "granted", "kind", "lacking"),
    [
        ("git", False, "file", "git history is not read here"),
        ("shell", True, "command", "no commands are learnt"),
        ("jsonl", False, "step", "handed over are not kept"),
    ],
)
def test_what_is_lacking_depends_on_consent(source: str, granted: bool, kind: str, lacking: str) -> None:
    house = House().loaded()
    house.consents.change(source, str(ROOT), granted=granted)
    assert lacking in (section(house, kind).prediction.abstained or "")


def test_commands_that_were_handed_over_are_predicted_without_consent_to_the_shell() -> None:
    house = learnt(House(), *commands(["edit", "build"] * 30))
    assert set(activities(section(house, "command"))) == {"edit", "build"}


def test_an_abstention_about_files_asks_for_the_intent_unless_it_was_given() -> None:
    house = learnt(House(), *commits(1))
    found = section(house, "file")
    assert found.prediction.abstained
    assert "--intent" in (found.hint or "")
    assert "commit" in (section(house, "file", intent="Change a").hint or "")


def test_an_abstention_about_commands_says_what_would_help_too() -> None:
    house = learnt(House(), *commands(["edit", "build"]))
    found = section(house, "command")
    assert found.prediction.abstained
    assert "lev jepa hook" in (found.hint or "")


def test_a_rollout_has_a_step_for_each_event_ahead_and_its_confidence_only_falls() -> None:
    house = learnt(House(), *commands(["edit", "build", "test"] * 20 + ["edit"]))
    rollout = section(house, "command", horizon=4).rollout
    assert rollout is not None
    assert [step.activity for step in rollout] == ["build", "test", "edit", "build"]
    product = 1.0
    for step in rollout:
        product *= step.probability
        assert step.confidence == pytest.approx(product)


def test_without_a_horizon_there_is_no_rollout() -> None:
    house = learnt(House(), *commands(["edit", "build"] * 9))
    assert section(house, "command").rollout is None


@pytest.mark.parametrize(("field", "value"), [("kinds", ["files"]), ("k", 0), ("horizon", 0)])
def test_a_question_that_makes_no_sense_is_refused(field: str, value: object) -> None:
    with pytest.raises(RequestError):
        House().loaded().application.predict(Request(**{field: value}))  # type: ignore[arg-type]


def test_why_is_the_words_of_the_largest_share_that_has_words() -> None:
    reasons = {"a": Reason(0.5), "b": Reason(0.2, "less"), "c": Reason(0.3, "more")}
    assert why(Candidate("x", 0.5, reasons)) == "more"
    assert why(Candidate("x", 0.5, {"a": Reason(1.0)})) == ""
