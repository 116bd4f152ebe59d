"""Starting a new project like a similar one: whom it takes, what changes, when it refuses, and undoing it."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.application.in_memory import NOW, ROOT, House

from jepa_learning.application.start_project import StartProject
from jepa_learning.bootstrap import adaptation_rules
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.project_start import StartRules

OLD, OTHER = "/work/starlette", "/work/game"


def commits(root: str, pairs: list[tuple[str, ...]], count: int, *, began: float = NOW - 1e6) -> list[Event]:
    return [
        Event(
            "file",
            path,
            f"{root}-{number}",
            began + 600.0 * number,
            f"change {pairs[number % len(pairs)][0]}",
            "ada",
            {"project": root, "status": "M" if number >= len(pairs) else "A"},
            "git",
        )
        for number in range(count)
        for path in pairs[number % len(pairs)]
    ]


PYTHON = [
    ("app/routing.py", "tests/test_routing.py"),
    ("app/client.py", "tests/test_client.py"),
    ("docs/index.md",),
]
GAME = [("src/engine.cpp", "src/engine.hpp"), ("art/hero.png",)]
NEW = [("web/client.py", "tests/test_client.py"), ("web/models.py", "tests/test_models.py")]


@pytest.fixture
def house() -> House:
    house = House()
    house.log.append([*commits(OLD, PYTHON, 50), *commits(OTHER, GAME, 50), *commits(str(ROOT), NEW, 30)])
    return house.loaded()


def starter(house: House, *, most_cases: int = 100, least_lent: int = 40, least: float = 0.3) -> StartProject:
    rules = StartRules(most_cases=most_cases, least_lent=least_lent, least_likeness=least)
    return StartProject(
        log=house.log,
        learner=house.learner,
        forget=house.application.forget,
        projects=house.projects,
        encoder=house.encoder,
        rules=dataclasses.replace(adaptation_rules(), start=rules),
        answers=house.answers,
        clock=house.clock,
    )


def weights(house: House, project: str) -> dict[object, np.ndarray]:
    with house.learner.hold() as learner:
        kept = learner.remember("file", project)
    assert kept is not None
    assert kept[0], "nothing would be compared"
    return kept[0]


def test_it_begins_like_the_most_similar_project(house: House) -> None:
    found = starter(house)(ROOT)
    assert (found.done, found.why, found.known.cases) == (True, "", 30)
    assert found.lender is not None
    assert found.lender.project == OLD
    assert "files of .py" in found.lender.why
    own, lent = weights(house, str(ROOT)), weights(house, OLD)
    assert all(np.array_equal(own[key], lent[key]) for key in lent)
    assert starter(house).show() == {str(ROOT): OLD}


def test_no_file_of_the_other_project_gets_in(house: House) -> None:
    starter(house)(ROOT)
    with house.learner.hold() as learner:
        said = learner.predict_one(Query("file", "new", NOW, attributes={"project": str(ROOT)}), k=50)
    assert {one.activity for one in said.candidates} <= {path for pair in NEW for path in pair}


def test_before_and_after_are_measured_on_the_later_half(house: House) -> None:
    trial = starter(house)(ROOT).trial
    assert trial is not None
    assert trial.questions >= 20
    assert trial.after.value >= trial.before.value


def test_the_other_projects_answer_as_before(house: House) -> None:
    before = {root: {key: one.copy() for key, one in weights(house, root).items()} for root in (OLD, OTHER)}
    starter(house)(ROOT)
    for root, kept in before.items():
        assert all(np.array_equal(weights(house, root)[key], one) for key, one in kept.items())


def test_it_survives_a_rebuild_and_a_restart(house: House) -> None:
    starter(house)(ROOT)
    after = weights(house, str(ROOT))
    for _ in house.learner.rebuild():
        pass
    assert all(np.array_equal(weights(house, str(ROOT))[key], one) for key, one in after.items())
    house.learner.save()
    again = House(before=house).loaded()
    assert starter(again).show() == {str(ROOT): OLD}


def test_undone_its_weights_are_its_own_again(house: House) -> None:
    before = {key: one.copy() for key, one in weights(house, str(ROOT)).items()}
    starter(house)(ROOT)
    assert starter(house).undo(ROOT) == 1
    assert all(np.array_equal(weights(house, str(ROOT))[key], one) for key, one in before.items())
    assert starter(house).show() == {}
    with pytest.raises(RequestError, match="did not begin like another: those that did are none"):
        starter(house).undo(ROOT)


def test_a_lender_that_is_forgotten_lends_nothing_and_leaves_no_name(house: House) -> None:
    starter(house)(ROOT)
    house.application.forget(directory=Path(OLD))
    assert starter(house).show() == {str(ROOT): None}
    assert not any(OLD in repr(event) for _, event in house.log.read())


def test_the_record_is_no_context_that_could_be_predicted(house: House) -> None:
    starter(house)(ROOT)
    with house.learner.hold() as learner:
        assert learner.activities("context") == []


def test_what_would_be_worse_is_not_done() -> None:
    chance = random.Random(4)  # commits that nothing holds together, and weights that pairs taught
    strewn = [tuple(chance.sample([f"app/z{number}.py" for number in range(8)], 2)) for _ in range(60)]
    pairs = [(f"app/m{number}.py", f"tests/t{number}.py") for number in range(5)]
    house = House()
    house.log.append([*commits(OLD, pairs, 60), *commits(str(ROOT), strewn, 40)])
    house.loaded()
    stored = house.log.size().events
    found = starter(house, least=0.0)(ROOT)
    assert found.trial is not None
    assert found.trial.after.value < found.trial.before.value
    assert (found.done, found.assumed, house.log.size().events) == (False, (), stored)
    assert found.why == "measured on what the project did so far, it would be worse"


def test_twice_is_refused(house: House) -> None:
    starter(house)(ROOT)
    again = starter(house)(ROOT)
    assert (again.done, again.why) == (False, "it began like another one already: undo that first")


def test_one_can_be_named_and_must_be_known(house: House) -> None:
    with pytest.raises(RequestError, match="expected another one whose files are known"):
        starter(house)(ROOT, like=ROOT)


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"most_cases": 10}, "30 of its own cases are learnt"),
        ({"least_lent": 500}, "no other project has at least 500"),
        ({"least": 0.99}, "at least 99 % is needed"),
    ],
)
def test_what_the_rules_do_not_allow_changes_nothing(house: House, rules: dict[str, Any], why: str) -> None:
    stored = house.log.size().events
    found = starter(house, **rules)(ROOT)
    assert (found.done, house.log.size().events) == (False, stored)
    assert why in found.why


def test_nothing_known_of_the_project_says_so() -> None:
    found = House().loaded().application.start_project(ROOT)
    assert (found.done, found.why) == (False, "no file of this project is known yet")
