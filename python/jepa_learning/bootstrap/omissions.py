"""Omissions: their options, as the domain has them."""

from __future__ import annotations

from jepa_learning.config.settings import Settings
from jepa_learning.domain.abstention import AbstentionOptions
from jepa_learning.domain.omissions.omissions import OmissionOptions


def omission_options(settings: Settings) -> OmissionOptions:
    """Return what commits are looked at for."""
    told = settings.optimize.omissions
    return OmissionOptions(
        candidates=told.candidates,
        named=told.named,
        within=told.within,
        threshold=AbstentionOptions(**told.threshold.model_dump()),
    )
