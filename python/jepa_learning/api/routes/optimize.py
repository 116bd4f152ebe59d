"""What wastes time, what could be done about it, doing it, undoing it, and what it saved."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.optimize import (
    AppliedOut,
    ApplyIn,
    AuditOut,
    AutonomousOut,
    CitedOut,
    FindingOut,
    OptimizeIn,
    OptimizeOut,
    ProposalOut,
    RecordOut,
    ReportOut,
    ResultOut,
    SavingOut,
    UndoIn,
)
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.realised import Result
from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.proposals.proposal import Proposal, diff_of, digest_of
from jepa_learning.domain.proposals.saving import Saving
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.ports.change_journal import Applied

router = APIRouter(tags=["optimize"], dependencies=[Depends(require_ready)])

_MOST_CITED: Final = 20
_MOST_FINDINGS: Final = 50
_CHANGING: Final = documented(
    "request_invalid", "change_refused", "change_unknown", "not_ready", "store_unusable"
)


@router.post("/v1/optimize", responses=documented("request_invalid", "not_ready", "store_unusable"))
def optimize(asked: OptimizeIn, here: Here) -> OptimizeOut:
    """Say what could be better; it changes nothing."""
    began = here.timer()
    advice = here.application.optimize.propose(_folder(asked.project))
    return OptimizeOut(
        project=str(advice.project.root) if advice.project else None,
        name=advice.project.name if advice.project else None,
        acts=advice.acts,
        commits=advice.commits,
        proposals=[_proposal(one) for one in advice.proposals],
        findings=[_finding(one) for one in advice.findings[:_MOST_FINDINGS]],
        took_ms=round((here.timer() - began) * 1000, 2),
    )


@router.post(
    "/v1/optimize/apply",
    responses=_CHANGING,
)
def apply(asked: ApplyIn, here: Here) -> AppliedOut:
    """Make the changes of a proposal, if they are still those of the diff that was shown."""
    return to_applied(here.application.optimize.apply(asked.id, _folder(asked.project), digest=asked.digest))


@router.post(
    "/v1/optimize/undo",
    responses=_CHANGING,
)
def undo(asked: UndoIn, here: Here) -> AppliedOut:
    """Put every file back as it was, byte for byte, if nobody changed it since."""
    return to_applied(here.application.optimize.undo(asked.id))


@router.get("/v1/optimize/report", responses=documented("not_ready", "store_unusable"))
def report(here: Here) -> ReportOut:
    """Compare what was foretold of the changes that are applied with what they saved."""
    return ReportOut(applied=[_result(one) for one in here.application.optimize.report()])


@router.get("/v1/optimize/audit", responses=documented("not_ready", "store_unusable"))
def audit(here: Here) -> AuditOut:
    """Say what was ever applied, on whose word, and what may be applied without a question."""
    permission = here.application.autonomous.permission()
    options = permission.options
    return AuditOut(
        autonomous=AutonomousOut(
            enabled=options.enabled,
            most_risk=options.most_risk,
            forms=list(options.forms),
            scopes=list(options.scopes),
            most_a_day=options.most_a_day,
            own=permission.own,
            projects=list(permission.projects),
            why_not=permission.why_not,
        ),
        records=[_record(one) for one in here.application.optimize.audit()],
    )


def _folder(project: str | None) -> Path | None:
    return Path(project) if project else None


def _proposal(one: Proposal) -> ProposalOut:
    return ProposalOut(
        id=one.id,
        form=one.form,
        title=one.title,
        waste=one.waste,
        diff=_readable(diff_of(one.changes)),
        digest=digest_of(one),
        files=[_readable(change.path) for change in one.changes],
        predicted=_saving(one.predicted),
        ahead=one.ahead,
        unit=one.unit,
        replayed=_saving(one.replayed),
        confidence=one.confidence,
        risk=one.risk,
        evidence=_cited(one.evidence),
        because=[_readable(words) for words in one.because],
        members=[_proposal(member) for member in one.members],
    )


def _finding(one: Finding) -> FindingOut:
    return FindingOut(
        kind=one.kind,
        subject=list(one.subject),
        words=one.words,
        count=one.count,
        lost_events=one.lost_events,
        lost_s=one.lost_s,
        places=[_readable(place) for place in one.places],
        evidence=_cited([act for instance in reversed(one.instances) for act in instance]),
    )


def _saving(one: Saving | None) -> SavingOut | None:
    if one is None:
        return None
    return SavingOut(
        uses=one.uses, events=one.events, low=one.low, high=one.high, keys=one.keys, seconds=one.seconds
    )


def _cited(acts: Sequence[Act]) -> list[CitedOut]:
    return [
        CitedOut(id=act.id, activity=act.line, case=act.case, time=act.time)
        for act in islice(acts, _MOST_CITED)
    ]


def to_applied(one: Applied) -> AppliedOut:
    """Return what was applied or undone, as clients see it."""
    return AppliedOut(id=one.id, title=one.title, state=one.state, files=list(one.files))


def _result(one: Result) -> ResultOut:
    return ResultOut(
        id=one.applied.id,
        title=one.applied.title,
        time=one.applied.time,
        acts=one.acts,
        uses=one.uses,
        foretold=one.foretold,
        realised=one.realised,
        foretold_keys=one.foretold_keys,
        realised_keys=one.realised_keys,
        remove=one.remove,
        by=one.applied.by,
    )


def _record(one: Applied) -> RecordOut:
    return RecordOut(
        id=one.id,
        form=one.form,
        title=_readable(one.title),
        by=one.by,
        permit=one.permit,
        risk=one.risk,
        time=one.time,
        state=one.state,
        undone=one.undone,
        project=one.project or None,
        files=[_readable(path) for path in one.files],
        predicted_events=one.predicted_events,
        predicted_acts=one.predicted_acts,
    )


def _readable(text: str) -> str:
    """Return a text without the bytes that were no letters: JSON cannot carry them."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
