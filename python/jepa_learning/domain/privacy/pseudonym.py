"""Pseudonyms: an author is told apart from others without being named."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_HEX_DIGITS: Final = 12
_ADDRESS: Final = re.compile(r"(?<![^\s<>])[^\s<>@]+@[^\s<>]+")


def pseudonym(email: str) -> str:
    """Return twelve hex digits that are the same for the same address, whatever its case."""
    return hashlib.sha256(email.strip().lower().encode("utf-8", "backslashreplace")).hexdigest()[:_HEX_DIGITS]


def unnamed(author: str) -> str:
    """Return the pseudonym of an author told with an address, as `Jo <jo@example.com>`; else the author."""
    address = _ADDRESS.search(author) if "@" in author else None
    return pseudonym(address[0]) if address else author
