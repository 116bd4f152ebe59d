"""The lock that says whose the data directory is.

It is the kernel's and ends with its process, however that ends: there is no stale lock.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from jepa_learning.domain.errors import StoreBusyError, StoreError


class OwnerLock:
    """Owns a data directory until it is closed; makes the directory, for the user alone, where it is absent.

    Raises:
        StoreBusyError: Another process owns it.
        StoreError: The directory cannot be made or written.
    """

    def __init__(self, directory: Path) -> None:
        path = directory / "owner.lock"
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"{path} cannot be written ({error.strerror}): check the folder's owner and rights"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(self._file, 20, 0).decode("ascii", "replace").strip()
            os.close(self._file)
            raise StoreBusyError(
                f"{directory} is owned by process {owner or 'unknown'}: wait for it, or run `lev jepa stop`"
            ) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let go of the directory."""
        os.close(self._file)
