"""Vectors on their way from one store to another."""

from __future__ import annotations

from typing import Literal

from jepa_learning.api.schemas.basis import Out


class MigrateLine(Out):
    """How far moving is, in memories."""

    type: Literal["progress"] = "progress"
    done: int
    total: int
