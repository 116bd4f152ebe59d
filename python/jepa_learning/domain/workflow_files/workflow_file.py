"""Workflow file: one of GitHub Actions, or one of this plugin's runner, as jobs and steps with lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from jepa_learning.domain.workflow_files.node import NOTHING, Node, plain


@dataclass(frozen=True, slots=True)
class WorkflowFile:
    """A file as it is now.

    Attributes:
        path: From the root of its project.
        text: All of it.
        root: What it holds.
        form: `actions` of GitHub, or `runner` of this plugin.
    """

    path: str
    text: str
    root: Node
    form: Literal["actions", "runner"]

    @property
    def name(self) -> str:
        """What runs call it."""
        return self.root.get("name").text or self.root.get("metadata", "id").text or self.path

    def line(self, number: int) -> str:
        """Return a line, from 1."""
        return self.text.splitlines()[number - 1]


@dataclass(frozen=True, slots=True)
class Workflows:
    """All workflow files of a project.

    Attributes:
        files: Those that could be read.
        tracked: Paths that git follows, to know what a step works with.
    """

    files: Sequence[WorkflowFile] = ()
    tracked: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job.

    Attributes:
        node: Where it stands.
        uses: The action with its version; empty where it is none.
        run: The commands; empty where there are none.
    """

    node: Node
    uses: str
    run: str

    @property
    def action(self) -> str:
        """The action without its version."""
        return self.uses.partition("@")[0]

    @property
    def major(self) -> int | None:
        """The action's major version; None where it is a branch or a commit."""
        found = re.match(r"v?(\d{1,9})(?:\.|$)", self.uses.partition("@")[2])
        return int(found[1]) if found else None

    @property
    def name(self) -> str:
        """What runs call it."""
        said = self.node.get("name").text
        return said or f"Run {self.uses or self.run.strip().split(chr(10))[0]}"

    @property
    def does(self) -> object:
        """What it does, for comparing."""
        return (self.uses, self.run.strip(), plain(self.node.get("with")), plain(self.node.get("env")))


@dataclass(frozen=True, slots=True)
class Job:
    """One job: its key, and its steps in order."""

    key: Node
    node: Node
    steps: tuple[Step, ...]

    def runs(self, pattern: re.Pattern[str]) -> Step | None:
        """Return the first step whose commands match."""
        return next((step for step in self.steps if pattern.search(step.run)), None)


def jobs_of(file: WorkflowFile) -> list[Job]:
    """Return the jobs of a file of GitHub Actions."""
    found = file.root.get("jobs").entries or ()
    return [Job(key, node, _steps(node)) for key, node in found]


def triggers_of(file: WorkflowFile) -> dict[str, Node]:
    """Return what starts a workflow of GitHub Actions, with what is said about it."""
    on = file.root.get("on")
    if on.entries is not None:
        return {key.text: value for key, value in on.entries}
    return {item.text: NOTHING for item in on.items or (on,) if item.text}


def _steps(job: Node) -> tuple[Step, ...]:
    items = job.get("steps").items or ()
    return tuple(Step(item, item.get("uses").text, item.get("run").text) for item in items if item.entries)
