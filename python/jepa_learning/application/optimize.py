"""Optimize: what wastes time in a history, what could be done about it, and what it really saved.

It proposes by itself, and changes nothing without being told to: `apply` takes what was shown, `undo`
takes it back. It does not know who may have a change made without being asked; `Autonomous` does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from jepa_learning.application.applied_changes import FILE_MOVE, AppliedChanges
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.propose import Advice
from jepa_learning.application.realised import Result, result_of
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.proposals.proposal import Proposal, digest_of
from jepa_learning.domain.proposals.remedy import Places
from jepa_learning.domain.signals import PROPOSAL_APPLIED, Signal, Signals
from jepa_learning.domain.waste.history import History
from jepa_learning.ports.change_journal import Applied, By, ChangeJournal
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.project import Projects


class Optimize:
    """Proposes, applies, undoes and reports.

    Args:
        look: Does what `Propose` does: it is given a folder, and the ids of what is applied.
        recent: Reads the newest events that may be looked at.
        places: Returns where changes may go, for a project's root (empty: for none).
        changes: Makes and undoes them.
        signals: Told of what is applied on the user's word.
        session_gap_s: A longer pause ends a session.
    """

    def __init__(
        self,
        look: Callable[[Path | None, Collection[str]], Advice],
        *,
        recent: RecentEvents,
        projects: Projects,
        places: Callable[[str], Places],
        changes: ChangeJournal,
        clock: Clock,
        signals: Signals,
        session_gap_s: float,
    ) -> None:
        self._look, self._recent, self._projects = look, recent, projects
        self._applied = AppliedChanges(changes, places=places, clock=clock)
        self._signals, self._clock = signals, clock
        self._session_gap_s = session_gap_s
        self._looking = threading.Lock()

    def root_of(self, path: Path) -> str:
        """Return the root of the project that a file is in, or would be; empty where it is in none."""
        folder = next(one for one in path.parents if one.is_dir())
        project = locate_project(self._projects, folder)
        return str(project.root) if project else ""

    def propose(self, directory: Path | None) -> Advice:
        """Return what is worth proposing; nothing is changed.

        Raises:
            StoreError: The event log cannot be read.
            JepaLearningError: The history was not looked at in time, or whoever looks at it ended.
        """
        with self._looking:  # two at a time would need twice the memory, and no less time
            kept = (one for one in self._applied.ever() if one.state == "applied")
            return self._look(directory, {id for one in kept for id in (one.id, *one.members)})

    def apply(self, id: str, directory: Path | None, *, digest: str) -> Applied:
        """Make the changes of a proposal, as they were shown.

        Args:
            id: Of the proposal.
            directory: A folder of the project that it was made for.
            digest: Of the diff that was shown.

        Raises:
            ChangeUnknownError: There is no such proposal any more.
            ChangeError: A file is not as it was when the diff was shown.
        """
        advice = self.propose(directory)
        proposal = advice.find(id)
        if proposal is None:
            raise ChangeUnknownError(
                f"there is no proposal {id!r} now: lev jepa optimize lists what there is"
            )
        if digest_of(proposal) != digest:
            raise ChangeError(f"what {id} would change is not what was shown any more: look at it again")
        return self.make(proposal, advice.root)

    def make(self, proposal: Proposal, root: str, *, by: By = "user", permit: str = "") -> Applied:
        """Make the changes of a proposal.

        Args:
            proposal: As `propose` gave it.
            root: Of the project that it was made for; empty for none.
            by: On whose word.
            permit: What allows it, where it was not asked for.

        Raises:
            ChangeError: A file is not as it was when it was proposed.
        """
        applied = self._applied.apply(proposal, root, by=by, permit=permit)
        if by == "user":
            for id in proposal.ids:  # who told of one name of a set is told, too
                self._signals.tell(Signal(PROPOSAL_APPLIED, self._clock.now(), {"proposal": id}))
        return applied

    def undo(self, id: str) -> Applied:
        """Put back what a proposal changed, byte for byte.

        Raises:
            ChangeUnknownError: Nothing is applied with this id.
            ChangeError: Something of it was changed since; nothing was undone.
        """
        return self._applied.undo(id)

    def audit(self) -> Sequence[Applied]:
        """Return everything that was ever applied, the oldest first: on whose word, and what became of it.

        Raises:
            StoreError: The journal cannot be read.
        """
        return self._applied.ever()

    def report(self) -> Sequence[Result]:
        """Return what was applied, and what it saved since.

        Raises:
            StoreError: The event log or the journal cannot be read.
        """
        kept = [one for one in self.audit() if one.state == "applied" and one.form != FILE_MOVE]
        if not kept:
            return []
        acts = self._since(min(one.time for one in kept), "").acts
        return [result_of(one, self._used(one, acts)) for one in kept]

    def _used(self, applied: Applied, acts: Sequence[Act]) -> Sequence[Act]:
        """Return what happened since: acts, or of what commits use the first change of each commit."""
        if applied.unit == "commit":
            return [commit.changes[0] for commit in self._since(applied.time, applied.project).commits]
        return [act for act in acts if (act.time or 0.0) > applied.time]

    def _since(self, time: float, root: str) -> History:
        """Return what happened later: files of this project, all else from anywhere."""
        later = (event for _, event in self._recent.each() if (event.time or 0.0) > time)
        events = (event for event in later if event.kind != "file" or event.project == root)
        return History(events, gap_s=self._session_gap_s)
