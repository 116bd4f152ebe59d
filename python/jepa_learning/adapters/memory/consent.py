"""Consent in memory: for `:memory:` and for tests."""

from __future__ import annotations

from jepa_learning.ports.consent import Consent


class MemoryConsentStore:
    """Keeps consent in a dictionary."""

    def __init__(self) -> None:
        self._consents: dict[tuple[str, str], Consent] = {}

    def remember(self, consent: Consent) -> None:
        """Store the user's word in place of an earlier one."""
        self._consents[consent.source, consent.scope] = consent

    def recall(self) -> list[Consent]:
        """Return every word, ordered by source and scope."""
        return [self._consents[key] for key in sorted(self._consents)]

    def close(self) -> None:
        """Do nothing: memory needs no closing."""
