"""Lessons in files, one a key: a hash of the rest, then what was recorded. An odd file counts as absent."""

from __future__ import annotations

import hashlib
import io
import pickle
from pathlib import Path

from jepa_learning.adapters.snapshot.restricted_pickle import RestrictedUnpickler
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.latent import Lesson
from jepa_learning.ports.lesson_store import Recorded


class FileLessonStore:
    """Keeps lessons in a folder, for the user alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, key: str, recorded: Recorded) -> None:
        """Write them, in one step."""
        body = pickle.dumps((recorded.vocabulary, recorded.lessons, recorded.cases), protocol=5)
        path = self._path(key)
        unfinished = path.with_suffix(".unfinished")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.write_bytes(hashlib.sha256(body).digest() + body)
            unfinished.replace(path)
        except OSError as error:
            raise StoreError(
                f"{path} cannot be written ({error.strerror}): check the disk and the folder's rights"
            ) from error

    def load(self, key: str) -> Recorded | None:
        """Read them; None where there are none, or they were changed."""
        try:
            found = self._path(key).read_bytes()
            digest, body = found[:32], found[32:]
            if hashlib.sha256(body).digest() != digest:
                return None
            vocabulary, lessons, cases = RestrictedUnpickler(io.BytesIO(body)).load()
        except Exception:  # whatever is wrong with a derived file, it is made again
            return None
        right = isinstance(vocabulary, Interner) and all(isinstance(one, Lesson) for one in lessons)
        return Recorded(vocabulary, tuple(lessons), int(cases)) if right else None

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.lessons"
