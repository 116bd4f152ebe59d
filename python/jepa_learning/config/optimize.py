"""Optimize: what counts as waste, what is proposed, and what may be done unasked."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.config.learner import AbstentionSettings
from jepa_learning.config.section import Section


class WasteSettings(Section):
    """What counts as waste."""

    least: int = Field(ge=2, le=1000, description="occurrences below which nothing is a habit")
    level: float = Field(gt=0, le=0.5, description="chance above which something is no finding")
    soon_s: float = Field(ge=1, le=86400, description="s within which one thing answers another")
    turns: int = Field(ge=2, le=100, description="turns from which it is a loop")
    long_chars: int = Field(ge=5, le=1000, description="characters from which a line is long")
    slow_s: float = Field(ge=0.1, le=86400, description="s from which a step is slow")
    window: int = Field(ge=1, le=50, description="acts that are looked back at for a usual step")
    usual: float = Field(gt=0, le=1, description="share from which something is usual")
    switches: int = Field(ge=2, le=1000, description="switches of project from which it is thrash")


class ProposalSettings(Section):
    """What is worth a proposal."""

    learn_share: float = Field(
        gt=0, le=0.95, description="share of the history that proposals are learnt from"
    )
    least_uses: float = Field(ge=0, le=10000, description="uses foretold, below which nothing is proposed")
    least_uses_each: float = Field(ge=0, le=10000, description="uses foretold of each name of a set")
    most_scatter: float = Field(gt=0, le=10, description="scatter of uses above which nothing is foretold")
    most_width: float = Field(
        gt=0, le=10, description="half of the interval over what is foretold, above which it is not said"
    )
    adoption_events: float = Field(ge=0, le=1000, description="events that it costs to adopt a new name")
    most_names: int = Field(ge=1, le=100, description="names that are one proposal")
    most_preloaded: int = Field(ge=1, le=1000, description="things on a preload list")
    carries_over: float = Field(gt=0, le=1, description="share of a rate that is expected to go on")


class AutonomousSettings(Section):
    """What `optimize` may apply without a question."""

    enabled: bool = Field(description="whether it may apply anything by itself; a consent is needed too")
    most_risk: Literal["low", "medium"] = Field(description="nothing riskier is applied")
    forms: list[
        Literal[
            "alias",
            "shell_function",
            "recipe",
            "git_hook",
            "preload_list",
            "workflow_patch",
            "runner_workflow",
        ]
    ] = Field(description="which kinds of proposals")
    scopes: list[Literal["own", "project"]] = Field(description="your own files, and those of repositories")
    most_a_day: int = Field(ge=1, le=100, description="changes within 24 hours")
    least_confidence: float = Field(ge=0, le=1, description="confidence of a proposal")
    every_s: float = Field(ge=60, le=604800, description="how often it looks at most")


class OmissionSettings(Section):
    """What a commit probably lacks."""

    most_events: int = Field(ge=100, le=1000000, description="newest events that are learnt from at a commit")
    candidates: int = Field(ge=1, le=1000, description="files that are weighed for a commit")
    named: int = Field(ge=1, le=10, description="files that are named")
    within: int = Field(ge=1, le=100, description="commits of the author within which one of them must come")
    threshold: AbstentionSettings


class OptimizeSettings(Section):
    """What `optimize` looks for."""

    session_gap_s: float = Field(ge=1, le=604800, description="a longer pause ends a session")
    most_events: int = Field(ge=100, le=10000000, description="newest events that are looked at")
    most_s: float = Field(ge=1, le=3600, description="time for a look, after which its process is ended")
    ahead: int = Field(ge=10, le=1000000, description="acts that a saving is foretold for")
    ahead_commits: int = Field(ge=10, le=100000, description="commits, of what commits use")
    waste: WasteSettings
    proposals: ProposalSettings
    omissions: OmissionSettings
    autonomous: AutonomousSettings


class UnderstandSettings(Section):
    """What `understand` says and `organize` suggests."""

    least: int = Field(ge=2, le=1000, description="times below which nothing is said")
    level: float = Field(gt=0, le=0.5, description="what is likelier than this by chance is not said")
    usual: float = Field(gt=0, le=1, description="share from which on something is called usual")
    most: int = Field(ge=1, le=1000, description="sentences of a topic, and moves")
    most_nodes: int = Field(ge=10, le=100_000, description="things that the knowledge graph holds")
