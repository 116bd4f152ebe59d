"""Reasons as they go over the wire: each by itself, and all of them in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jepa_learning.api.schemas.predictions import ReasonOut
from jepa_learning.domain.event import Reason

_LABELS: Final = {"cochange": "co-change"}


def in_words(reasons: Mapping[str, Reason]) -> str:
    """Name every reason with its evidence, the largest share first."""
    ordered = sorted(reasons.items(), key=lambda pair: pair[1].share, reverse=True)
    return "; ".join(f"{_LABELS.get(name, name)}: {reason.words}" for name, reason in ordered)


def reasons_out(reasons: Mapping[str, Reason]) -> dict[str, ReasonOut]:
    """Return each reason by its name."""
    return {name: ReasonOut.model_validate(reason) for name, reason in reasons.items()}
