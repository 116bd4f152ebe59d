"""Networks: how the event JEPA is made, taught and kept."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.config.section import Section


class LiveSettings(Section):
    """How the event JEPA goes on learning."""

    every: int = Field(ge=1, le=100_000, description="lessons between two rounds of steps, at first")
    growth: float = Field(ge=0.0, le=1.0, description="later, if that is more: share of all learnt")
    steps: int = Field(ge=0, le=1000, description="steps of a round; 0 never learns")
    batch: int = Field(ge=2, le=1024, description="lessons of a step")
    replay: int = Field(ge=2, le=100_000, description="lessons that are remembered")
    pace: float = Field(gt=0.0, le=10.0, description="of these steps, relative to the rates of training")
    least: int = Field(ge=2, le=100_000, description="lessons that a comparison needs")
    compared: int = Field(ge=2, le=100_000, description="lessons that a comparison looks back at")
    delay_s: float = Field(ge=0.0, le=3600.0, description="how long nothing was learnt before rounds are run")
    keep: int = Field(ge=0, le=100, description="versions of each kind that are kept aside")


class TrainingSettings(Section):
    """How a step teaches the event JEPA."""

    rate: float = Field(gt=0.0, le=1.0, description="of the network (AdamW)")
    table_rate: float = Field(gt=0.0, le=10.0, description="of the table of subwords (AdaGrad)")
    decay: float = Field(ge=0.0, le=1.0, description="of the network's matrices, a step and unit of rate")
    latent_weight: float = Field(ge=0.0, le=100.0, description="of the prediction in latent space")
    sigreg_weight: float = Field(ge=0.0, le=10.0, description="of SIGReg at 256 states")
    believed_share: float = Field(ge=0.0, le=1.0, description="of what the federation believed beside it")
    believed_often: float = Field(ge=0.0, le=1.0, description="share of steps in which that is added")
    nameless: float = Field(ge=0.0, le=1.0, description="share of names whose own rows are hidden in a step")


class OfflineSettings(Section):
    """How `lev jepa learn --train` trains."""

    epochs: float = Field(gt=0.0, le=1000.0, description="how often each lesson is learnt from")
    batch: int = Field(ge=2, le=1024, description="lessons of a step")
    pace: float = Field(gt=0.0, le=10.0, description="of the first steps of a version that goes on")
    lessons: int = Field(ge=100, le=1_000_000, description="the newest so many are trained on")
    held_out_share: float = Field(gt=0.0, le=0.5, description="of the lessons, the newest, to compare on")
    held_out: int = Field(ge=2, le=100_000, description="at most so many")
    save_every: int = Field(ge=1, le=100_000, description="steps between two saves, to go on from")


class NetworkSettings(Section):
    """How large a network is that starts without a base."""

    dimension: int = Field(ge=8, le=1024, multiple_of=8, description="numbers of an embedding")
    buckets: int = Field(ge=256, le=1_000_000, description="rows of the table of subwords")


class SequenceBaseSettings(Section):
    """How the base of sequences differs from that of files."""

    most_cases: int = Field(ge=20, le=1_000_000, description="commits of a repository that are learnt")
    most_events: int = Field(ge=20, le=1_000_000, description="of each kind that a history is told as")
    steps: int = Field(ge=1, le=1_000_000, description="of training")
    buckets: int = Field(ge=256, le=1_000_000, description="rows of the table of subwords")


class CouncilBaseSettings(Section):
    """How the council is trained (domain/manifolds/council.py)."""

    steps: int = Field(ge=1, le=1_000_000, description="of training")
    hidden: int = Field(ge=1, le=1024, description="units that see all opinions at once")
    rate: float = Field(gt=0.0, le=1.0, description="of its weights (AdamW)")
    decay: float = Field(ge=0.0, le=1.0, description="of its weights, a step and unit of rate")


class BaseSettings(Section):
    """How `lev jepa train-base` trains the networks that ship."""

    most_cases: int = Field(ge=20, le=1_000_000, description="commits of a repository that are learnt")
    whole_lessons: int = Field(ge=0, le=1_000_000, description="lessons at its beginning that are all kept")
    kept_share: float = Field(ge=0.0, le=1.0, description="of the later lessons, drawn by the seed")
    least_lessons: int = Field(ge=2, le=100_000, description="a repository that teaches fewer is left out")
    window: int = Field(ge=2, le=100_000, description="a step draws from so many neighbouring lessons")
    near_start: int = Field(ge=0, le=100_000, description="before this lesson the window is shorter")
    first_window: int = Field(ge=2, le=100_000, description="neighbours near the start of a history")
    batch: int = Field(ge=2, le=1024, description="lessons of a step")
    steps: int = Field(ge=1, le=1_000_000, description="of training")
    warm_up: int = Field(ge=1, le=100_000, description="steps until the rates are full")
    least_pace: float = Field(ge=0.0, le=1.0, description="of the rates, in the end")
    checkpoint_every: int = Field(ge=1, le=100_000, description="steps between two checkpoints")
    dimension: int = Field(ge=8, le=1024, multiple_of=8, description="numbers of an embedding")
    buckets: int = Field(ge=256, le=1_000_000, description="rows of the table of subwords")
    most_bytes: int = Field(ge=1000, le=1_000_000_000, description="a larger model is refused")
    sequences: SequenceBaseSettings
    council: CouncilBaseSettings


class JepaSettings(Section):
    """The event JEPA."""

    seed: int = Field(ge=0, le=2**31, description="of everything that is chosen by chance")
    live: LiveSettings
    training: TrainingSettings
    offline: OfflineSettings
    network: NetworkSettings
    base: BaseSettings
