"""Unchanged inputs: a step does the same in every run, though the files that it works from hardly change."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.past_runs import PastRuns
from jepa_learning.domain.workflow_files.workflow_file import Workflows, jobs_of

KIND: Final = "unchanged_inputs"

_FEWEST_COMMITS: Final = 20
_SELDOM: Final = 0.05  # of the commits
_BUILDS: Final = re.compile(
    r"\bdocker (?:buildx )?build\b|\b(?:pip3?|uv pip) install -r\b|\bapt(?:-get)? install\b"
    r"|\bconda env (?:create|update)\b|\bprotoc\b"
)
_DOCKER: Final = re.compile(r"\bdocker (?:buildx )?build\b")
_KEEPERS: Final = re.compile(r"^(?:actions/cache|docker/build-push-action)\b")


def find_unchanged_inputs(workflows: Workflows, past: PastRuns) -> Iterator[Blemish]:
    """Give the steps that build or install from files which changed in hardly any commit."""
    if len(past.commits) < _FEWEST_COMMITS:
        return
    for file in workflows.files:
        for job in jobs_of(file) if file.form == "actions" else ():
            if any(_KEEPERS.match(step.action) or step.node.get("with", "cache") for step in job.steps):
                continue
            for step in job.steps:
                inputs = inputs_of(step.run, workflows.tracked)
                changed = past.changed(inputs)
                if inputs and changed <= _SELDOM * len(past.commits):
                    runs = past.of(file, step)
                    words = (
                        f"{step.name} works from {', '.join(inputs)}, which changed in {changed} of "
                        f"{len(past.commits)} commits{past.words(runs)}: its result could be kept"
                    )
                    yield Blemish(KIND, file, (step.node.line,), words, runs=runs)


def inputs_of(run: str, tracked: Collection[str]) -> list[str]:
    """Return the files that commands install or build from, as far as they name them; a build of Docker that
    names none works from its Dockerfile.
    """
    if not _BUILDS.search(run):
        return []
    words = [word.strip("\"'").removeprefix("./") for word in re.split(r"[\s=]+", run)]
    named = [word for word in dict.fromkeys(words) if word in tracked]
    if not named and _DOCKER.search(run) and "Dockerfile" in tracked:
        return ["Dockerfile"]
    return named
