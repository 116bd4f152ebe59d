"""Work loop: edit, run, edit, run: the same turn of two to four commands, again and again, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.loops import Loop, loops_in
from jepa_learning.domain.waste.chance import chance_of_run, is_chance
from jepa_learning.domain.waste.effects import is_read, is_wait
from jepa_learning.domain.waste.finding import Finding, counted, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "work_loop"


def find_work_loops(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give the loops of commands that do something: a watcher could run them."""
    found: dict[tuple[str, ...], list[Loop]] = {}
    for session in history.sessions:
        if session[0].kind == "command":
            for loop in loops_in(session):
                if _does_something(loop) and not _is_by_chance(history, loop, options):
                    found.setdefault(_from_the_least(loop.forms), []).append(loop)
    for forms, loops in found.items():
        turns = sum(loop.turns for loop in loops)
        words = f"{', '.join(forms)}: {turns} turns by hand in {counted(len(loops), 'loop')}"
        acts = [loop.acts for loop in loops]
        spared = sum(len(loop.acts) - len(forms) for loop in loops)
        yield Finding(KIND, forms, words, len(loops), float(spared), lost_time(acts), newest(acts))


def _from_the_least(forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return one name for all the places where a loop can be entered."""
    return min(forms[start:] + forms[:start] for start in range(len(forms)))


def _does_something(loop: Loop) -> bool:
    turn = loop.acts[: len(loop.forms)]
    return len(turn) > 1 and not all(is_read(act) or is_wait(act) for act in turn)


def _is_by_chance(history: History, loop: Loop, options: WasteOptions) -> bool:
    keys = tuple((act.kind, act.form) for act in loop.acts[: len(loop.forms)])
    return is_chance(1.0, chance_of_run(history, keys, loop.turns), level=options.level)
