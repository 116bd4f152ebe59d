"""The learner: its manifolds, their mixture, and how far answers are believed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.config.drift import DriftSettings
from jepa_learning.config.section import Section


class MixerSettings(Section):
    """How the manifolds are mixed."""

    initial: float = Field(ge=0.0, le=2.0, description="weight of a view before anything is learnt")
    rate: float = Field(gt=0.0, le=2.0, description="size of the steps that weights take")
    settle: float = Field(gt=0.0, le=1000.0, description="squared gradients assumed at the start")
    floor: float = Field(ge=0.0, le=0.1, description="smallest step, so that weights never freeze")
    ceiling: float = Field(ge=0.1, le=1.0, description="part of all weight to which one manifold is cut")
    steepest: float = Field(gt=0.0, le=1000.0, description="longest gradient that one outcome pushes with")
    lowest: float = Field(ge=-10.0, le=0.0, description="least weight of a view in one set of weights")
    late_initial: float = Field(ge=0.0, le=2.0, description="weight of a network's view at the start")
    late_rate: float = Field(gt=0.0, le=2.0, description="size of steps beside the mixture of counts")
    late_settle: float = Field(gt=0.0, le=1000.0, description="squared gradients assumed there")
    late_share: float = Field(ge=0.0, le=0.5, description="that both stages always have")


class FileLearnerSettings(Section):
    """How changes of files are learnt."""

    mixer: MixerSettings
    initial_named: float = Field(ge=0.0, le=2.0, description="first weight of paths that the intent names")
    open_cases: int = Field(ge=1, le=10_000, description="changes that are followed at a time")
    slow_half_life: float = Field(ge=1.0, le=100_000.0, description="until a change weighs half, slow view")
    fast_half_life: float = Field(ge=1.0, le=100_000.0, description="until a change weighs half, fast view")
    case_half_life: float = Field(ge=1.0, le=100_000.0, description="until a pair or a directory weighs half")
    author_task_half_life: float = Field(ge=1.0, le=100_000.0, description="of an author's cases, fast view")
    author_half_life: float = Field(ge=1.0, le=100_000.0, description="of an author's cases, middle view")
    author_slow_half_life: float = Field(ge=1.0, le=100_000.0, description="of an author's cases, slow view")
    similar_half_life: float = Field(ge=1.0, le=1_000_000.0, description="until a similar case weighs half")
    nearest_cases: int = Field(ge=1, le=1000, description="similar cases that vote")
    following_files: int = Field(ge=1, le=1000, description="files of the last commit that are looked at")
    word_prior: float = Field(gt=0.0, le=10_000.0, description="average counts that a word starts with")
    author_prior: float = Field(gt=0.0, le=1000.0, description="commits that make an author half known")
    text_saturation: float = Field(gt=0.0, le=10.0, description="k1 of BM25: when repeats stop to count")
    text_length_share: float = Field(ge=0.0, le=1.0, description="b of BM25: how far length is held against")
    escape: float = Field(gt=0.0, le=0.9, description="probability that a view leaves to all others")
    episodes: int = Field(ge=0, le=10_000, description="what the event JEPA can be reminded of")


class SequenceLearnerSettings(Section):
    """How sequences of commands, steps and tool calls are learnt."""

    mixer: MixerSettings
    share: float = Field(gt=0.0, le=0.5, description="weight that the second mixture deals out anew")
    open_cases: int = Field(ge=1, le=1_000_000, description="sessions and runs that are followed at a time")
    shortlist: int = Field(ge=5, le=1000, description="candidates that a manifold may name by each context")
    own_weights_after: int = Field(
        ge=1,
        le=1_000_000,
        description="times that an activity came before what follows it has weights of its own",
    )
    slow_half_life: float = Field(ge=1.0, le=1_000_000.0, description="until an event weighs half, slow view")
    fast_half_life: float = Field(ge=1.0, le=1_000_000.0, description="until an event weighs half, fast view")
    remembered: int = Field(ge=1, le=100, description="last followers kept of each context")
    fade: float = Field(gt=0.0, le=1.0, description="weight of a follower relative to the next newer one")
    longest_process: int = Field(ge=1, le=100_000, description="a longer case is no process")
    pause_prior: float = Field(gt=0.0, le=1000.0, description="average pauses that an activity starts with")
    hindsight_rate: float = Field(
        gt=0.0, le=2.0, description="size of the steps in which mistakes are learnt"
    )
    hindsight_settle: float = Field(gt=0.0, le=1000.0, description="squared gradients assumed there")
    escape: float = Field(gt=0.0, le=0.9, description="probability that a view leaves to all others")
    episodes: int = Field(ge=0, le=10_000, description="what the event JEPA can be reminded of")


class DetectorSettings(Section):
    """What confirms a change."""

    adapter: Literal["memory", "river"] = Field(description="whose detectors confirm")
    significance: float = Field(gt=0.0, le=0.5, description="of river's ADWIN")


class TrustSettings(Section):
    """How far an answer can be believed."""

    stiffness: float = Field(gt=0.0, le=10_000.0, description="outcomes that the first trust is worth")
    memory: float = Field(ge=10.0, le=1_000_000.0, description="until an outcome weighs a third, for signs")
    calibration_start: float = Field(gt=0.0, le=1000.0, description="outcomes that the first map is worth")
    calibration_floor: float = Field(gt=0.0, le=0.5, description="least weight of a new outcome")
    abstention: AbstentionSettings


class LearnerSettings(Section):
    """How the learner learns, and when it hesitates."""

    files: FileLearnerSettings
    sequences: SequenceLearnerSettings
    drift: DriftSettings
    detectors: DetectorSettings
    weighed: int = Field(ge=2, le=1_000_000, description="candidates of a question that are weighed at most")
    least_cases: int = Field(ge=0, le=100_000, description="cases known before a prediction is acted on")
    least_events: int = Field(ge=0, le=1_000_000, description="or so many events, of few long cases")
    dismissed_share: float = Field(
        ge=0.0,
        le=1.0,
        description="of the probability of a candidate that was dismissed of late",
    )
    trust: TrustSettings


class AbstentionSettings(Section):
    """When a prediction is not acted on."""

    precision: float = Field(ge=0.5, le=0.99, description="share of what is shown that shall be right")
    step: float = Field(gt=0.0, le=1.0, description="how far a wrong answer moves the threshold")
    patience: int = Field(ge=0, le=100_000, description="chances missed in a row before the threshold falls")
    drift: float = Field(ge=0.0, le=0.1, description="how far it then falls by each at most")
    window: int = Field(ge=50, le=100_000, description="questions looked back at for how far it may fall")
