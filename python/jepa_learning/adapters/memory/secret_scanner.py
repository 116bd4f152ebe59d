"""A secret scanner that knows the secrets beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


class MemorySecretScanner:
    """Finds the given secrets, the longest first where they overlap.

    Args:
        secrets: The texts to find.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted(filter(None, secrets), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def find(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where the secrets stand, in order and not overlapping."""
        return [match.span() for match in self._known.finditer(text)] if self._known else []
