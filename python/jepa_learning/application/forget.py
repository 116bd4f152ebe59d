"""Forget: erase events for good, and with them everything that was learnt from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jepa_learning.application.contexts import Contexts
from jepa_learning.application.locate_project import root_of
from jepa_learning.application.networks import Networks
from jepa_learning.application.preload import Preload
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.shared_memory import SharedMemory
from jepa_learning.application.suggestions import Suggestions
from jepa_learning.application.whispers import Whispers
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.project import Projects


class Forget:
    """Erases from the log, the learner, the snapshot, the networks, the vector memory and what was said.

    Args:
        contexts: Are derived again from what is left.
        preload: What is ready names what may be gone.
        reload: Has the learner learn again what is left; it may return before that is done.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        learner: SharedLearner,
        networks: Networks,
        memory: SharedMemory,
        contexts: Contexts,
        suggestions: Suggestions,
        whispers: Whispers,
        preload: Preload,
        projects: Projects,
        reload: Callable[[], None],
    ) -> None:
        self._log = log
        self._learner = learner
        self._networks = networks
        self._memory = memory
        self._contexts = contexts
        self._suggestions = suggestions
        self._whispers = whispers
        self._preload = preload
        self._projects = projects
        self._reload = reload

    def __call__(
        self, *, source: str | None = None, directory: Path | None = None, before: float | None = None
    ) -> int:
        """Erase what matches all that is given, everything where nothing is; return how many events.

        From when it returns, no answer rests on what was erased.

        Args:
            directory: A folder of the project whose events go; it need not exist any more.
            before: A time in seconds since the epoch; events without a time stay.

        Raises:
            StoreError: The log, the versions of the networks, the suggestions, the whispers or the record of
                the vector memory cannot be written.
        """
        project = root_of(self._projects, directory)

        def erase() -> int:
            self._networks.forget()  # no weights can unlearn a part: they begin again from what ships
            erased = self._log.forget(source=source, project=project, before=before)
            self._contexts.forget()
            self._suggestions.forget()  # they name what was learnt, and do not say from where
            self._whispers.forget()  # so do these
            self._preload.forget()  # so does this
            return erased

        erased = self._memory.forget(lambda: self._learner.forget(erase))
        self._reload()
        return erased
