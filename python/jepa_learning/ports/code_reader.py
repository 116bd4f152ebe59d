"""CodeReader: finds the words of a file's text, and how much each counts.

It does not know where texts come from, or what secrets are: those are gone before it reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class CodeReader(Protocol):
    """Turns a text into counted words."""

    def words(self, path: str, text: str) -> Mapping[str, int]:
        """Return the words of a text with their counts, all positive; bounded, whatever the text is.

        Words are lower-case letters with their endings cut, as `intent_words` has them, so that the words of
        a task meet them. Never raises: what cannot be parsed is read as plain words.

        Args:
            path: The file's name, which tells its language.
        """
        ...
