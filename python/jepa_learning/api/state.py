"""What a handler needs beyond its request: the application, and facts about this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from jepa_learning.api.problems import NotReady
from jepa_learning.application.application import Application

PROTOCOL: Final = 1
"""What shim and sidecar speak; it changes when one of them no longer understands the other."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """This process.

    Attributes:
        folders: Where things are, by name, for `status`.
        timer: Gives seconds; only differences are used.
        started: What `timer` gave at the start.
        leave: Makes the process save and exit, soon.
    """

    application: Application
    version: str
    pid: int
    folders: dict[str, str]
    timer: Callable[[], float]
    started: float
    leave: Callable[[], None]


async def this_sidecar(request: Request) -> Sidecar:
    """Return the sidecar that the app was made for."""
    sidecar: Sidecar = request.app.state.sidecar
    return sidecar


async def require_ready(request: Request) -> None:
    """Let a request through once the learner is loaded.

    Raises:
        NotReady: It is not; the message says how far it is.
    """
    words = loading(await this_sidecar(request))
    if words is not None:
        raise NotReady(words)


def loading(sidecar: Sidecar) -> str | None:
    """Return how far loading is, in words; None once the learner is loaded."""
    state = sidecar.application.learner.loading
    if state is None:
        return None
    return f"the learner is being loaded: {state.done:,} of {state.total:,} events; ask again soon"


Here = Annotated[Sidecar, Depends(this_sidecar)]
