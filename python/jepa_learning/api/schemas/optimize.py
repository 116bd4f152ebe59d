"""Proposals, what they change and what they save."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import AbsolutePath, In, Out


class OptimizeIn(In):
    """Where proposals are asked for."""

    project: AbsolutePath | None = Field(default=None, description="null: what is of no project")


class ApplyIn(In):
    """A proposal, as it was shown."""

    id: str = Field(min_length=1, max_length=20, examples=["a1b2c3"])
    project: AbsolutePath | None = None
    digest: str = Field(min_length=64, max_length=64, description="of the diff that was shown")


class UndoIn(In):
    """Something that was applied."""

    id: str = Field(min_length=1, max_length=20, examples=["a1b2c3"])


class SavingOut(Out):
    """What is spared."""

    uses: float
    events: float
    low: float = Field(description="at least so many events, nine times in ten")
    high: float
    keys: float = Field(description="keystrokes")
    seconds: float | None


class CitedOut(Out):
    """An event that shows something."""

    id: str
    activity: str
    case: str
    time: float | None


class ProposalOut(Out):
    """One change that would save something."""

    id: str
    form: str
    title: str
    waste: str = Field(description="which kind of waste it answers")
    diff: str = Field(description="unified, of all files")
    digest: str = Field(description="of the diff; apply takes it")
    files: list[str]
    predicted: SavingOut | None = Field(description="null where it cannot be foretold")
    ahead: int = Field(description="acts or commits that `predicted` is for")
    unit: Literal["act", "commit"] = Field(description="what `ahead` counts")
    replayed: SavingOut | None = Field(
        description="what it would have saved in the later part of the history; null as above"
    )
    confidence: float | None = Field(ge=0, le=1, description="null as above")
    risk: Literal["low", "medium", "high"]
    evidence: list[CitedOut]
    because: list[str] = Field(
        description="what was found, each with its file and line; each of several names; or empty"
    )
    members: list[ProposalOut] = Field(
        description="what several names are made of: each can be applied alone; else empty"
    )


class FindingOut(Out):
    """Waste that no proposal answers."""

    kind: str
    subject: list[str]
    words: str
    count: int
    lost_events: float
    lost_s: float | None
    evidence: list[CitedOut]
    places: list[str] = Field(description="`path:line` of what stands in a file")


class OptimizeOut(Out):
    """What could be better, the best first."""

    project: str | None
    name: str | None
    acts: int = Field(description="commands, tool calls and steps that were looked at")
    commits: int
    proposals: list[ProposalOut]
    findings: list[FindingOut]
    took_ms: float


class AppliedOut(Out):
    """A change that was made or undone."""

    id: str
    title: str
    state: Literal["applied", "undone"]
    files: list[str]


class ResultOut(Out):
    """What became of something that is applied."""

    id: str
    title: str
    time: float
    acts: int = Field(description="commands, calls and steps since")
    uses: int | None = Field(description="null where its use leaves no trace")
    foretold: float | None = Field(
        description="events that it should have spared since; null where none were foretold"
    )
    realised: float | None
    foretold_keys: float | None = Field(description="keystrokes; null where none were foretold")
    realised_keys: float | None = Field(description="of so many uses, as each was foretold; null as above")
    remove: bool = Field(description="it saves too little to be kept")
    by: Literal["user", "autonomous"]


class ReportOut(Out):
    """All that is applied."""

    applied: list[ResultOut]


class AutonomousOut(Out):
    """What may be applied without a question."""

    enabled: bool
    most_risk: Literal["low", "medium"]
    forms: list[str]
    scopes: list[Literal["own", "project"]]
    most_a_day: int
    own: bool = Field(description="whether the user consented to changes of their own files")
    projects: list[str] = Field(description="roots of the repositories that they consented to changes in")
    why_not: str | None = Field(description="what keeps anything from being applied")


class RecordOut(Out):
    """Something that was applied, and what became of it."""

    id: str
    form: str
    title: str
    by: Literal["user", "autonomous"] = Field(description="on whose word")
    permit: str = Field(description="what allowed it; empty where the user did, for this one")
    risk: Literal["low", "medium", "high"]
    time: float
    state: Literal["applied", "undone"]
    undone: float | None
    project: str | None
    files: list[str]
    predicted_events: float
    predicted_acts: int


class AuditOut(Out):
    """Everything that was ever applied, the oldest first."""

    autonomous: AutonomousOut
    records: list[RecordOut]
