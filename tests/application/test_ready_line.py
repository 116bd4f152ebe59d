"""What a shell is shown on a switch: one line, once, where the user wants that."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.application.in_memory import NOW, ROOT, House
from tests.application.test_preload import HERE, THERE, days, work


def house(*, wanted: bool = True) -> House:
    found = House(defaults={"git": True, "jsonl": True, "shell": True}, ready_in_shell=wanted)
    found.log.append(days())
    found.loaded()
    found.contexts.follow()
    found.preload()
    return found


def test_a_turn_to_another_project_is_told_once_and_again_on_the_way_back() -> None:
    line = house().application.ready_line
    first = line("zsh-1", HERE)
    assert first is not None
    assert first.startswith("httpx")
    assert " · open src/a.py" in first
    assert " · run " in first
    assert line("zsh-1", f"{HERE}/src") is None
    there = line("zsh-1", THERE)
    assert there is not None
    assert "run serve" in there
    assert line("zsh-1", HERE) == first
    assert line("zsh-2", HERE) == first


def test_nothing_is_shown_where_it_is_not_wanted_or_paused() -> None:
    assert house(wanted=False).application.ready_line("zsh-1", HERE) is None
    paused = house()
    paused.application.pause.begin(60.0)
    assert paused.application.ready_line("zsh-1", HERE) is None


def test_what_is_not_ready_yet_is_told_at_a_later_prompt() -> None:
    here = house()
    assert here.application.ready_line("zsh-1", "/work/new") is None
    here.application.learn(work("/work/new", "main.go " * 6, began=NOW + 5.0))
    here.contexts.follow()
    here.preload()
    told = here.application.ready_line("zsh-1", "/work/new")
    assert told is not None
    assert "open main.go" in told


@pytest.mark.parametrize("directory", ["", "/nowhere"])
def test_where_nothing_is_known_nothing_is_shown(directory: str) -> None:
    assert house().application.ready_line("zsh-1", directory) is None
    assert Path(HERE) == ROOT
