"""Workflow files to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

from jepa_learning.adapters.sources.workflow_yaml import nodes_of
from jepa_learning.domain.event import Event
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.find import find_in_workflows
from jepa_learning.domain.workflow_files.workflow_file import WorkflowFile, Workflows

CI = ".github/workflows/ci.yml"

NODE = """\
name: CI
on: [push, pull_request]  # everything

# what is done
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      # the one that we run on
      - uses: actions/setup-node@v4
        with:
          # the oldest that we support
          node-version: 20
      - run: npm ci
      - run: npm test
"""


def file(text: str, path: str = CI, form: Literal["actions", "runner"] = "actions") -> WorkflowFile:
    return WorkflowFile(path, text, nodes_of(text), form)


def found(
    files: Iterable[WorkflowFile], kind: str, *, tracked: Collection[str] = (), events: Iterable[Event] = ()
) -> list[Blemish]:
    """Return what is found of one kind."""
    workflows = Workflows(list(files), frozenset(tracked))
    return [one for one in find_in_workflows(workflows, History(events, gap_s=1800.0)) if one.kind == kind]


def run(
    case: str,
    steps: Iterable[tuple[str, str]],
    *,
    at: float = 0.0,
    workflow: str = "CI",
    seconds: float = 60.0,
    trigger: str | None = None,
) -> list[Event]:
    """Return one run: the name and the outcome of each step."""
    return [
        Event(
            "step",
            name,
            case,
            1.7e9 + at + n,
            attributes={
                "workflow": workflow,
                "outcome": outcome,
                "duration_s": seconds,
                "ordinal": n,
                "trigger": trigger,
            },
            source="github-run",
        )
        for n, (name, outcome) in enumerate(steps)
    ]
