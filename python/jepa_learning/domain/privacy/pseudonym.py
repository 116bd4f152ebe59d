"""Pseudonyms: an author is told apart from others without being named."""

from __future__ import annotations

import hashlib
from typing import Final

_HEX_DIGITS: Final = 12


def pseudonym(email: str) -> str:
    """Return twelve hex digits that are the same for the same address, whatever its case."""
    return hashlib.sha256(email.strip().lower().encode("utf-8", "backslashreplace")).hexdigest()[:_HEX_DIGITS]
