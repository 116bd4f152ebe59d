"""Plain words: every word of a text counts once for each time it stands there, whatever the language."""

from __future__ import annotations

from collections.abc import Mapping

from jepa_learning.domain.texts import text_words


class PlainWords:
    """Reads any text.

    Args:
        most: Distinct words kept, the most frequent first.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most

    def words(self, path: str, text: str) -> Mapping[str, int]:
        """Return the words of the text with their counts."""
        return dict(list(text_words(text).items())[: self._most])
