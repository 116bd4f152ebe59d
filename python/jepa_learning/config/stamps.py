"""Stamps: how the files of the configuration were when they were read, so that a change of them can be told.

js/configuration.js compares them. It does not know what the files say.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def stamps_of(files: Iterable[Path]) -> dict[str, str]:
    """Return of each file, by its absolute path, when it changed, in ns, and its size in bytes.

    The stamp of a file that is absent is empty.
    """
    return {str(file.absolute()): _stamp(file) for file in files}


def _stamp(file: Path) -> str:
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns} {found.st_size}"
