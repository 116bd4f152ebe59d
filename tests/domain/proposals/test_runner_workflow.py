"""A sequence that no script could be becomes a workflow that the runner understands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.domain.patterns.acts import START
from tests.domain.proposals.test_remedies import places
from tests.domain.waste.finds import days, found

from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import act_of
from jepa_learning.domain.proposals.propose import remedies_for, uses_together
from jepa_learning.domain.proposals.remedy import Remedy
from jepa_learning.domain.proposals.runner_workflow import runner_workflow_for
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.domain.waste.history import History

CALLS = ("Read src/a.py", "Edit src/a.py", "Bash pytest -q", "lev jepa status")
PATH = "/home/ada/.config/jepa-learning/workflows/rebp.yaml"
TEXT = """\
metadata:
  type: workflow
  id: rebp
  name: rebp
  version: 1.0.0
  description: Done in this order 6 times.

workflow_config:
  steps:
    - id: step-1
      instruction: "Read src/a.py"
    - id: step-2
      instruction: "Edit src/a.py"
    - id: step-3
      instruction: "Bash pytest -q"
    - id: step-4
      plugin: jepa
      command: status
"""


def calls(lines: tuple[str, ...], times: int) -> list[Event]:
    return [
        Event("tool", line, f"run{n}", START + n * 9000.0 + m, attributes={"ordinal": m}, source="agent")
        for n in range(times)
        for m, line in enumerate((*lines, f"Odd-{chr(97 + n)}"))
    ]


def remedy_for(lines: tuple[str, ...]) -> Remedy | None:
    (finding,) = found(calls(lines, 6), "repeated_sequence")
    return runner_workflow_for(finding, taken=())


def test_calls_of_an_agent_become_steps_that_are_shown_and_commands_of_ours_are_called() -> None:
    remedy = remedy_for(CALLS)
    assert remedy is not None
    (change,) = remedy.changes(places())
    assert (change.path, change.after) == (PATH, TEXT)
    assert (remedy.risk, remedy.foretells) == ("low", False)
    assert remedy.changes(places({PATH: "mine"})) == []
    uses = remedy.uses([act_of(event) for event in calls(CALLS, 2)])
    assert [(use.at, use.events, use.span) for use in uses] == [(0, 0.0, 4), (5, 0.0, 4)]


def test_two_steps_need_no_reminding_and_a_variable_of_the_runner_is_not_written() -> None:
    (finding,) = found(calls(CALLS, 6), "repeated_sequence")
    short = replace(finding, instances=tuple(one[:2] for one in finding.instances))
    assert runner_workflow_for(short, taken=()) is None
    assert remedy_for(("Read src/a.py", "Edit src/a.py", "Bash echo {{x}}", "Bash pytest -q")) is None


@pytest.mark.parametrize(
    "lines",
    [
        ("Edit", "Edit x", "Read"),
        ("Grep", "Read", "Grep", "Edit"),
        ("Bash:mise run", "Bash:mise run", "Read"),
    ],
)
def test_how_reading_and_editing_alternate_is_no_workflow(lines: tuple[str, ...]) -> None:
    acts = tuple(act_of(event) for event in calls(lines, 1)[:-1])
    finding = Finding("repeated_sequence", lines, "", 6, 6.0, None, (acts,) * 6)
    assert runner_workflow_for(finding, taken=()) is None


def test_what_a_script_could_be_is_no_workflow() -> None:
    events = days(["git add a.py", "git commit -m 'x y'", "git push"], 6)
    made = remedies_for(
        found(events, "repeated_sequence"), taken=(), project="", most_preloaded=5, soon_s=1800.0
    )
    assert [remedy.form for remedy in made] == ["shell_function"]


def test_a_reminder_takes_no_use_from_what_saves_something() -> None:
    remedy = remedy_for(CALLS)
    assert remedy is not None
    both = uses_together([remedy, remedy], History(calls(CALLS, 3), gap_s=1800.0))
    assert [len(uses) for uses in both] == [3, 3]
