"""Import: read consented sources from where they were last read to, telling of progress step by step.

The steps are a generator: whoever stops asking for the next one stops the work, and what was read so far
stays. It does not know what a source is made of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jepa_learning.application.consent import PER_PROJECT, Consents
from jepa_learning.application.learn import Intake, Learn
from jepa_learning.domain.errors import ConsentError, ProjectError, RequestError, SourceError
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import Advance, EventLog
from jepa_learning.ports.event_source import Batch, EventSource
from jepa_learning.ports.project import Project, Projects

SOURCES: Final = ("git", "shell", "claude-code")
"""What can be imported, in the order in which it is."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Units of work (commits, lines) of one source, so far and in all where that is known."""

    source: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A source was read to its end, all that is of its name. `skipped` counts units not understood."""

    source: str
    intake: Intake
    skipped: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Problem:
    """One source was not read, and why; the others still are."""

    source: str | None
    code: str
    detail: str


Step = Progress | SourceRead | Problem
Steps = Generator[Step, None, None]


class ImportSources:
    """Imports, one run at a time: a second one waits, and finds little left to do.

    Args:
        open_sources: Gives the sources of a name (`git`, `shell`) for a project.
        retain: Called at the end; erases what is kept no longer.
        done: Called when an import has ended, for what looks at all that it brought together.
        timer: Gives seconds; only differences are used.
    """

    def __init__(
        self,
        learn: Learn,
        *,
        log: EventLog,
        consents: Consents,
        projects: Projects,
        open_sources: Callable[[str, Project | None], Iterable[EventSource]],
        retain: Callable[[], int],
        timer: Callable[[], float],
        done: Callable[[], object] = lambda: None,
    ) -> None:
        self._learn = learn
        self._log = log
        self._consents = consents
        self._projects = projects
        self._open_sources = open_sources
        self._retain = retain
        self._timer = timer
        self._done = done
        self._one_at_a_time = threading.Lock()

    def __call__(
        self, directory: Path | None, *, names: Sequence[str] | None = None, since: float | None = None
    ) -> Steps:
        """Read the named sources, or all that consent allows.

        Args:
            directory: A folder of the project, for the sources that belong to one.
            names: None leaves out, silently, what was not consented to.
            since: Leave out what happened before, in seconds since the epoch, or has no time. The next
                import without it starts from where the last one without it stopped.

        Raises:
            RequestError: There is no such source; raised at once.
        """
        for name in names or ():
            if name not in SOURCES:
                raise RequestError(f"the source is {name!r}: expected one of {', '.join(SOURCES)}")
        return self._steps(directory, names, since)

    @property
    def is_running(self) -> bool:
        """Whether an import is going on just now."""
        return self._one_at_a_time.locked()

    def _steps(self, directory: Path | None, names: Sequence[str] | None, since: float | None) -> Steps:
        with self._one_at_a_time:
            for name in (one for one in SOURCES if names is None or one in names):
                try:
                    yield from self._import(name, directory, since, is_asked_for=names is not None)
                except SourceError as error:  # it could not even be opened
                    yield Problem(name, error.code, str(error))
            self._retain()
        self._done()

    def _import(self, name: str, directory: Path | None, since: float | None, *, is_asked_for: bool) -> Steps:
        if name in PER_PROJECT and directory is None:
            if is_asked_for:
                raise ProjectError(f"{name} is read for a project, and none was given: see --project")
            return
        project = self._projects.locate(directory) if name in PER_PROJECT and directory else None
        root = str(project.root) if project else ""
        if self._consents.is_granted(name, root):
            yield from self._read(name, self._open_sources(name, project), since)
        elif is_asked_for:
            detail = f"{name} is not consented to: allow it with: lev jepa consent {name} on"
            yield Problem(name, ConsentError.code, detail)

    def _read(self, name: str, sources: Iterable[EventSource], since: float | None) -> Steps:
        """Read all that is of a name; one that cannot be read keeps nobody from the others."""
        began, intake, skipped, done = self._timer(), Intake(), 0, 0
        read = 0
        for source in sources:
            before = done
            try:
                for batch in source.read(self._log.position(source.name, source.scope)):
                    intake += self._take(source, batch, since)
                    skipped += batch.skipped
                    done = before + batch.done
                    yield Progress(name, done, None if batch.total is None else before + batch.total)
                read += 1
            except SourceError as error:
                yield Problem(name, error.code, str(error))
        if read:
            yield SourceRead(name, intake, skipped, self._timer() - began)

    def _take(self, source: EventSource, batch: Batch, since: float | None) -> Intake:
        if since is None:
            return self._learn(batch.events, advance=Advance(source.name, source.scope, batch.position))
        # the cursor stays, so that what is left out now can still be learnt later
        return self._learn([event for event in batch.events if _happened_since(event, since)])


def _happened_since(event: Event, since: float) -> bool:
    return event.time is not None and event.time >= since
