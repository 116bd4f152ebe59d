"""What is ready for a context: what it holds, how long it is given, and that nobody waits for a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.application.in_memory import HOUR_S, NOW, ROOT, SECRET, House

from jepa_learning.application.predict import Answer, Request
from jepa_learning.application.preload import Prepared
from jepa_learning.domain.event import Event

HERE, THERE = str(ROOT), "/work/site"


def work(project: str, paths: str, *, began: float, commands: str = "") -> list[Event]:
    files = [
        Event(
            "file",
            path,
            f"{project}{began}-{place}",
            began + 60.0 * place,
            "work",
            attributes={"project": project},
            source="git",
        )
        for place, path in enumerate(paths.split())
    ]
    ran = [
        Event(
            "command",
            command,
            f"shell{began}",
            began + 60.0 * place + 1,
            attributes={"cwd": project},
            source="jsonl",
        )
        for place, command in enumerate(commands.split())
    ]
    return sorted([*files, *ran], key=lambda event: event.time or 0.0)


CODE, RUN = "src/a.py src/b.py src/a.py tests/test_a.py " * 3, "pytest ruff " * 6


def days(turns: int = 4) -> list[Event]:
    """Work here and there in turn, an hour each, the last hour here."""
    found: list[Event] = []
    for turn in range(turns):
        began = NOW - 2.0 * HOUR_S * (turns - turn)
        found += work(HERE, CODE, began=began, commands=RUN)
        found += work(THERE, "index.html style.css " * 6, began=began + HOUR_S, commands="serve " * 12)
    return found + work(HERE, "src/a.py " * 6, began=NOW - 600.0)


@pytest.fixture
def house() -> House:
    house = House(defaults={"git": True, "jsonl": True, "shell": True})
    house.log.append(days())
    house.loaded()
    house.contexts.follow()
    return house


def of(house: House, project: str) -> Prepared:
    return next(one for one in house.preload.ready() if one.project == project)


def test_the_context_that_goes_on_comes_first_then_the_likeliest_next(house: House) -> None:
    house.preload()
    first, second, anywhere = house.preload.ready()
    assert (first.project, first.probability) == (HERE, 1.0)
    assert second.project == THERE
    assert 0.0 < second.probability < 1.0
    assert (anywhere.context, anywhere.project) == ("anywhere", "")
    assert anywhere.probability == 1.0 - second.probability


def test_it_holds_the_files_and_commands_of_the_context(house: House) -> None:
    house.preload()
    assert sorted(of(house, THERE).files) == ["index.html", "style.css"]
    assert of(house, THERE).commands == ("serve",)
    assert "src/a.py" in of(house, HERE).files
    assert set(of(house, HERE).commands[:2]) == {"pytest", "ruff"}


def test_what_is_common_fills_the_room_that_is_left_and_stands_by_itself(house: House) -> None:
    house.preload()
    assert of(house, HERE).commands[2:] == ("serve",)
    anywhere = house.preload.ready()[-1]
    assert {"pytest", "ruff"}.issuperset(anywhere.commands)
    assert f"{HERE}/src/a.py" in anywhere.files


def test_asking_asks_no_model_where_something_is_ready(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.preload()
    asked: list[Request] = []

    def ask(request: Request) -> Answer:
        asked.append(request)
        raise AssertionError

    monkeypatch.setattr(house.preload, "_predict", ask)
    assert len(house.preload.ready()) == 3
    assert asked == []


def test_one_project_can_be_asked_for(house: House) -> None:
    house.preload()
    assert [one.project for one in house.preload.ready(Path(THERE))] == [THERE]


def test_what_is_too_old_is_made_anew_when_somebody_asks(house: House) -> None:
    house.preload()
    before = of(house, HERE)
    house.clock.time = NOW + 2 * HOUR_S
    assert of(house, HERE).made == NOW + 2 * HOUR_S
    assert replace(of(house, HERE), made=before.made, until=before.until).files == before.files


def test_it_is_not_made_again_while_nothing_happens(house: House) -> None:
    house.preload()
    house.clock.time = NOW + HOUR_S / 2
    house.preload()
    assert of(house, HERE).made == NOW


def test_it_is_made_again_after_a_while_in_the_same_context_and_at_once_in_another(house: House) -> None:
    house.preload()
    house.application.learn(work(HERE, "src/new.py", began=NOW + 10.0))
    house.clock.time = NOW + 30.0
    house.contexts.follow()
    house.preload()
    assert of(house, HERE).made == NOW
    house.clock.time = NOW + 61.0
    house.preload()
    assert of(house, HERE).made == NOW + 61.0
    house.application.learn(work(THERE, "index.html " * 6, began=NOW + 62.0))
    house.contexts.follow()
    house.preload()
    assert house.preload.ready()[0].project == THERE


def test_what_was_forgotten_is_not_ready_any_more(house: House) -> None:
    house.preload()
    house.application.forget(directory=Path(THERE))
    house.contexts.follow()
    house.preload()
    assert HERE in (places := [one.project for one in house.preload.ready()])
    assert THERE not in places
    assert not any("serve" in one.commands or "site" in one.context for one in house.preload.ready())


def test_without_consent_nothing_of_a_kind_is_ready(house: House) -> None:
    house.consents.change("shell", None, granted=False)
    house.preload.forget()
    house.preload()
    found = house.preload.ready()
    assert [one.commands for one in found] == [(), (), ()]
    assert all(one.files for one in found)


def test_files_of_a_repository_that_may_not_be_read_are_ready_nowhere(house: House) -> None:
    house.consents.change("git", HERE, granted=False)
    house.preload.forget()
    house.preload()
    assert not any(file.startswith(HERE) for one in house.preload.ready() for file in one.files)


@pytest.mark.parametrize("source", ["adapt:flow", "example:flow"])
def test_examples_were_not_done_and_are_not_ready(house: House, source: str) -> None:
    given = work(HERE, "", began=NOW - 30.0, commands="deploy " * 20)
    house.application.learn([replace(one, source=source) for one in given])
    house.contexts.follow()
    house.preload()
    assert not any("deploy" in one.commands for one in house.preload.ready())


def test_secrets_that_were_replaced_are_not_handed_over(house: House) -> None:
    house.application.learn(work(HERE, "src/a.py", began=NOW - 30.0, commands=f"login:{SECRET} " * 20))
    house.contexts.follow()
    house.preload()
    commands = of(house, HERE).commands
    assert commands
    assert not any("login" in command for command in commands)


def test_an_open_workflow_tells_its_next_step(house: House) -> None:
    steps = ("checkout", "build", "sign", "publish")
    runs = [
        Event(
            "step",
            step,
            f"run{run}",
            NOW - 3000.0 + 40.0 * run + place,
            attributes={"workflow": "release", "project": HERE},
            source="jsonl",
        )
        for run in range(60)
        for place, step in enumerate(steps if run < 59 else steps[:2])
    ]
    house.log.append(runs)
    house.learner.catch_up()
    house.contexts.follow()
    house.preload()
    run = of(house, HERE).run
    assert run is not None
    assert (run.workflow, run.case, run.done, run.next) == ("release", "run59", "build", "sign")


def test_before_anything_is_known_nothing_is_ready() -> None:
    house = House().loaded()
    house.preload()
    assert house.preload.ready() == []
