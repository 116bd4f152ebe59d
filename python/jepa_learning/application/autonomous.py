"""Autonomous: applies proposals by itself, within what the user switched on and consented to.

It needs all of: the switch in the settings, a consent for the place, a kind of proposal and a risk that the
settings allow, leisure, and whispers that can tell of it. What the user undid it never applies again. How
a change is made, kept and undone is `Optimize`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from jepa_learning.application.background import Background
from jepa_learning.application.consent import Consents
from jepa_learning.application.optimize import Optimize
from jepa_learning.domain.errors import ChangeError
from jepa_learning.domain.event import Attribute
from jepa_learning.domain.privacy.consent import AUTONOMOUS
from jepa_learning.domain.privacy.redaction import is_redacted
from jepa_learning.domain.proposals.proposal import RISKS, Proposal
from jepa_learning.domain.signals import CHANGE_APPLIED, Signal, Signals
from jepa_learning.ports.change_journal import Applied
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.journal import Journal

Scope = Literal["own", "project"]
"""own: files of the user's, for their shell and agents; project: files of a repository."""

_DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class AutonomousOptions:
    """What may be applied without a question.

    Attributes:
        enabled: Whether anything may.
        most_risk: Nothing riskier.
        forms: Of proposals.
        scopes: Where.
        most_a_day: Within any 24 hours.
        least_confidence: Of a proposal, in [0, 1].
        every_s: It looks at most so often.
    """

    enabled: bool
    most_risk: Literal["low", "medium"]
    forms: tuple[str, ...]
    scopes: tuple[Scope, ...]
    most_a_day: int
    least_confidence: float
    every_s: float


@dataclass(frozen=True, slots=True)
class Permission:
    """What holds now.

    Attributes:
        options: Of the settings.
        own: Whether the user consented to changes of their own files.
        projects: Roots of the repositories that they consented to changes in.
        why_not: What keeps anything from being applied, in words; None where nothing does.
    """

    options: AutonomousOptions
    own: bool
    projects: tuple[str, ...]
    why_not: str | None


class Autonomous(Background):
    """Looks when something was learnt and there is leisure.

    Args:
        why_not: What keeps it waiting; None where nothing does.
        can_tell: Whether the user would be told.
        delay_s: How long nothing must have been learnt before.
        look_s: How often it looks again while something keeps it waiting.
    """

    def __init__(
        self,
        optimize: Optimize,
        *,
        consents: Consents,
        signals: Signals,
        clock: Clock,
        why_not: Callable[[], str | None],
        can_tell: Callable[[], bool],
        options: AutonomousOptions,
        delay_s: float,
        look_s: float,
        journal: Journal,
    ) -> None:
        super().__init__(name="autonomous", delay_s=delay_s, journal=journal)
        self._optimize, self._consents, self._signals = optimize, consents, signals
        self._clock, self._why_not, self._can_tell = clock, why_not, can_tell
        self._options, self._look_s = options, look_s
        self._looked: float | None = None
        self._offered: set[str] = set()

    def start(self) -> None:
        """Begin in the background, where it is switched on."""
        if self._options.enabled:
            super().start()

    def __call__(self) -> Sequence[Applied]:
        """Apply what is worth it and allowed; return that.

        Raises:
            StoreError: The event log or the journal of changes cannot be read or written.
        """
        if (
            self.permission().why_not is not None
            or not self._is_due()
            or not self._wait_for_leisure(self._why_not, look_s=self._look_s)
        ):
            return []
        self._looked = self._clock.now()
        applied: list[Applied] = []
        try:
            for directory in self._places():
                applied.extend(self._apply_in(directory))
        finally:
            self._tell(applied)  # also where it then fails: nothing is changed that nobody is told of
        return applied

    def permission(self) -> Permission:
        """Return what may be applied now."""
        own = "own" in self._options.scopes and self._consents.is_granted(AUTONOMOUS, "")
        found = self._consents.projects(AUTONOMOUS) if "project" in self._options.scopes else []
        return Permission(self._options, own, tuple(found), self._refusal(own=own, projects=found))

    def _refusal(self, *, own: bool, projects: Sequence[str]) -> str | None:
        if not self._options.enabled:
            return "it is switched off: optimize.autonomous.enabled"
        if not own and not projects:
            return "nobody consented: lev jepa consent autonomous on [--everywhere]"
        if not self._can_tell():
            return "whispers are off, so nobody would be told: lev jepa whisper on"
        return None

    def _is_due(self) -> bool:
        """Say whether it is time to look; a clock that went back makes it so."""
        now = self._clock.now()
        return self._looked is None or not self._looked <= now < self._looked + self._options.every_s

    def _places(self) -> list[Path | None]:
        """Return where to look; None is what is of no project."""
        allowed = self.permission()
        return [*([None] if allowed.own else []), *map(Path, allowed.projects)]

    def _apply_in(self, directory: Path | None) -> Iterator[Applied]:
        advice = self._optimize.propose(directory)
        if directory is not None and advice.root != str(directory):
            return  # the repository is gone, or part of another that nobody consented to
        for proposal in advice.proposals:
            if self._left_today() > 0 and self._may_apply(proposal, advice.root):
                made = self._apply(proposal, advice.root)
                if made is not None:
                    yield made

    def _apply(self, proposal: Proposal, root: str) -> Applied | None:
        try:
            return self._optimize.make(proposal, root, by="autonomous", permit=self._permit(root))
        except ChangeError:  # somebody changed the file at this very moment: theirs goes first
            return None

    def _may_apply(self, proposal: Proposal, root: str) -> bool:
        """Say so as things stand now: consent may have been taken back while proposals were made."""
        allowed, options = self.permission(), self._options
        return (
            allowed.why_not is None
            and (root in allowed.projects if root else allowed.own)
            and RISKS.index(proposal.risk) <= RISKS.index(options.most_risk)
            and proposal.form in options.forms
            and proposal.confidence is not None
            and proposal.confidence >= options.least_confidence
            and self._is_within(proposal, root, allowed.projects)
            and not any(is_redacted(change.after or "") for change in proposal.changes)
            and not self._was_undone(proposal)
        )

    def _is_within(self, proposal: Proposal, root: str, consented: Sequence[str]) -> bool:
        """Say whether all of it is where consent reaches, wherever links lead.

        What is for a repository must be in it; what is the user's own may be in none that was not consented
        to: a start file of a shell is often a link into one.
        """
        paths = [Path(change.path).resolve() for change in proposal.changes]
        if root:
            return all(path.is_relative_to(Path(root).resolve()) for path in paths)
        return all(self._optimize.root_of(path) in ("", *consented) for path in paths)

    def _was_undone(self, proposal: Proposal) -> bool:
        """Say whether it, or a name of it, was taken back once: alone or with others."""
        undone = (one for one in self._optimize.audit() if one.state == "undone")
        taken_back = {id for one in undone for id in (one.id, *one.members)}
        return not taken_back.isdisjoint(proposal.ids)

    def _left_today(self) -> int:
        now = self._clock.now()
        made = [one.time for one in self._optimize.audit() if one.by == "autonomous"]
        return self._options.most_a_day - sum(now - time < _DAY_S for time in made)

    def _permit(self, root: str) -> str:
        options = self._options
        place = f"consent autonomous in {root}" if root else "consent autonomous everywhere"
        return f"optimize.autonomous: risk {options.most_risk} at most, {', '.join(options.forms)}; {place}"

    def _tell(self, applied: Sequence[Applied]) -> None:
        """Whisper what was changed, and once what does not save what it should."""
        useless = [one.applied for one in self._optimize.report() if one.remove]
        useless = [one for one in useless if one.by == "autonomous" and one.id not in self._offered]
        self._offered.update(one.id for one in useless)
        told = [
            *(f"{_named(one)} was applied by itself: --undo {one.id}" for one in applied),
            *(f"{_named(one)} saves too little: --undo {one.id}" for one in useless),
        ]
        if told:
            places = {one.project for one in (*applied, *useless)}
            facts: dict[str, Attribute] = {
                "project": places.pop() if len(places) == 1 else "",
                "evidence": f"lev jepa optimize: {'; '.join(told)}",
                "confidence": 1.0,
            }
            self._signals.tell(Signal(CHANGE_APPLIED, self._clock.now(), facts))


def _named(applied: Applied) -> str:
    names = applied.names if applied.members else applied.names[:1]
    return f"{applied.form} {', '.join(names)}"
