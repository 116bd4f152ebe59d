"""The snapshot in a file: a header of one line, then the learner.

The header says what the file is, which learner it holds (the fingerprint), how far that had learnt, and the
SHA-256 of the rest. A file that is odd in any way is removed and counts as absent: the event log replaces it.
docs/adr/0003-snapshot.md says why it is a pickle, and what keeps it harmless.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from jepa_learning.adapters.snapshot.free_memory import give_back_memory
from jepa_learning.adapters.snapshot.restricted_pickle import RestrictedUnpickler
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.learner import Learner

_MAGIC: Final = "jepa-learning snapshot"
_VERSION: Final = 12
_HEADER_BYTES: Final = 512
_BLOCK_BYTES: Final = 1 << 20


class FileSnapshotStore:
    """Keeps a snapshot in one file, for the user alone.

    Args:
        path: The file; it is replaced in one step.
        fingerprint: A snapshot of another one is not trusted.
    """

    def __init__(self, path: Path, *, fingerprint: str) -> None:
        self._path = path
        self._unfinished = path.with_suffix(".unfinished")
        self._fingerprint = fingerprint

    def save(self, learner: Learner, *, sequence: int) -> None:
        """Replace the snapshot, atomically.

        Raises:
            StoreError: The file cannot be written; the earlier one stays.
        """
        try:
            with _private_file(self._unfinished) as file:
                file.write(b" " * _HEADER_BYTES)
                body = _HashingWriter(file)
                pickle.Pickler(body, protocol=5).dump(learner)
                file.seek(0)
                file.write(self._header(sequence, body.digest.hexdigest()))
                file.flush()
                os.fsync(file.fileno())
            self._unfinished.replace(self._path)
        except (OSError, pickle.PicklingError, AttributeError, TypeError) as error:
            with suppress(OSError):
                self._unfinished.unlink(missing_ok=True)
            raise StoreError(
                f"{self._path} cannot be written ({error}): check the disk and the folder's rights"
            ) from error
        finally:
            give_back_memory()

    def load(self) -> tuple[Learner, int] | None:
        """Return the learner and the sequence number of its last event; None leaves no file behind."""
        try:
            with self._path.open("rb") as file:
                sequence = self._trusted_sequence(file)
                learner = RestrictedUnpickler(file).load()
            give_back_memory()
            if isinstance(learner, Learner):
                return learner, sequence
        except FileNotFoundError:
            return None
        except Exception:  # whatever is wrong with a derived file, it is replaced by learning again
            pass
        self.forget()
        return None

    def forget(self) -> None:
        """Erase the snapshot, and what a process that was killed while saving left of one."""
        self._path.unlink(missing_ok=True)
        self._unfinished.unlink(missing_ok=True)

    def _header(self, sequence: int, digest: str) -> bytes:
        facts = {"format": _MAGIC, "version": _VERSION, "fingerprint": self._fingerprint}
        line = json.dumps({**facts, "sequence": sequence, "sha256": digest})
        return line.encode().ljust(_HEADER_BYTES - 1) + b"\n"

    def _trusted_sequence(self, file: BinaryIO) -> int:
        header = json.loads(file.read(_HEADER_BYTES))
        digest = hashlib.sha256()
        for block in iter(lambda: file.read(_BLOCK_BYTES), b""):
            digest.update(block)
        sequence = header["sequence"]
        if self._header(sequence, digest.hexdigest()) != self._header(sequence, header["sha256"]):
            raise ValueError("the body is not what the header says")
        if {**header, "fingerprint": self._fingerprint, "format": _MAGIC, "version": _VERSION} != header:
            raise ValueError("the snapshot is of another version or of another learner")
        file.seek(_HEADER_BYTES)
        return int(sequence)


class _HashingWriter:
    """Passes on what is written and hashes it on the way, so that it need not be held as a whole."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, block: bytes) -> int:
        self.digest.update(block)
        return self._file.write(block)


@contextmanager
def _private_file(path: Path) -> Iterator[BinaryIO]:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
