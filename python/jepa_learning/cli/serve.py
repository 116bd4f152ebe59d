"""`serve`: run the sidecar until it is asked to leave or is idle. It writes to its log, errors to stderr."""

from __future__ import annotations

import argparse
import ctypes
import os
import secrets
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jepa_learning import __version__
from jepa_learning.application.application import Application
from jepa_learning.cli import settings as chosen
from jepa_learning.config.layers import CONFIG, Effective
from jepa_learning.config.sidecar import SidecarSettings
from jepa_learning.config.stamps import stamps_of
from jepa_learning.domain.errors import JepaLearningError, StoreError
from jepa_learning.folders import Folders, make_private
from jepa_learning.ports.journal import place_of

if TYPE_CHECKING:
    from jepa_learning.api.server import Server

_M_ARENA_MAX: Final = -8
"""Of mallopt(3)."""

Contact = dict[str, Any]
"""What sidecar.json holds."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("serve", help="run the sidecar")
    chosen.add_options(parser)
    parser.add_argument(
        "--ready-fd",
        type=int,
        metavar="N",
        help="write one byte to this descriptor when questions can be answered",
    )
    parser.add_argument(
        "--checkout",
        metavar="MARK",
        help="what sidecar.json is to say of the code that this was started from",
    )


def run(args: argparse.Namespace) -> int:
    """Run the sidecar to its end.

    Raises:
        StoreBusyError: Another process owns the data directory, or listens where this one would.
        JepaLearningError: Something else is not as it must be.
    """
    from jepa_learning.bootstrap import build_application, open_journal

    os.umask(0o077)
    share_memory_between_threads()
    effective, folders = chosen.load(args)
    stamps = stamps_of(configuration_files(effective, folders.config_file, os.environ))
    make_private(folders.runtime)
    ending = _Ending(args.ready_fd)
    application = build_application(
        effective.settings,
        folders,
        journal=open_journal(effective.settings, folders),
        loaded=ending.on_loaded,
    )
    with closing(application), ExitStack() as held:
        listener, contact = _listen(effective.settings.sidecar, folders, held)
        contact["configuration"] = stamps
        if args.checkout:
            contact["checkout"] = args.checkout
        return _serve(application, effective.settings.sidecar, folders, ending=ending, at=(listener, contact))


def configuration_files(effective: Effective, own: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the files that make the configuration: those read, and the user's own, once it is made."""
    return effective.files if CONFIG in environ or own in effective.files else (*effective.files, own)


def share_memory_between_threads() -> None:
    """Have all threads allocate from the same two arenas, where the C library is glibc.

    Else nearly every thread has one of its own, and what it frees there is of use to no other: after half
    a day of much traffic 17 of them held 180 MB (benchmarks/soak.py). Called before there are threads.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library, which needs none of this
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _serve(
    application: Application,
    settings: SidecarSettings,
    folders: Folders,
    *,
    ending: _Ending,
    at: tuple[socket.socket, Contact],
) -> int:
    from jepa_learning.api.activity import Activity
    from jepa_learning.api.app import create_app
    from jepa_learning.api.server import Server, log_to
    from jepa_learning.api.state import Sidecar
    from jepa_learning.api.transport import is_reachable, write_contact

    listener, contact = at
    activity = Activity(time.monotonic)
    sidecar = Sidecar(
        application,
        version=__version__,
        pid=os.getpid(),
        folders={"data": str(folders.data), "state": str(folders.state), "runtime": str(folders.runtime)},
        timer=time.monotonic,
        started=time.monotonic(),
        leave=ending.leave,
    )
    app = create_app(
        sidecar,
        activity=activity,
        request_limit_bytes=settings.request_limit_bytes,
        call_limit_bytes=settings.call_limit_bytes,
        request_timeout_s=settings.request_timeout_s,
        token=contact.get("token"),
    )

    def on_listening() -> None:
        write_contact(folders.contact, contact)
        application.start()  # not before: whoever is told that it is loaded may ask at once

    server = Server(
        app,
        activity=activity,
        idle_exit_s=settings.idle_exit_s,
        grace_s=settings.shutdown_grace_s,
        on_listening=on_listening,
        on_leaving=app.state.mcp.close,
        is_reachable=lambda: is_reachable(folders.contact, contact),
    )
    log_to(application.journal)
    ending.server = server
    application.journal.note("start", version=__version__, pid=os.getpid(), transport=settings.transport)
    server.run(sockets=[listener])
    application.journal.note("end", pid=os.getpid())
    return ending.exit_code


def _listen(settings: SidecarSettings, folders: Folders, held: ExitStack) -> tuple[socket.socket, Contact]:
    """Bind where the settings say, and say how that is reached; what is written for it goes at the end."""
    from jepa_learning.api.state import PROTOCOL
    from jepa_learning.api.transport import LOOPBACK, bind_tcp, bind_unix

    contact: Contact = {"pid": os.getpid(), "version": __version__, "protocol": PROTOCOL}
    if settings.transport == "unix":
        listener = held.enter_context(closing(bind_unix(folders.socket)))
        held.callback(folders.socket.unlink, missing_ok=True)
        held.callback(folders.contact.unlink, missing_ok=True)
        return listener, {**contact, "socket": str(folders.socket)}
    listener = held.enter_context(closing(bind_tcp(settings.port)))
    held.callback(folders.contact.unlink, missing_ok=True)
    port = listener.getsockname()[1]
    return listener, {**contact, "host": LOOPBACK, "port": port, "token": secrets.token_urlsafe(32)}


class _Ending:
    """Ends the sidecar: when it is asked to leave, and when the learner could not be loaded."""

    def __init__(self, ready_fd: int | None) -> None:
        self._ready_fd = ready_fd
        self.server: Server | None = None
        self.exit_code = 0

    def leave(self) -> None:
        """Have the server return, soon."""
        if self.server is not None:
            self.server.leave()

    def on_loaded(self, error: Exception | None) -> None:
        """Tell whoever waits that questions can be answered, or why they never will."""
        if error is not None:
            code = error.code if isinstance(error, JepaLearningError) else "internal"
            print(f"jepa-learning: {code}: the event log could not be learnt: {_say(error)}", file=sys.stderr)
            self.exit_code = 1
            self.leave()
        elif self._ready_fd is not None:
            os.write(self._ready_fd, b"1")
            os.close(self._ready_fd)
            self._ready_fd = None


def _say(error: Exception) -> str:
    """The words of an error about a file; of any other only its place: its words could quote an event."""
    return str(error) if isinstance(error, StoreError) else f"{type(error).__name__} at {place_of(error)}"
