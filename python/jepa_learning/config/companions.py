"""Companions of the settings: config/learning-models.yaml, config/adaptation-rules.yaml and whisper rules."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from jepa_learning.config.section import Section
from jepa_learning.domain.whispers.rule import SIGNALS, signal_name


class ManifoldEntry(Section):
    """One manifold in config/learning-models.yaml."""

    name: str = Field(min_length=1, description="its name, as reasons and --without have it")
    kinds: list[Literal["file", "command", "step", "tool", "context"]] = Field(
        min_length=1, description="what it predicts"
    )
    enabled: bool = Field(description="false leaves it out")


class LearnedModelEntry(Section):
    """One trained model in config/learning-models.yaml; none ships yet."""

    name: str = Field(min_length=1, description="its folder in models/")
    enabled: bool = Field(description="false leaves it out")


class LearningModels(Section):
    """config/learning-models.yaml: what predicts."""

    manifolds: list[ManifoldEntry] = Field(description="the counting manifolds")
    learned_models: list[LearnedModelEntry] = Field(
        max_length=0, description="trained models; none ships yet"
    )


Adapting = Literal["absorb", "redistribute", "start"]


class AdaptingAllowed(Section):
    """What may happen in each regime: of what is shared, and for `start` of the lender."""

    equilibrium: list[Adapting] = Field(description="things go on as they did")
    exploration: list[Adapting] = Field(description="something new is tried")
    breakdown: list[Adapting] = Field(description="what happens is unlike anything learnt")
    re_anchoring: list[Adapting] = Field(alias="re-anchoring", description="something settles again")


class StartingRules(Section):
    """When a new project may begin with the weights of another."""

    most_cases: int = Field(ge=0, le=100_000, description="commits from which on its own weights are better")
    least_lent: int = Field(ge=1, le=100_000, description="commits that the lender's weights are learnt from")
    least_likeness: float = Field(ge=0, le=1, description="how alike the two must be")


class NoticingRules(Section):
    """When something new is noticed, and what may be done about it unasked."""

    repository: Literal["never", "show", "ask", "act"] = Field(description="a new project")
    workflow: Literal["never", "show", "ask", "act"] = Field(description="a new workflow")
    tool: Literal["never", "show", "ask"] = Field(description="a new program or tool")
    every: int = Field(ge=1, le=1_000_000, description="events after which it is looked again")
    least_confidence: float = Field(ge=0, le=1, description="that adapting is no worse")
    most_runs: int = Field(ge=1, le=100_000, description="from which on a workflow is not new any more")
    newest: int = Field(ge=1, le=100_000, description="commands and calls of late")
    least_uses: int = Field(ge=1, le=100_000, description="of a new tool")
    least_cases: int = Field(ge=1, le=100_000, description="in which it was used")
    most: int = Field(ge=1, le=100, description="of each that are looked at")
    names: int = Field(ge=100, le=1_000_000, description="workflows, repositories and tools that are held")


class AdaptationRules(Section):
    """config/adaptation-rules.yaml: when `adapt` may act."""

    least_cases: int = Field(ge=1, le=1000, description="examples that are the least to learn from")
    least_events: int = Field(ge=1, le=100_000, description="steps that they are made of, together")
    least_novelty: float = Field(
        ge=0, le=1, description="unknown share of the steps from which on a workflow gets a world of its own"
    )
    least_measured: int = Field(ge=1, le=100_000, description="questions below which nothing is measured")
    start: StartingRules = Field(description="when a new project may begin like another")
    notice: NoticingRules = Field(description="what is noticed unasked, and what may be done about it")
    allows: AdaptingAllowed = Field(description="what may happen, by regime")


def _signal(words: str) -> str:
    name = signal_name(words)
    if name not in SIGNALS:
        raise ValueError(f"expected one of {', '.join(SIGNALS)}")
    return name


def _modes(rules: dict[str, Any]) -> dict[str, Any]:
    odd = [mode for mode in rules if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", mode)]
    if odd:
        raise ValueError(f"expected modes of small letters, digits and _, not {', '.join(odd)}")
    return rules


class WhisperRule(Section):
    """One rule of a file of whispers."""

    when: Annotated[str, AfterValidator(_signal)] = Field(description="the signal that it waits for")
    action: Literal[
        "initiate_self_supervised_learning", "activate_temporal_prediction", "autonomous_optimization", "say"
    ] = Field(description="what is whispered")
    guidance: str = Field(min_length=1, max_length=240, description="what to do with it")
    cost: Annotated[float, Field(ge=0.0, le=1.0)] | None = Field(
        default=None, description="instead of whispers.cost"
    )
    cooldown_s: Annotated[float, Field(ge=0.0, le=604_800.0)] | None = Field(
        default=None, description="instead of whispers.cooldown_s"
    )
    where: dict[str, str | int | float | bool] = Field(
        default_factory=dict, description="facts that the signal must have, with their values"
    )
    expects: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field(
        default_factory=list, max_length=3, description="commands that a `say` is about"
    )


class WhisperRules(Section):
    """A file of whisper rules: config/whispers.yaml, and the user's own."""

    whisper: Annotated[dict[str, WhisperRule], AfterValidator(_modes)] = Field(description="by their modes")
