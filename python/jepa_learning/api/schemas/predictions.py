"""A question and its answer."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import (
    MAX_HORIZON,
    MAX_INTENT_CHARS,
    MAX_K,
    MAX_KINDS,
    MAX_KNOWN,
    AbsolutePath,
    In,
    Kind,
    Out,
)
from jepa_learning.api.schemas.dominance import DominanceOut


class PredictionIn(In):
    """A question."""

    project: AbsolutePath | None = None
    cwd: AbsolutePath | None = None
    kinds: list[Kind] | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_KINDS,
        description="null: file, command and step, and context where enough is known of it",
    )
    k: int = Field(default=5, ge=1, le=MAX_K)
    horizon: int = Field(default=1, ge=1, le=MAX_HORIZON, description="steps of a rollout; 1 is none")
    intent: str | None = Field(default=None, max_length=MAX_INTENT_CHARS)
    known: list[str] | None = Field(default=None, max_length=MAX_KNOWN, description="null: ask git")
    explain: bool = False
    case: str | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="session or run to go on with; null: the latest",
    )


class ReasonOut(Out):
    """One manifold's part in a candidate."""

    share: float
    words: str


class CandidateOut(Out):
    """One possible next activity."""

    activity: str
    probability: float
    why: str
    reasons: dict[str, ReasonOut] | None = Field(default=None, description="only with explain")


class StepOut(Out):
    """One step of a rollout."""

    activity: str
    probability: float
    confidence: float = Field(description="the product of the probabilities so far")


class SectionOut(Out):
    """The answer for one kind."""

    kind: Kind
    learnt: int
    cases: int
    candidates: list[CandidateOut]
    abstained: str | None
    hint: str | None
    confidence: float
    disagreement: float
    regime: str
    needed: float = Field(description="the confidence from which on such an answer is not abstained from")
    rollout: list[StepOut] | None
    suggestion: str | None = Field(description="the id that feedback names; null where it abstains")
    dominance: DominanceOut | None = Field(default=None, description="only with explain")


class PredictionOut(Out):
    """What comes next."""

    project: str | None
    name: str | None
    known: list[str]
    sections: list[SectionOut]
    took_ms: float
