"""Drift: how streams are followed, and what each regime allows."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.config.section import Section


class WatchSettings(Section):
    """When a signal of drift counts as risen."""

    slack: float = Field(ge=0.0, le=8.0, description="how far above its mean it may stay for ever")
    warn: float = Field(gt=0.0, le=1000.0, description="sum beyond the slack that warns")
    confirm: float = Field(gt=0.0, le=1000.0, description="sum beyond the slack that confirms")
    tail: int = Field(ge=100, le=10_000, description="newest values kept, to make detectors from")
    doubt: int = Field(ge=1, le=10_000, description="values for which a warning waits to be confirmed")


class StaySettings(Section):
    """How long a regime lasts."""

    least: int = Field(ge=1, le=100_000, description="events that it lasts at least")
    most: int = Field(ge=1, le=1_000_000_000, description="events that it lasts at most")


class RegimeSettings(Section):
    """When a stream enters and leaves its regimes."""

    equilibrium: StaySettings
    exploration: StaySettings
    breakdown: StaySettings
    reanchoring: StaySettings
    calm: int = Field(ge=1, le=100_000, description="events without a warning that end exploration")
    level: float = Field(ge=0.0, le=1.0, description="part by which a loss must differ to rise or fall")


class AllowanceSettings(Section):
    """What a regime allows."""

    mixing: float = Field(ge=0.0, le=10.0, description="times the steps of the weights")
    calibrating: float = Field(ge=0.0, le=10.0, description="times the least weight of a new outcome")
    share: float = Field(ge=0.0, le=10.0, description="times the weight that fixed shares deal out")
    networks_learn: bool = Field(description="whether networks are taught at once; else their lessons wait")


class AllowancesSettings(Section):
    """What each regime allows."""

    equilibrium: AllowanceSettings
    exploration: AllowanceSettings
    breakdown: AllowanceSettings
    reanchoring: AllowanceSettings


class DriftSettings(Section):
    """How streams are followed, and what is done when they change."""

    window: int = Field(ge=8, le=10_000, description="points of a window of the manifolds' paths")
    windows: int = Field(ge=3, le=10_000, description="windows that a path is long")
    dimension: int = Field(ge=2, le=256, description="numbers of a manifold's point")
    most_bits: float = Field(ge=1.0, le=64.0, description="a loss counts as at most so many bits")
    slow_half_life: float = Field(ge=10.0, le=1_000_000.0, description="of what is usual in a regime")
    fast_half_life: float = Field(ge=2.0, le=100_000.0, description="of what is usual lately")
    per_case: int = Field(ge=0, le=10_000, description="files of a change that count for departure; 0 is all")
    begin: int = Field(ge=0, le=1_000_000, description="events before which nothing is watched")
    departure: WatchSettings
    loss: WatchSettings
    order: WatchSettings
    regimes: RegimeSettings
    allowances: AllowancesSettings
    anchors: int = Field(ge=1, le=100, description="regimes of the past that are remembered")
    credit: float = Field(gt=0.0, le=1000.0, description="bits that recognise one of them")
    checkpoint: int = Field(ge=1, le=100_000, description="events between two copies of the weights")
    lessons: int = Field(ge=1, le=100_000, description="lessons that wait in a breakdown at most")
