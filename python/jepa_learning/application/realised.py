"""Realised: what a change that was applied has saved since, seen by how it was used.

It does not know where the acts come from, or who takes back what saves too little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.proposals.preload_list import FORM as PRELOAD_LIST
from jepa_learning.domain.proposals.runner_workflow import FORM as RUNNER_WORKFLOW
from jepa_learning.domain.proposals.workflow_patch import FORM as WORKFLOW_PATCH
from jepa_learning.domain.waste.effects import command_of, program_of
from jepa_learning.ports.change_journal import Applied

_RUNNERS: Final = ("just", "make", "npm run", "yarn", "pnpm run")
_TOO_LITTLE: Final = 0.25  # of what was foretold, below which a change is offered for removal


@dataclass(frozen=True, slots=True)
class Result:
    """What became of something that was applied.

    Attributes:
        applied: The change.
        acts: Commands, calls and steps since.
        uses: How often it was used; None where its use leaves no trace.
        foretold: Events that it should have spared since; None where none were foretold.
        realised: Events that it spared; None where its use leaves no trace.
        foretold_keys: Keystrokes that it should have spared since; None where none were foretold.
        realised_keys: Keystrokes that so many uses spare, as each was foretold to; None as both above.
        remove: Whether it saves too little to be kept: a quarter of what was foretold at most; where nothing
            was, whether it was never used.
    """

    applied: Applied
    acts: int
    uses: int | None
    foretold: float | None
    realised: float | None
    remove: bool
    foretold_keys: float | None = None
    realised_keys: float | None = None


def result_of(applied: Applied, since: Sequence[Act]) -> Result:
    """Return what a change saved in what happened since it was applied."""
    if applied.form in {WORKFLOW_PATCH, RUNNER_WORKFLOW}:
        return Result(applied, len(since), None, None, None, False)
    foretold = _so_far(applied.predicted_events, applied, since)
    if applied.form in {PRELOAD_LIST, "git_hook"}:  # reading a list, or git running a hook, is no event
        return Result(applied, len(since), None, foretold, None, False)
    spares = dict(zip(applied.names, applied.each or (applied.spares,) * len(applied.names), strict=True))
    used = [name for act in since if (name := _name_used(act, applied)) is not None]
    realised = sum(spares[name] for name in used)
    is_due = len(since) >= applied.predicted_acts
    is_useless = realised <= _TOO_LITTLE * foretold if foretold else not used
    return Result(
        applied,
        len(since),
        len(used),
        foretold,
        realised,
        is_due and is_useless,
        foretold_keys=_so_far(applied.predicted_keys, applied, since),
        realised_keys=len(used) * applied.keys_each if applied.predicted_keys else None,
    )


def _so_far(predicted: float, applied: Applied, since: Sequence[Act]) -> float | None:
    """Return the part of what was foretold that should have come by now; None where nothing was."""
    return predicted * len(since) / applied.predicted_acts if predicted else None


def _name_used(act: Act, applied: Applied) -> str | None:
    """Return the name that an act uses; None where it uses none."""
    if applied.form != "recipe":
        name = program_of(act)
        return name if act.kind == "command" and name in applied.names else None
    line = f"{command_of(act)} "
    return next(
        (name for name in applied.names for runner in _RUNNERS if line.startswith(f"{runner} {name} ")), None
    )
