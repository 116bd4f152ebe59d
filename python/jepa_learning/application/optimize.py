"""Optimize: what wastes time in a history, what could be done about it, and what it really saved.

It proposes by itself, and changes nothing without being told to: `apply` takes what was shown, `undo`
takes it back. It does not know who may have a change made without being asked; `Autonomous` does.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jepa_learning.application.applied_changes import FILE_MOVE, AppliedChanges
from jepa_learning.application.consent import Consents
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.realised import Result, result_of
from jepa_learning.domain.adaptation import is_example
from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import Act, Acts, act_of
from jepa_learning.domain.privacy.consent import BY_HAND
from jepa_learning.domain.proposals.proposal import Proposal, digest_of, proposal_id
from jepa_learning.domain.proposals.propose import ProposeOptions, names_taken, remedies_for
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.replay import Replay, Weighed, cut
from jepa_learning.domain.proposals.shell_names import SHELL_NAMES, start_line
from jepa_learning.domain.proposals.workflow_patch import patches_for
from jepa_learning.domain.signals import PROPOSAL_APPLIED, Signal, Signals
from jepa_learning.domain.waste.find import find_waste
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions
from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.find import find_in_workflows
from jepa_learning.ports.change_journal import Applied, By, ChangeJournal
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.project import Project, Projects
from jepa_learning.ports.workflow_files import WorkflowFiles

_GIT: Final = "git"


@dataclass(frozen=True, slots=True)
class OptimizeOptions:
    """Bounds.

    Attributes:
        session_gap_s: A longer pause ends a session.
        most_events: The newest ones that are looked at.
        ahead: Acts that a saving is foretold for.
        ahead_commits: Commits, of what commits use.
        waste: Of the finders.
        proposals: Of what is worth one.
    """

    session_gap_s: float
    most_events: int
    ahead: int
    ahead_commits: int
    waste: WasteOptions
    proposals: ProposeOptions


@dataclass(frozen=True, slots=True)
class Advice:
    """What could be better.

    Attributes:
        project: That was asked from; None outside of one.
        proposals: Worth it, the best first.
        findings: Waste that no proposal answers, what cost the most first.
        acts: Commands, tool calls and steps that were looked at.
        commits: And commits.
    """

    project: Project | None
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    acts: int
    commits: int

    @property
    def root(self) -> str:
        """Of the project; empty outside of one."""
        return str(self.project.root) if self.project else ""


class Optimize:
    """Proposes, applies, undoes and reports.

    Args:
        places: Returns where changes may go, for a project's root (empty: for none).
        changes: Makes and undoes them.
        workflows: Reads the workflow files of a project.
        installed: Returns the names of the programs that the user's shell finds.
        signals: Told of what is applied on the user's word.
        give_back: Gives the system back what a look at a long history took in passing.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        consents: Consents,
        projects: Projects,
        places: Callable[[str], Places],
        changes: ChangeJournal,
        clock: Clock,
        workflows: WorkflowFiles,
        installed: Callable[[], Collection[str]],
        signals: Signals,
        options: OptimizeOptions,
        give_back: Callable[[], None] = lambda: None,
    ) -> None:
        self._workflows, self._installed = workflows, installed
        self._log = log
        self._consents = consents
        self._projects = projects
        self._places = places
        self._applied = AppliedChanges(changes, places=places, clock=clock)
        self._signals, self._clock = signals, clock
        self._options = options
        self._give_back = give_back
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
        """
        with self._looking:  # two at a time would need twice the memory, and no less time
            try:
                return self._propose(directory)
            finally:
                self._give_back()

    def _propose(self, directory: Path | None) -> Advice:
        project = locate_project(self._projects, directory)
        root = str(project.root) if project else ""
        events, acts = self._events(root), Acts()
        whole = self._history(events, acts)
        findings = find_waste(whole, self._options.waste)
        proposals = self._proposals(events, whole, root, acts)
        answered = {proposal.waste for proposal in proposals}
        rest = [one for one in findings if one.kind not in answered]
        blemishes = self._blemishes(whole, root)
        patches = patches_for(
            blemishes, self._places(root), ahead=self._options.ahead, parse=self._workflows.parse
        )
        rest += [one.finding() for one in blemishes if one.finding().words not in _patched(patches)]
        return Advice(project, (*proposals, *patches), tuple(rest), len(whole.acts), len(whole.commits))

    def _blemishes(self, whole: History, root: str) -> Sequence[Blemish]:
        """Return what the workflow files of a project show, if they may be read."""
        if not root or not self._consents.is_granted(_GIT, root):
            return []
        return find_in_workflows(self._workflows.read(Path(root)), whole)

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
        proposal = next((one for one in advice.proposals if one.id == id), None)
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
            self._signals.tell(Signal(PROPOSAL_APPLIED, self._clock.now(), {"proposal": proposal.id}))
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
        acts = self._history(self._events("")).acts
        kept = [one for one in self.audit() if one.state == "applied" and one.form != FILE_MOVE]
        return [result_of(one, self._since(one, acts)) for one in kept]

    def _since(self, applied: Applied, acts: Sequence[Act]) -> Sequence[Act]:
        """Return what happened since: acts, or of what commits use the first change of each commit."""
        if applied.unit == "commit":
            commits = self._history(self._events(applied.project)).commits
            acts = [commit.changes[0] for commit in commits]
        return [act for act in acts if (act.time or 0.0) > applied.time]

    def _events(self, root: str) -> list[Event]:
        """Return the newest events that may be looked at: files of this project, all else from anywhere."""
        most = self._options.most_events
        read = self._log.read(after=max(0, self._log.size().events - most))
        newest = deque((event for _, event in read), maxlen=most)
        return [
            event
            for event in newest
            if (event.kind != "file" or event.project == root) and self._may_be_read(event)
        ]

    def _may_be_read(self, event: Event) -> bool:
        return not is_example(event) and self._consents.is_granted(event.source or BY_HAND, event.project)

    def _history(self, events: Sequence[Event], acts: Callable[[Event], Act] = act_of) -> History:
        return History(events, gap_s=self._options.session_gap_s, act_of=acts)

    def _proposals(
        self, events: Sequence[Event], whole: History, root: str, acts: Acts
    ) -> tuple[Proposal, ...]:
        """Learn from the earlier part, keep what the later part bears out, foretell from both."""
        options, waste = self._options.proposals, self._options.waste
        learnt, later = (self._history(part, acts) for part in cut(events, options.learn_share))
        remedies = list(
            remedies_for(
                find_waste(learnt, waste),
                taken=names_taken(whole.acts),
                project=root,
                most_preloaded=options.most_preloaded,
                soon_s=waste.soon_s,
                installed=self._installed(),
            )
        )
        weighed = Replay(learnt, later, whole).weigh(remedies, ahead=self._ahead, options=options)
        made = [self._proposal(remedy, one, self._places(root)) for remedy, one in weighed]
        return tuple(sorted((one for one in made if one is not None), key=_worth, reverse=True))

    def _ahead(self, remedy: Remedy) -> int:
        return self._options.ahead if remedy.unit == "act" else self._options.ahead_commits

    def _proposal(self, remedy: Remedy, weighed: Weighed, places: Places) -> Proposal | None:
        """Return what a person is shown; None where nothing would change, or it is applied already."""
        id, changes = proposal_id(remedy.form, remedy.subject), remedy.changes(places)
        if not changes or self._applied.is_applied(id):
            return None
        start = start_line(places) if remedy.form in SHELL_NAMES else None
        return Proposal(
            id=id,
            form=remedy.form,
            title=remedy.title,
            names=remedy.names,
            spares=remedy.spares,
            changes=(*changes, start) if start else tuple(changes),
            predicted=weighed.predicted,
            ahead=self._ahead(remedy),
            unit=remedy.unit,
            replayed=weighed.replayed,
            confidence=weighed.confidence,
            risk=remedy.risk,
            evidence=remedy.evidence,
            waste=remedy.waste,
        )


def _patched(patches: Sequence[Proposal]) -> set[str]:
    return {words for patch in patches for words in patch.because}


def _worth(proposal: Proposal) -> tuple[float, float]:
    if proposal.confidence is None or proposal.predicted is None:
        return 0.0, 0.0
    return proposal.confidence * proposal.predicted.events, proposal.predicted.keys
