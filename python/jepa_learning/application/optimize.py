"""Optimize: what wastes time in a history, what could be done about it, and what it really saved.

It proposes by itself, and changes nothing without being told to: `apply` takes what was shown, `undo`
takes it back. It does not know who may have a change made without being asked; `Autonomous` does.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jepa_learning.application.consent import Consents
from jepa_learning.application.locate_project import locate_project
from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import Act, Acts, act_of
from jepa_learning.domain.privacy.consent import BY_HAND
from jepa_learning.domain.proposals.preload_list import FORM as PRELOAD_LIST
from jepa_learning.domain.proposals.proposal import FileChange, Proposal, diff_of, proposal_id
from jepa_learning.domain.proposals.propose import (
    ProposeOptions,
    is_borne_out,
    is_worth_it,
    names_taken,
    remedies_for,
    uses_together,
)
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.runner_workflow import FORM as RUNNER_WORKFLOW
from jepa_learning.domain.proposals.saving import Saving, Use, foretell, total
from jepa_learning.domain.proposals.shell_names import start_line
from jepa_learning.domain.proposals.workflow_patch import FORM as WORKFLOW_PATCH
from jepa_learning.domain.proposals.workflow_patch import patches_for
from jepa_learning.domain.waste.effects import command_of, program_of
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

FILE_MOVE = "file_move"
"""The form of what `MoveFiles` makes: it saves no events, and git is to be told when it is undone."""

SHELL_START = "shell"
"""The id under which the line stands that makes the shell read its new names."""

_RUNNERS = ("just", "make", "npm run", "yarn", "pnpm run")
_NEEDS_START = frozenset({"shell_function", "alias"})
_GIT = "git"
_TOO_LITTLE = 0.25  # of what was foretold, below which a change is offered for removal


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


@dataclass(frozen=True, slots=True)
class Result:
    """What became of something that was applied.

    Attributes:
        applied: The change.
        acts: Commands, calls and steps since.
        uses: How often it was used; None where its use leaves no trace.
        foretold: Events that it should have spared since; None where nothing was foretold.
        realised: Events that it spared; None as above.
        remove: Whether it saves too little to be kept.
    """

    applied: Applied
    acts: int
    uses: int | None
    foretold: float | None
    realised: float | None
    remove: bool


class Optimize:
    """Proposes, applies, undoes and reports.

    Args:
        places: Returns where changes may go, for a project's root (empty: for none).
        changes: Makes and undoes them.
        workflows: Reads the workflow files of a project.
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
        options: OptimizeOptions,
    ) -> None:
        self._workflows = workflows
        self._log = log
        self._consents = consents
        self._projects = projects
        self._places = places
        self._changes = changes
        self._clock = clock
        self._options = options
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._leave_shell()  # a crash may have come between the line of the start file and the name

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
            return self._propose(directory)

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
        patches = patches_for(blemishes, self._places(root), ahead=self._options.ahead)
        rest += [one.finding() for one in blemishes if one.edit is None]
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
        entry = _entry(proposal, root, time=self._clock.now())
        with self._lock:
            self._prepare_shell(proposal, root)
            self._changes.apply(
                replace(entry, by=by, permit=permit), _own_changes(proposal, self._places(root))
            )
            return self._entry(proposal.id)

    def undo(self, id: str) -> Applied:
        """Put back what a proposal changed, byte for byte.

        Raises:
            ChangeUnknownError: Nothing is applied with this id.
            ChangeError: Something of it was changed since; nothing was undone.
        """
        if any(one.id == id and one.form == FILE_MOVE for one in self._changes.entries()):
            raise ChangeUnknownError(f"{id} is a move: lev jepa organize --undo {id}")
        with self._lock:
            undone = self._changes.undo(id, time=self._clock.now())
            if id != SHELL_START:
                self._leave_shell()
            return undone

    def audit(self) -> Sequence[Applied]:
        """Return everything that was ever applied, the oldest first: on whose word, and what became of it.

        Raises:
            StoreError: The journal cannot be read.
        """
        return [one for one in self._changes.entries() if one.id != SHELL_START]

    def report(self) -> Sequence[Result]:
        """Return what was applied, and what it saved since.

        Raises:
            StoreError: The event log or the journal cannot be read.
        """
        acts = self._history(self._events("")).acts
        without_use = (SHELL_START, FILE_MOVE)
        kept = [
            one
            for one in self._changes.entries()
            if one.state == "applied" and not {one.id, one.form}.intersection(without_use)
        ]
        return [_result(one, self._since(one, acts)) for one in kept]

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
        return self._consents.is_granted(event.source or BY_HAND, event.project)

    def _history(self, events: Sequence[Event], acts: Callable[[Event], Act] = act_of) -> History:
        return History(events, gap_s=self._options.session_gap_s, act_of=acts)

    def _proposals(
        self, events: Sequence[Event], whole: History, root: str, acts: Acts
    ) -> tuple[Proposal, ...]:
        """Learn from the earlier part, keep what the later part bears out, foretell from both."""
        options = self._options.proposals
        learnt, later = (self._history(part, acts) for part in _parts(events, options.learn_share))
        findings = find_waste(learnt, self._options.waste)
        remedies = list(
            remedies_for(
                findings,
                taken=names_taken(whole.acts),
                project=root,
                most_preloaded=options.most_preloaded,
                soon_s=self._options.waste.soon_s,
            )
        )
        uses = zip(*(uses_together(remedies, one) for one in (learnt, later, whole)), strict=True)
        made = [
            self._proposal(remedy, found, (learnt, later, whole), root)
            for remedy, found in zip(remedies, uses, strict=True)
        ]
        return tuple(sorted((one for one in made if one is not None), key=_worth, reverse=True))

    def _proposal(
        self, remedy: Remedy, found: Sequence[Sequence[Use]], parts: Sequence[History], root: str
    ) -> Proposal | None:
        (early, late, all_uses), (learnt, later, whole) = found, parts
        carries = self._options.proposals.carries_over
        expected = foretell(early, acts=remedy.length(learnt), ahead=remedy.length(later), carries=carries)
        replayed = total(late)
        ahead = self._options.ahead if remedy.unit == "act" else self._options.ahead_commits
        predicted = foretell(all_uses, acts=remedy.length(whole), ahead=ahead, carries=carries)
        foretells = remedy.foretells
        if not is_worth_it(remedy, expected, self._options.proposals):
            if not is_borne_out(remedy, replayed, self._options.proposals):
                return None
            foretells = False
        if not replayed.uses:
            return None
        places = self._places(root)
        changes = tuple(remedy.changes(places))
        if not changes or self._is_applied(proposal_id(remedy.form, remedy.subject)):
            return None
        start = start_line(places) if remedy.form in _NEEDS_START else None
        return Proposal(
            id=proposal_id(remedy.form, remedy.subject),
            form=remedy.form,
            title=remedy.title,
            names=remedy.names,
            spares=remedy.spares,
            changes=(*changes, start) if start else changes,
            predicted=predicted if foretells else None,
            ahead=ahead,
            unit=remedy.unit,
            replayed=replayed if remedy.foretells else None,
            confidence=_agreement(expected, replayed) if foretells else None,
            risk=remedy.risk,
            evidence=remedy.evidence,
            waste=remedy.waste,
        )

    def _is_applied(self, id: str) -> bool:
        return any(one.id == id and one.state == "applied" for one in self._changes.entries())

    def _entry(self, id: str) -> Applied:
        return next(one for one in reversed(self._changes.entries()) if one.id == id)

    def _prepare_shell(self, proposal: Proposal, root: str) -> None:
        line = start_line(self._places(root)) if proposal.form in _NEEDS_START else None
        if line is not None and not self._is_applied(SHELL_START):
            start = Applied(
                SHELL_START,
                "shell_start",
                "the shell reads the names",
                (),
                0.0,
                self._clock.now(),
                (),
                0.0,
                1,
            )
            self._changes.apply(start, [line])

    def _leave_shell(self) -> None:
        """Take the line out of the shell's start file where no name is left; one that was changed stays."""
        kept = [one for one in self._changes.entries() if one.state == "applied"]
        if any(one.form in _NEEDS_START for one in kept):
            return
        if any(one.id == SHELL_START for one in kept):
            try:
                self._changes.undo(SHELL_START, time=self._clock.now())
            except ChangeError:
                return


def _parts(events: Sequence[Event], share: float) -> tuple[list[Event], list[Event]]:
    """Return the earlier and the later part, of commits and of all else alike.

    A repository may be many years older than what is known of its commands: cut together, one part would
    have none of them.
    """
    earlier: list[Event] = []
    later: list[Event] = []
    ordered = sorted(events, key=lambda event: event.time or 0.0)
    for is_file in (True, False):
        some = [event for event in ordered if (event.kind == "file") is is_file]
        cut = int(len(some) * share)
        earlier += some[:cut]
        later += some[cut:]
    return earlier, later


def digest_of(proposal: Proposal) -> str:
    """Return what tells one diff from another (SHA-256, hex)."""
    return hashlib.sha256(diff_of(proposal.changes).encode("utf-8", "surrogateescape")).hexdigest()


def _own_changes(proposal: Proposal, places: Places) -> list[FileChange]:
    """Return the changes without the line of the shell's start file, which is undone with the last name."""
    return [change for change in proposal.changes if change.path != places.rc_file]


def _worth(proposal: Proposal) -> tuple[float, float]:
    if proposal.confidence is None or proposal.predicted is None:
        return 0.0, 0.0
    return proposal.confidence * proposal.predicted.events, proposal.predicted.keys


def _agreement(expected: Saving, replayed: Saving) -> float:
    """Return the share of the uses that were foretold and came, or the other way round."""
    return min(expected.uses, replayed.uses) / max(expected.uses, replayed.uses)


def _entry(proposal: Proposal, root: str, *, time: float) -> Applied:
    return Applied(
        proposal.id,
        proposal.form,
        proposal.title,
        proposal.names,
        proposal.spares,
        time,
        (),
        proposal.predicted.events if proposal.predicted else 0.0,
        proposal.ahead,
        root,
        risk=proposal.risk,
        unit=proposal.unit,
    )


def _result(applied: Applied, since: Sequence[Act]) -> Result:
    if applied.form in {WORKFLOW_PATCH, RUNNER_WORKFLOW}:
        return Result(applied, len(since), None, None, None, False)
    if applied.unit == "commit" and not applied.predicted_events:
        return Result(applied, len(since), None, None, None, False)
    foretold = applied.predicted_events * len(since) / applied.predicted_acts
    if applied.form in {PRELOAD_LIST, "git_hook"}:  # reading a list, or git running a hook, is no event
        return Result(applied, len(since), None, foretold, None, False)
    uses = sum(_is_use(act, applied) for act in since)
    realised = uses * applied.spares
    due = len(since) >= applied.predicted_acts
    return Result(applied, len(since), uses, foretold, realised, due and realised <= _TOO_LITTLE * foretold)


def _is_use(act: Act, applied: Applied) -> bool:
    if applied.form != "recipe":
        return act.kind == "command" and program_of(act) in applied.names
    line = f"{command_of(act)} "
    return any(line.startswith(f"{runner} {name} ") for runner in _RUNNERS for name in applied.names)
