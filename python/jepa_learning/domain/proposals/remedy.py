"""Remedy: what answers a waste: how it is used in a history that is replayed, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.proposals.proposal import FileChange, Risk, Unit, proposal_id
from jepa_learning.domain.proposals.saving import Use
from jepa_learning.domain.waste.history import Commit, History


@dataclass(frozen=True, slots=True)
class Places:
    """Where changes may go.

    Attributes:
        read: Returns the text of a file, or None where there is none.
        shell: `bash`, `zsh` or `fish`.
        rc_file: What the shell reads when it starts.
        own_folder: The plugin's own folder for what it writes.
        project: The root of the project; empty where there is none.
        hooks: Where git looks for the project's own hooks; empty where it has none of its own.
    """

    read: Callable[[str], str | None]
    shell: str
    rc_file: str
    own_folder: str
    project: str = ""
    hooks: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What could be done.

    Attributes:
        form: As a proposal has it.
        subject: What it is about, as its id says it.
        title: One line.
        names: What is typed or read to use it.
        spares: Events that each use spares.
        risk: What could go wrong.
        evidence: The acts that it is for, the newest first.
        waste: Kind of the finding that it answers.
        uses: Returns the uses in a session.
        changes: Returns the changes of files.
        commits: Returns the uses among the commits of a project, of what commits use; sessions are not
            asked then.
        foretells: Whether what it saves can be foretold.
        each: Events that each use of each of its names spares; empty: `spares`, of all alike.
        members: What it is made of, each of use alone; empty where it is one.
        because: What it is for, in words; empty where the evidence says it.
    """

    form: str
    subject: tuple[str, ...]
    title: str
    names: tuple[str, ...]
    spares: float
    risk: Risk
    evidence: tuple[Act, ...]
    waste: str
    uses: Callable[[Session], Sequence[Use]]
    changes: Callable[[Places], Sequence[FileChange]]
    commits: Callable[[Sequence[Commit]], Sequence[Use]] | None = None
    foretells: bool = True
    each: tuple[float, ...] = ()
    members: tuple[Remedy, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Of the proposal."""
        return proposal_id(self.form, self.subject)

    @property
    def unit(self) -> Unit:
        """What its uses are counted among."""
        return "act" if self.commits is None else "commit"

    def length(self, history: History) -> int:
        """Return how many of these a history has."""
        return len(history.acts) if self.commits is None else len(history.commits)
