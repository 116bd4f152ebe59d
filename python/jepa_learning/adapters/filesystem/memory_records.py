"""The record of the vector memory in a small JSON file, replaced whole."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.memory_records import MemoryRecord, Space


class FileMemoryRecords:
    """Keeps the record in a file, for the user alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> MemoryRecord | None:
        """Return the record, or None where the file is missing."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return MemoryRecord(**{**found, "space": Space(**found["space"])})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StoreError(
                f"{self._path} cannot be read ({error}): check its rights; if it is damaged, remove it, and "
                "the vector memory is filled again from the event log"
            ) from error

    def save(self, record: MemoryRecord) -> None:
        """Replace the file: after a power cut there is the old one or the new one."""
        new = self._path.with_name(f"{self._path.name}.new")
        try:
            with open(
                os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump(asdict(record), file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        except OSError as error:
            raise StoreError(
                f"{self._path} cannot be written ({error.strerror}): check the disk and the folder's rights"
            ) from error
