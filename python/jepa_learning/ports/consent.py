"""ConsentStore: what the user has allowed to be read, with the date.

It does not decide; `domain/privacy/consent.py` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Consent:
    """The user's word on one source.

    Attributes:
        source: `git`, `shell`, `jsonl`, ...
        scope: A project's root for what is granted per project, `*` for the source everywhere.
        granted: Yes or no.
        time: When it was said, in seconds since the epoch.
    """

    source: str
    scope: str
    granted: bool
    time: float


class ConsentStore(Protocol):
    """Remembers consent; a source and scope that was never asked about is absent."""

    def remember(self, consent: Consent) -> None:
        """Store the user's word, in place of an earlier one on the same source and scope."""
        ...

    def recall(self) -> list[Consent]:
        """Return every word, ordered by source and scope."""
        ...
