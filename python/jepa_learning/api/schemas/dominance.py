"""Whose evidence came true."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import Out


class DominanceOut(Out):
    """How credit is spread over the manifolds."""

    credit: dict[str, float] = Field(description="of each manifold, the largest first; their sum is 1")
    effective: float = Field(description="so many manifolds with equal credit would be as diverse")
    outcomes: int = Field(description="the latest so many outcomes it was averaged over")
    ceiling: float = Field(description="part of all weight to which one manifold is cut")
