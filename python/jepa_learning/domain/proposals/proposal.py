"""Proposal: a change to files that a person can read, with what it would save, how surely, and what it
risks.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.proposals.saving import Saving

Risk = Literal["low", "medium", "high"]
RISKS: Final[Sequence[Risk]] = ("low", "medium", "high")
"""low: it only adds a name of your own; medium: it runs by itself or is shared; high: it may lose or
publish something.
"""


Unit = Literal["act", "commit"]
"""What a saving is counted over: commands, calls and steps, or commits."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of one file.

    Attributes:
        path: Absolute.
        before: Its text; None where there is none yet.
        after: Its text behind the change; None where it is gone then.
        executable: Whether a new file can be run.
        like: Path of a file that is there, and whose mode a new one takes; None: the usual one.
    """

    path: str
    before: str | None
    after: str | None
    executable: bool = False
    like: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change that would save something.

    Attributes:
        id: Stable: the same proposal has the same id tomorrow.
        form: `shell_function`, `alias`, `recipe`, `git_hook`, `workflow_patch`,
            `runner_workflow` or `preload_list`.
        title: One line.
        names: What is typed or read to use it; how its use is seen in later events.
        spares: Events that each use spares.
        changes: Of files.
        predicted: Saving over the days ahead; None where it cannot be foretold.
        ahead: What is ahead, in units.
        unit: What `ahead` counts.
        replayed: What it would have saved in the later part of the history; None where it cannot be replayed.
        confidence: Share of what it foretold that the replay bears out, in [0, 1]; None without one.
        risk: What could go wrong.
        evidence: The events that it is for, the newest first.
        waste: Kind of the finding that it answers.
        because: What was found, in words, each with its place; of a set, its names; empty where the evidence
            says it.
        each: Events that each use of each of the names spares; empty: `spares`, of all alike.
        members: Proposals that it is made of, each of use alone; empty where it is one.
    """

    id: str
    form: str
    title: str
    names: tuple[str, ...]
    spares: float
    changes: tuple[FileChange, ...]
    predicted: Saving | None
    ahead: int
    unit: Unit
    replayed: Saving | None
    confidence: float | None
    risk: Risk
    evidence: tuple[Act, ...]
    waste: str
    because: tuple[str, ...] = ()
    each: tuple[float, ...] = ()
    members: tuple[Proposal, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Its own, and those of its members."""
        return (self.id, *(one.id for one in self.members))


def proposal_id(form: str, subject: Sequence[str]) -> str:
    """Return the id of a proposal from what it is about (24 bits of SHA-256, hex)."""
    return hashlib.sha256(repr((form, *subject)).encode("utf-8", "surrogatepass")).hexdigest()[:6]


def diff_of(changes: Sequence[FileChange]) -> str:
    """Return the changes as a unified diff."""
    return "".join(line for change in changes for line in _diff(change))


def digest_of(proposal: Proposal) -> str:
    """Return what tells what was shown from anything else (SHA-256 of the diff, hex)."""
    return hashlib.sha256(diff_of(proposal.changes).encode("utf-8", "surrogateescape")).hexdigest()


def _diff(change: FileChange) -> list[str]:
    old = f"a{change.path}" if change.before is not None else "/dev/null"
    lines = difflib.unified_diff(
        (change.before or "").splitlines(keepends=True),
        (change.after or "").splitlines(keepends=True),
        old,
        f"b{change.path}" if change.after is not None else "/dev/null",
    )
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
