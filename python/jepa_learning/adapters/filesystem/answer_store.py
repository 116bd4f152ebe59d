"""Answers are a small file of JSON, replaced as a whole, so that they outlive the sidecar."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import cast, get_args

from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.answer_store import Answer


class FileAnswerStore:
    """Keeps the file.

    Args:
        path: The file; its folder exists.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def remember(self, name: str, answer: Answer) -> None:
        """Write the file anew.

        Raises:
            StoreError: It cannot be written.
        """
        new = self._path.with_name(f"{self._path.name}.new")
        try:
            with open(
                os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump({**self._read(), name: answer}, file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        except OSError as error:
            raise StoreError(
                f"{self._path} cannot be written ({error.strerror}): check its folder's rights"
            ) from error

    def recall(self, name: str) -> Answer | None:
        """Return what the file says."""
        return self._read().get(name)

    def _read(self) -> dict[str, Answer]:
        """What cannot be read says nothing: then something is offered once more."""
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        told = found.items() if isinstance(found, dict) else ()
        return {name: cast(Answer, answer) for name, answer in told if answer in get_args(Answer)}
