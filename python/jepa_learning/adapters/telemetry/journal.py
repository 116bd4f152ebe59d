"""The journal in a rotating file of JSON lines, written by structlog. It never writes to stdout or stderr."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

import structlog

from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.journal import Fact, Level, fit_facts

_LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class StructlogJournal:
    """Writes to a file of its own, not through the loggers of the process.

    Args:
        path: The file; older ones get the suffixes .1, .2 and so on.
        level: The least that is written.
        max_bytes: A new file begins at this size.
        files: Older files that are kept.

    Raises:
        StoreError: The file cannot be written.
    """

    def __init__(self, path: Path, *, level: Level, max_bytes: int, files: int) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handler = _PrivateFile(
                path, maxBytes=max_bytes, backupCount=files, encoding="utf-8", delay=True
            )
            path.touch(0o600)
        except OSError as error:
            raise StoreError(
                f"{path} cannot be written ({error.strerror}): check the folder's owner and rights"
            ) from error
        self._logger = structlog.wrap_logger(
            _Lines(self._handler),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        )

    def note(self, happening: str, *, level: Level = "info", **facts: Fact) -> None:
        """Write one line."""
        self._logger.log(_LEVELS[level], happening, **fit_facts(facts))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()


class _Lines:
    """What structlog hands a finished line to."""

    def __init__(self, handler: logging.Handler) -> None:
        self._handler = handler

    def msg(self, line: str) -> None:
        self._handler.handle(logging.makeLogRecord({"msg": line, "levelno": logging.INFO}))

    debug = info = warning = error = msg


class _PrivateFile(RotatingFileHandler):
    """A rotating file of mode 0600; a full disk loses lines, not requests."""

    def _open(self):  # type: ignore[no-untyped-def]
        file = super()._open()
        os.chmod(self.baseFilename, 0o600)
        return file

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: there is nowhere to say it."""
