"""Adapting to a workflow from examples: what it may do, what it changes, what it leaves, how it is undone."""

from __future__ import annotations

import pytest
from tests.application.in_memory import NOW, House, commands

from jepa_learning.application.adapt import Adapted
from jepa_learning.domain.adaptation import ABSORB, REDISTRIBUTE
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event, Prediction, Query

RELEASE = ("checkout", "bump", "build", "sign", "publish", "announce")
OLD = ("edit", "lint", "test")


def runs(steps: tuple[str, ...], count: int, *, workflow: str = "", name: str = "run") -> list[Event]:
    attributes = {"workflow": workflow} if workflow else {}
    return [
        Event("step", step, f"{name}{run}", NOW + 100.0 * run + place, None, None, attributes, "workflow")
        for run in range(count)
        for place, step in enumerate(steps)
    ]


@pytest.fixture
def house() -> House:
    house = House()
    house.log.append(runs(OLD, 30, workflow="usual", name="old"))
    return house.loaded()


def adapt(house: House, count: int = 5) -> Adapted:
    return house.application.adapt(runs(RELEASE, count), workflow="release")


def ask(house: House, case: str, workflow: str = "") -> Prediction:
    with house.learner.hold() as learner:
        attributes = {"workflow": workflow} if workflow else {}
        return learner.predict_one(Query("step", case, NOW + 9000.0, attributes=attributes), k=3)


def follow(house: House, steps: tuple[str, ...], *, workflow: str, case: str) -> None:
    with house.learner.hold() as learner:
        for step in steps:
            learner.observe_one(Event("step", step, case, NOW + 9000.0, attributes={"workflow": workflow}))


def test_five_examples_are_enough_to_know_what_comes_next(house: House) -> None:
    found = adapt(house)
    assert (found.decision.action, found.cases, found.steps, found.novelty) == (REDISTRIBUTE, 5, 30, 1.0)
    follow(house, ("checkout", "bump"), workflow="release", case="new")
    said = ask(house, "new")
    assert said.candidates[0].activity == "build"
    assert said.abstained is None or "too little" not in said.abstained


def test_before_and_after_are_measured_on_cases_that_are_held_out(house: House) -> None:
    measured = adapt(house).measured
    assert measured is not None
    assert measured.questions == 30
    assert (measured.before.value, measured.after.value) == (0.0, 1.0)


def test_too_few_examples_to_measure_say_so_and_are_learnt(house: House) -> None:
    found = adapt(house, count=2)
    assert (found.measured, found.decision.action, found.intake.appended) == (None, REDISTRIBUTE, 12)
    assert found.unmeasured is not None
    assert "too few to measure: 12 steps in 2 cases" in found.unmeasured


def test_what_is_shared_answers_as_before(house: House) -> None:
    follow(house, ("edit",), workflow="usual", case="open")
    before = ask(house, "open")
    adapt(house)
    assert ask(house, "open") == before


def test_one_case_is_refused_and_nothing_is_stored(house: House) -> None:
    stored = house.log.size().events
    found = adapt(house, count=1)
    assert (found.decision.action, found.measured) == (None, None)
    assert "at least 4 in 2 are needed" in found.decision.why
    assert house.log.size().events == stored


def test_a_workflow_of_known_steps_is_absorbed(house: House) -> None:
    found = house.application.adapt(runs(OLD[::-1], 5), workflow="backwards")
    assert (found.decision.action, found.novelty) == (ABSORB, 0.0)
    assert house.application.adapt.show() == []


def test_more_examples_go_where_the_first_went(house: House) -> None:
    adapt(house)
    later = house.application.adapt(runs(OLD, 2, name="later"), workflow="release")
    assert later.decision.action == REDISTRIBUTE
    ((adapter, known),) = house.application.adapt.show()
    assert (adapter, known.events, known.cases) == (("step", "release"), 36, 7)


def test_later_runs_are_learnt_by_the_workflow_itself(house: House) -> None:
    adapt(house)
    house.application.learn(runs(RELEASE, 2, workflow="release", name="later"))
    assert [known.events for _, known in house.application.adapt.show()] == [42]


def test_it_survives_a_rebuild_and_a_restart(house: House) -> None:
    adapt(house)
    shown = house.application.adapt.show()
    for _ in house.learner.rebuild():
        pass
    assert house.application.adapt.show() == shown
    house.learner.save()
    assert House(before=house).loaded().application.adapt.show() == shown


def test_undone_it_is_as_if_it_had_never_been(house: House) -> None:
    stored = house.log.size().events
    before = ask(house, "open")
    adapt(house)
    assert house.application.adapt.undo("release") == 30
    assert (house.application.adapt.show(), house.log.size().events) == ([], stored)
    assert ask(house, "open") == before


def test_what_was_absorbed_can_be_undone(house: House) -> None:
    house.application.adapt(runs(OLD[::-1], 5), workflow="backwards")
    assert house.application.adapt.undo("backwards") == 15


def test_undoing_what_was_never_done_names_what_was(house: House) -> None:
    adapt(house)
    with pytest.raises(RequestError, match="'other' has no examples to undo: there are 'release'"):
        house.application.adapt.undo("other")


def test_examples_of_several_kinds_or_of_files_are_refused(house: House) -> None:
    both = [*runs(RELEASE, 2), *commands(["make"])]
    with pytest.raises(RequestError, match="of command and step"):
        house.application.adapt(both, workflow="release")
    with pytest.raises(RequestError, match="of no kind"):
        house.application.adapt([], workflow="release")


def test_examples_without_a_name_are_refused(house: House) -> None:
    with pytest.raises(RequestError, match="expected one name"):
        house.application.adapt(runs(RELEASE, 2))


def test_without_consent_nothing_is_learnt(house: House) -> None:
    house.application.consents.change("jsonl", None, granted=False)
    assert adapt(house).intake.denied == 30
    assert house.application.adapt.show() == []


def test_the_first_runs_in_the_log_are_examples(house: House) -> None:
    house.application.learn(runs(RELEASE, 4, workflow="release", name="first"))
    found = house.application.adapt(None, workflow="release")
    assert (found.cases, found.steps, found.novelty) == (4, 24, 1.0)
    assert found.assumed == () or "its runs in the log so far stand for the workflow" in found.assumed[0]
    assert found.decision.action in (REDISTRIBUTE, None)


def test_runs_that_others_share_stay_where_they_are(house: House) -> None:
    found = house.application.adapt(None, workflow="usual")
    assert found.novelty == 1.0  # nobody else has its steps
    house.application.learn(runs(OLD[::-1], 3, workflow="backwards", name="back"))
    stored = house.log.size().events
    found = house.application.adapt(None, workflow="backwards")
    assert (found.decision.action, house.log.size().events) == (None, stored)
    assert "others have its steps too" in found.decision.why


def test_without_a_run_or_an_example_the_known_workflows_are_named(house: House) -> None:
    with pytest.raises(RequestError, match="no run of the workflow 'new' is known"):
        house.application.adapt(None, workflow="new")
