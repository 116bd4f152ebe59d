"""Forgotten step: what usually comes first is left out, then done, and what came too early is done again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.sessions import Session, is_apart
from jepa_learning.domain.waste.finding import Finding, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "forgotten_step"

_LEAST_LIFT: Final = 2.0
_FEWEST: Final = 2

Habit = tuple[str, str]  # what comes first, and what it comes before


def find_forgotten_steps(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give every habit that was broken and repaired, twice or more."""
    habits = usual_steps(history, options)
    found: dict[Habit, list[Session]] = {}
    for session in history.sessions:
        if session[0].kind != "step":
            for habit, repair in _repairs(session, habits, options):
                found.setdefault(habit, []).append(repair)
    for (first, second), repairs in found.items():
        if len(repairs) >= _FEWEST:
            words = f"{first} usually comes before {second}; forgotten and made up for {len(repairs)} times"
            yield Finding(
                KIND,
                (first, second),
                words,
                len(repairs),
                float(len(repairs)),
                lost_time(repairs),
                newest(repairs),
            )


def usual_steps(history: History, options: WasteOptions) -> dict[str, set[str]]:
    """Return, for each form, those that usually come shortly before it, and more often so than elsewhere."""
    together: Counter[Habit] = Counter()
    times: Counter[str] = Counter()
    for session in history.sessions:
        for index, act in enumerate(session):
            times[act.form] += 1
            before = {one.form for one in session[max(0, index - options.window) : index]} - {act.form}
            together.update((form, act.form) for form in before)
    usual: dict[str, set[str]] = {}
    seen = max(1, len(history.acts))
    for (first, second), count in together.items():
        anywhere = 1.0 - (1.0 - times[first] / seen) ** options.window
        share = count / times[second]
        if count >= options.least and share >= options.usual and share >= _LEAST_LIFT * anywhere:
            usual.setdefault(second, set()).add(first)
    return usual


def _repairs(
    session: Session, habits: dict[str, set[str]], options: WasteOptions
) -> Iterator[tuple[Habit, Session]]:
    forms = [act.form for act in session]
    done = 0
    for index, form in enumerate(forms):
        if index < done:
            continue
        before = set(forms[max(0, index - options.window) : index])
        for first in habits.get(form, set()) - before:
            end = _made_up_for(session, forms, index, first, options)
            if end is not None and form not in before:
                yield (first, form), session[index : end + 1]
                done = end + 1
                break


def _made_up_for(
    session: Session, forms: list[str], index: int, first: str, options: WasteOptions
) -> int | None:
    """Return where the act at `index` was done again, behind the step that should have come first."""
    end = min(len(forms), index + 1 + options.window)
    if first not in forms[index + 1 : end]:
        return None
    late = forms.index(first, index + 1, end)
    behind = min(len(forms), late + 1 + options.window)
    if forms[index] not in forms[late + 1 : behind]:
        return None
    again = forms.index(forms[index], late + 1, behind)
    return None if is_apart(session[index], session[again], gap_s=options.soon_s) else again
