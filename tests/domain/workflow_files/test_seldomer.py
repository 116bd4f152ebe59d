"""A schedule goes, or comes once a week, and everything else stays; what would then be untrue is left."""

from __future__ import annotations

import pytest
from tests.domain.workflow_files.files import file

from jepa_learning.domain.workflow_files.edit import Edit, edited
from jepa_learning.domain.workflow_files.seldomer import run_weekly, start_by_hand

MIXED = """\
on:
  # a comment
  push:
  schedule:
    - cron: '30 3 * * *'  # UTC
    - cron: "0 12 * * *"

jobs: {a: {steps: [{run: x}]}}
"""
ALONE = "on:\n  schedule:\n  - cron: 0 3 * * *\njobs: {a: {steps: [{run: x}]}}\n"


def after(text: str, edits: tuple[Edit, ...]) -> str:
    for edit in sorted(edits, key=lambda one: -one.after):
        text = edited(text, edit)
    return text


def test_times_of_every_day_become_those_of_mondays() -> None:
    assert after(MIXED, run_weekly(file(MIXED))) == MIXED.replace("* * *", "* * 1")
    assert after(ALONE, run_weekly(file(ALONE))) == ALONE.replace("* * *", "* * 1")


def test_a_schedule_goes_as_a_whole() -> None:
    lines = MIXED.splitlines(keepends=True)
    assert after(MIXED, start_by_hand(file(MIXED))) == "".join(lines[:3] + lines[6:])


def test_what_nothing_else_starts_can_be_started_by_hand() -> None:
    expected = "on:\n  workflow_dispatch:\njobs: {a: {steps: [{run: x}]}}\n"
    assert after(ALONE, start_by_hand(file(ALONE))) == expected


@pytest.mark.parametrize("cron", ["*/5 * * * *", "0 */6 * * *", "0 3 * * 1", "@daily"])
def test_times_that_are_not_once_a_day_are_left(cron: str) -> None:
    assert run_weekly(file(ALONE.replace("0 3 * * *", f"'{cron}'"))) == ()


@pytest.mark.parametrize("words", ["# every night", "# Runs daily", "# midnight", "# everyday at 3"])
def test_what_somebody_wrote_about_when_it_runs_stays_true(words: str) -> None:
    assert run_weekly(file(MIXED.replace("# UTC", words))) == ()
    assert run_weekly(file(MIXED.replace("  schedule:", f"  {words}\n  schedule:"))) == ()


@pytest.mark.parametrize("asks", ["github.event_name == 'schedule'", "github.event.schedule"])
def test_what_asks_for_the_schedule_keeps_it(asks: str) -> None:
    assert start_by_hand(file(MIXED.replace("run: x", f'run: x, if: "{asks}"'))) == ()


@pytest.mark.parametrize(
    "on", ["on: {schedule: [{cron: 0 3 * * *}]}", "on:\n  schedule: [{cron: 0 3 * * *}]"]
)
def test_what_stands_in_brackets_is_left(on: str) -> None:
    text = f"{on}\njobs: {{a: {{steps: [{{run: x}}]}}}}\n"
    assert (run_weekly(file(text)), start_by_hand(file(text))) == ((), ())
