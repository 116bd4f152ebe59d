"""Versions of networks, listed in memory: for tests. Their weights lie in a folder that is handed over."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from jepa_learning.domain.model_version import BASE, ModelVersion
from jepa_learning.ports.model_registry import Write


class MemoryModelRegistry:
    """Keeps the list in a field.

    Args:
        folder: Where weights lie.
        shipped: What is listed from the start and always.
    """

    def __init__(self, folder: Path, *, shipped: Sequence[ModelVersion] = ()) -> None:
        self._folder = folder
        self._shipped = tuple(shipped)
        self._own: tuple[ModelVersion, ...] = ()

    def versions(self) -> tuple[ModelVersion, ...]:
        """Return all that are listed."""
        return self._shipped + self._own

    def place(self, version: ModelVersion) -> Path:
        """Return the folder of a version's weights."""
        return self._folder / version.name

    def store(self, version: ModelVersion, write: Write) -> None:
        """Have weights written."""
        place = self.place(version)
        new = place.with_name(f"{place.name}.new")
        new.mkdir(parents=True)
        try:
            write(new)
            shutil.rmtree(place, ignore_errors=True)
            new.replace(place)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def replace(self, versions: Sequence[ModelVersion]) -> None:
        """List just these; remove the weights of the others."""
        self._own = tuple(one for one in versions if one.state != BASE)
        listed = {one.name for one in self.versions()}
        for found in self._folder.iterdir() if self._folder.exists() else ():
            if found.name not in listed:
                shutil.rmtree(found)
