"""ModelRegistry: the versions of the networks that are kept, and where the weights of each lie.

What ships with the plugin is listed with them. It does not know what weights are made of, nor which version
should answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from jepa_learning.domain.model_version import ModelVersion

Write = Callable[[Path], object]
"""Writes weights into a folder that is there and empty."""


class ModelRegistry(Protocol):
    """Keeps a list of versions, oldest first, and a folder of each.

    Raises:
        StoreError: It cannot be read or written.
    """

    def versions(self) -> tuple[ModelVersion, ...]:
        """Return all that are listed, those that ship first."""
        ...

    def place(self, version: ModelVersion) -> Path:
        """Return the folder of a version's weights."""
        ...

    def store(self, version: ModelVersion, write: Write) -> None:
        """Have weights written, whole or not at all, in place of those of the same name; list nothing yet."""
        ...

    def replace(self, versions: Sequence[ModelVersion]) -> None:
        """List just these and what ships; the weights of all others are removed."""
        ...
