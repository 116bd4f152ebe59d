"""What is new is weighed on copies; what would not be foreseen better, or is gone, is not found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.application.in_memory import DEFAULTS, NOW, ROOT, House
from tests.application.test_notice_novelty import (
    RELEASE,
    house_with_new_repository,
    noticing,
    runs,
    told,
    typed,
)
from tests.application.test_start_project import NEW, OLD, PYTHON, commits

from jepa_learning.domain.project_start import StartRules


def test_a_workflow_without_an_order_is_not_offered() -> None:
    house = House(rules=noticing(every=1, tool="never"))
    house.log.append(runs(30, workflow="usual", steps=("edit", "lint", "test")))
    house.log.append(runs(5, workflow="mess", steps=RELEASE, shuffle=True))
    house.loaded().notice_novelty()
    assert house.notice_novelty.standing() == []


def test_a_new_repository_is_offered_the_weights_of_the_most_similar() -> None:
    house = house_with_new_repository()
    house.notice_novelty()
    (one,) = house.notice_novelty.standing()
    assert (one.what, one.name) == ("repository", str(ROOT))
    assert one.offer == f"lev jepa adapt --start --project {ROOT}"
    assert f"like {OLD}" in one.words


def test_a_tool_that_was_never_used_before_is_told_with_nothing_to_do() -> None:
    house = House(rules=noticing(every=1, newest=20, tool="show"), defaults={**DEFAULTS, "shell": True})
    house.log.append(typed(["ls", "make"] * 10, began=NOW))
    house.log.append(typed([*["make", "kubectl get pods"] * 7, *["ls"] * 6], began=NOW + 100.0))
    house.loaded().notice_novelty()
    (one,) = house.notice_novelty.standing()
    assert (one.name, one.offer) == ("command kubectl", "")
    assert one.words == "The program kubectl is new: 7 uses in 5 sessions, learnt with all else"
    assert told(house) == []


def test_a_repository_that_is_gone_is_left_alone() -> None:
    rules = replace(noticing(every=1), start=StartRules(most_cases=100, least_lent=40, least_likeness=0.0))
    house = House(rules=rules)
    house.log.append([*commits(OLD, PYTHON, 50), *commits("/work/gone", NEW, 30)])
    house.loaded().notice_novelty()
    assert house.notice_novelty.standing() == []
    assert not Path("/work/gone").exists()
