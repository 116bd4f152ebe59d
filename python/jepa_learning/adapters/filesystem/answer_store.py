"""Answers are a small file of JSON, replaced as a whole, so that they outlive the sidecar."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from pathlib import Path
from typing import cast, get_args

from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.answer_store import Answer


class FileAnswerStore:
    """Keeps the file. Threads may share it.

    Args:
        path: The file; its folder exists.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()

    def remember(self, name: str, answer: Answer) -> None:
        """Write the file anew.

        Raises:
            StoreError: It cannot be written, or is there and cannot be read: what it says would be lost.
        """
        with self._lock:
            try:
                answers = self._read()
            except OSError as error:
                raise StoreError(
                    f"{self._path} is there and cannot be read ({error.strerror}), and is left as it is: "
                    "check its rights"
                ) from error
            try:
                self._write({**answers, name: answer})
            except OSError as error:
                raise StoreError(
                    f"{self._path} cannot be written ({error.strerror}): check its folder's rights"
                ) from error

    def recall(self, name: str) -> Answer | None:
        """Return what the file says; nothing where it cannot be read."""
        try:
            return self._read().get(name)
        except OSError:
            return None

    def _write(self, answers: dict[str, Answer]) -> None:
        handle, made = tempfile.mkstemp(prefix=f"{self._path.name}.", dir=self._path.parent)
        new = Path(made)
        try:
            with open(handle, "w", encoding="utf-8") as file:
                json.dump(answers, file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        finally:
            new.unlink(missing_ok=True)

    def _read(self) -> dict[str, Answer]:
        """What nobody understands says nothing: then something is offered once more."""
        try:
            found = json.loads(self._path.read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        told = found.items() if isinstance(found, dict) else ()
        return {name: cast(Answer, answer) for name, answer in told if answer in get_args(Answer)}
