"""Memory: what is searched, where vectors are kept, and how texts become vectors."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.config.section import Section


class SearchSettings(Section):
    """How `related` and `search` find and rank."""

    most_entries: int = Field(ge=1000, le=10_000_000, description="what is known, once each, the latest kept")
    depth: int = Field(ge=10, le=1000, description="how many each ranking names")
    rank_constant: float = Field(ge=0.0, le=1000.0, description="how little the first places stand out")
    history_weight: float = Field(
        gt=0.0, le=100.0, description="weight of co-change and past intents beside names and meaning"
    )
    saturation: float = Field(gt=0.0, le=10.0, description="k1 of BM25: when repeats stop to count")
    length_share: float = Field(ge=0.0, le=1.0, description="b of BM25: how far length is held against")
    least_likeness: float = Field(ge=0.0, le=1.0, description="below it no meaning is called near")


class MemorySettings(Section):
    """The vector memory: where vectors are kept, and when they are written."""

    adapter: Literal["embedded", "memory", "server"] = Field(description="what keeps the vectors")
    url: str = Field(
        pattern=r"^https?://[^\s/@]+(/[^\s]*)?$", description="server: where it is, http or https"
    )
    api_key_file: str = Field(description="server: path of a file with its API key, for you alone (0600)")
    collection: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,200}$", description="server: name of the collection")
    dimension: int = Field(ge=16, le=4096, description="numbers in a vector")
    index_after: int = Field(
        ge=1000, le=100_000_000, description="embedded: an index is built from so many on"
    )
    timeout_s: float = Field(ge=0.1, le=60.0, description="server: longest wait for an answer")
    delay_s: float = Field(
        ge=0.0, le=3600.0, description="how long nothing was learnt before vectors are written"
    )
    retry_s: float = Field(ge=1.0, le=86_400.0, description="how long a store that failed is left alone")


class TextSettings(Section):
    """How texts become vectors."""

    encoder: Literal["hashed", "minilm"] = Field(description="what encodes texts")
