"""Consent: what the user allowed to be read, what holds where they were never asked, and changing it.

It does not read anything itself; the gate and the imports ask it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.privacy.consent import AUTONOMOUS, EVERYWHERE, is_granted
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.consent import Consent, ConsentStore

PER_PROJECT: Final = frozenset({AUTONOMOUS, "code", "files", "git"})
"""Sources that belong to a project; the others are the user's, wherever they work."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for one source; `time` is when it was said (seconds since the epoch), if it was."""

    source: str
    scope: str
    granted: bool
    asked: bool
    time: float | None


class Consents:
    """Answers from memory: the process that owns the data directory is the only one that changes it.

    Args:
        store: Where the user's words are kept.
        defaults: What holds for each source that the user was never asked about.
        changed: Called after each change.
    """

    def __init__(
        self,
        store: ConsentStore,
        *,
        clock: Clock,
        defaults: Mapping[str, bool],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._defaults = dict(defaults)
        self._changed = changed
        self._lock = threading.Lock()
        self._words = store.recall()

    def is_granted(self, source: str, project: str) -> bool:
        """Say whether events of `source` in `project` (empty: in none) may be stored."""
        return is_granted(self._words, source, project, defaults=self._defaults)

    def is_kind_granted(self, kind: str, project: str) -> bool:
        """Say whether some source that tells of a kind in a project may be read."""
        if kind == "file":
            return self.is_granted("git", project)
        return any(self.is_granted(source, project) for source in self._defaults.keys() - PER_PROJECT)

    def show(self, project: str | None) -> list[Standing]:
        """Return what holds for every source, in a project or everywhere."""
        return [self._standing(source, project) for source in sorted(self._defaults)]

    def change(self, source: str, project: str | None, *, granted: bool) -> None:
        """Remember the user's word on a source, in a project where that makes sense, else everywhere.

        Raises:
            RequestError: There is no such source.
        """
        if source not in self._defaults:
            known = ", ".join(sorted(self._defaults))
            raise RequestError(f"the source is {source!r}: expected one of {known}")
        consent = Consent(source, self._scope(source, project), granted, self._clock.now())
        with self._lock:
            self._store.remember(consent)
            self._words = self._store.recall()
        self._changed()

    def projects(self, source: str) -> list[str]:
        """Return the roots of the projects in which the user said yes to a source."""
        return [
            word.scope
            for word in self._words
            if word.source == source and word.granted and word.scope != EVERYWHERE
        ]

    def _scope(self, source: str, project: str | None) -> str:
        return project if project and source in PER_PROJECT else EVERYWHERE

    def _standing(self, source: str, project: str | None) -> Standing:
        said = {word.scope: word for word in self._words if word.source == source}
        scope = self._scope(source, project)
        word = said.get(scope) or said.get(EVERYWHERE)
        if word is None:
            return Standing(source, scope, self._defaults[source], asked=False, time=None)
        return Standing(source, word.scope, word.granted, asked=True, time=word.time)
