"""Propose: look through a history for what wastes time, and say what could be done about it.

It changes nothing, keeps nothing, and does not know what was applied before but for the ids that it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jepa_learning.application.consent import Consents
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import Act, Acts, act_of
from jepa_learning.domain.proposals.proposal import Proposal
from jepa_learning.domain.proposals.propose import ProposeOptions, names_taken, remedies_for
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.replay import Replay, Weighed, cut
from jepa_learning.domain.proposals.shell_names import SHELL_NAMES, start_line
from jepa_learning.domain.proposals.workflow_patch import patches_for
from jepa_learning.domain.waste.find import find_waste
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions
from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.find import find_in_workflows
from jepa_learning.ports.project import Project, Projects
from jepa_learning.ports.workflow_files import WorkflowFiles

_GIT: Final = "git"


@dataclass(frozen=True, slots=True)
class OptimizeOptions:
    """Bounds.

    Attributes:
        session_gap_s: A longer pause ends a session.
        ahead: Acts that a saving is foretold for.
        ahead_commits: Commits, of what commits use.
        waste: Of the finders.
        proposals: Of what is worth one.
    """

    session_gap_s: float
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
        findings: Waste of the kinds that nothing proposed or applied answers, what cost the most first.
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

    def find(self, id: str) -> Proposal | None:
        """Return the proposal, or what one is made of, with an id."""
        every = (one for proposal in self.proposals for one in (proposal, *proposal.members))
        return next((one for one in every if one.id == id), None)


class Propose:
    """Proposes; what it holds of a history is let go of when it returns.

    Args:
        recent: Reads the newest events that may be looked at.
        places: Returns where changes may go, for a project's root (empty: for none).
        workflows: Reads the workflow files of a project.
        installed: Returns the names of the programs that the user's shell finds.
    """

    def __init__(
        self,
        *,
        recent: RecentEvents,
        consents: Consents,
        projects: Projects,
        places: Callable[[str], Places],
        workflows: WorkflowFiles,
        installed: Callable[[], Collection[str]],
        options: OptimizeOptions,
    ) -> None:
        self._recent, self._consents, self._projects = recent, consents, projects
        self._places, self._workflows, self._installed = places, workflows, installed
        self._options = options

    def __call__(self, directory: Path | None, applied: Collection[str]) -> Advice:
        """Return what is worth proposing.

        Args:
            directory: A folder of the project that is asked from; None outside of one.
            applied: The ids of what is applied: it is not proposed again.

        Raises:
            StoreError: The event log cannot be read.
        """
        project = locate_project(self._projects, directory)
        root = str(project.root) if project else ""
        events, acts = self._events(root), Acts()
        whole = self._history(events, acts)
        findings = find_waste(whole, self._options.waste)
        proposals, answered = self._proposals(events, whole, root, acts, applied)
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

    def _events(self, root: str) -> list[Event]:
        """Return the newest events that may be looked at: files of this project, all else from anywhere.

        They are in the order in which they happened: what was imported late may have happened early.
        """
        found = (event for _, event in self._recent.each() if event.kind != "file" or event.project == root)
        return sorted(found, key=lambda event: event.time or 0.0)

    def _history(self, events: Sequence[Event], acts: Callable[[Event], Act] = act_of) -> History:
        return History(events, gap_s=self._options.session_gap_s, act_of=acts)

    def _proposals(
        self, events: Sequence[Event], whole: History, root: str, acts: Acts, applied: Collection[str]
    ) -> tuple[tuple[Proposal, ...], set[str]]:
        """Learn from the earlier part, keep what the later part bears out, foretell from both.

        Returns:
            What is new of that, the best first, and the kinds of waste that it and what is applied answer.
        """
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
        places = self._places(root)
        remedies = [one for one in remedies if one.id in applied or one.changes(places)]
        weighed = Replay(learnt, later, whole).weigh(
            remedies, ahead=self._ahead, options=options, adopted=applied
        )
        made = [self._proposal(remedy, one, places) for remedy, one in weighed]
        new = [one for one in made if one is not None and one.id not in applied]
        answered = {one.waste for one in new} | {one.waste for one in remedies if one.id in applied}
        return tuple(sorted(new, key=_worth, reverse=True)), answered

    def _ahead(self, remedy: Remedy) -> int:
        return self._options.ahead if remedy.unit == "act" else self._options.ahead_commits

    def _proposal(self, remedy: Remedy, weighed: Weighed, places: Places) -> Proposal | None:
        """Return what a person is shown; None where nothing would change."""
        changes = remedy.changes(places)
        if not changes:
            return None
        start = start_line(places) if remedy.form in SHELL_NAMES else None
        alone = (
            self._proposal(one, Weighed(None, replayed, None), places)  # alone it cannot be foretold
            for one, replayed in zip(remedy.members, weighed.members, strict=True)
        )
        return Proposal(
            id=remedy.id,
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
            because=remedy.because,
            each=remedy.each,
            members=tuple(one for one in alone if one is not None),
        )


def _patched(patches: Sequence[Proposal]) -> set[str]:
    return {words for patch in patches for words in patch.because}


def _worth(proposal: Proposal) -> tuple[float, float]:
    if proposal.confidence is None or proposal.predicted is None:
        return 0.0, 0.0
    return proposal.confidence * proposal.predicted.events, proposal.predicted.keys
