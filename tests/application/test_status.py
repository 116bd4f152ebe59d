"""Status: what is known, learnt and allowed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.application.in_memory import PROJECT, ROOT, House, commands, commits

from jepa_learning.application.status import Learnt


def test_files_are_counted_for_the_project_and_other_kinds_for_all() -> None:
    house = House()
    house.log.append([*commits(3), *commits(1, root=Path("/other")), *commands(["ls", "make", "ls"])])
    state = house.loaded().application.status(ROOT / "src")
    assert state.project == PROJECT
    counted = [replace(one, dominance=None) for one in state.learnt[:2]]
    assert counted == [Learnt("file", 10, 4, 4), Learnt("command", 3, 1, 2)]
    assert [one.kind for one in state.learnt] == ["file", "command", "step", "tool", "context"]
    assert state.log.events == 10 + 6 + 3
    assert state.consent == tuple(house.consents.show(str(ROOT)))


def test_it_says_whose_evidence_came_true() -> None:
    house = House()
    house.log.append([*commits(30), *commands(["ls", "make"] * 30)])
    files, sequences = house.loaded().application.status(ROOT).learnt[:2]
    for one in (files, sequences):
        assert one.dominance is not None
        assert sum(one.dominance.credit.values()) == pytest.approx(1.0)
        assert 1.0 <= one.dominance.effective <= len(one.dominance.credit)
        assert one.dominance.ceiling == 0.6


def test_outside_of_any_project_there_are_no_files_to_count() -> None:
    state = House().loaded().application.status(Path("/elsewhere"))
    assert (state.project, state.learnt[0]) == (None, Learnt("file", 0, 0, 0))
