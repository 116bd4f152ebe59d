"""Where the sidecar listens, and the file that tells how to reach it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jepa_learning.domain.errors import StoreBusyError, StoreError

LOOPBACK: Final = "127.0.0.1"


def bind_unix(path: Path) -> socket.socket:
    """Bind a Unix socket of mode 0600, in place of one that a dead sidecar left behind.

    Raises:
        StoreBusyError: Somebody answers on it.
        StoreError: It cannot be bound.
    """
    if _answers(path):
        raise StoreBusyError(f"another sidecar answers on {path}: end it with `lev jepa stop`")
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)  # from its first moment on, nobody else may connect
    try:
        listener.bind(str(path))
    except OSError as error:
        listener.close()
        raise StoreError(
            f"{path} cannot be listened on ({error.strerror}): check the folder's rights"
        ) from error
    finally:
        os.umask(mask)
    return listener


def bind_tcp(port: int) -> socket.socket:
    """Bind a port of the loopback address; 0 is any free one.

    Raises:
        StoreBusyError: The port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise StoreBusyError(
            f"port {port} of {LOOPBACK} cannot be taken ({error.strerror}): set sidecar.port to 0"
        ) from error
    return listener


def write_contact(path: Path, contact: Mapping[str, str | int]) -> None:
    """Write how to reach the sidecar, for the user alone and in one step."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(
        os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(contact, file)
    unfinished.replace(path)


def is_reachable(path: Path, contact: Mapping[str, str | int]) -> bool:
    """Say whether the sidecar can still be found: the file says what was written, and its socket is there."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return written == contact and ("socket" not in contact or Path(str(contact["socket"])).exists())


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
