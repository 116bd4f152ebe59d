"""ModelShelf: the models that ship, each in a folder with its card, and one registry of them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Weights:
    """What a folder with a network holds.

    Attributes:
        sha256: Of the weights.
        sizes: How large the network is: dimension, buckets, layers, heads, hidden.
        bytes: Of the weights.
        file: Their name.
    """

    sha256: str
    sizes: Mapping[str, int]
    bytes: int
    file: str = "weights.safetensors"


@dataclass(frozen=True, slots=True)
class Entry:
    """A model in the registry.

    Attributes:
        name: The name of its folder.
        version: Counts from 1; other weights have another version.
        sha256: Of the weights.
        files: Bytes of each file.
        metrics: How good it is, by the name of what was measured.
    """

    name: str
    version: int
    sha256: str
    files: Mapping[str, int]
    metrics: Mapping[str, float]


class ModelShelf(Protocol):
    """Puts models where they ship from."""

    def read(self, folder: Path) -> Weights:
        """Return what a folder holds.

        Raises:
            StoreError: It holds no network, or its weights are not what its configuration says.
        """
        ...

    def put(self, built: Path, folder: Path, *, card: str, metrics: Mapping[str, float]) -> Entry:
        """Put what was built into its folder, with its card, and into the registry beside it.

        Raises:
            StoreError: It is too large to ship, or cannot be written.
        """
        ...
