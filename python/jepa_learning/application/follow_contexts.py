"""Follow contexts: look for switches of context in the background, shortly after something was learnt."""

from __future__ import annotations

from collections.abc import Callable

from jepa_learning.application.background import Background
from jepa_learning.ports.journal import Journal


class FollowContexts(Background):
    """Looks at the log, in a thread of its own once it was started.

    Args:
        follow: Looks at what is new.
        delay_s: How long nothing must have been learnt before.
        journal: Told of a fault.
    """

    def __init__(self, follow: Callable[[], object], *, delay_s: float, journal: Journal) -> None:
        super().__init__(name="follow-contexts", delay_s=delay_s, journal=journal)
        self._follow = follow

    def __call__(self) -> None:
        """Look once.

        Raises:
            StoreError: The log cannot be read; the next time does what is left.
        """
        self._follow()
