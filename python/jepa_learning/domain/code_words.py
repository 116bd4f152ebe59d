"""Code words: the counted words of a file's text, as an event carries and the event log stores them.

They travel as one attribute, `word word:count ...`, so that learning again needs no repository. Only the gate
makes it. It does not know how words are found in a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jepa_learning.domain.event import Event
from jepa_learning.domain.texts import text_words

WORDS: Final = "text_words"
"""The attribute's name."""


def encode_words(words: Mapping[str, int]) -> str:
    """Write counted words in one line; they hold no blank and no colon."""
    return " ".join(word if count == 1 else f"{word}:{count}" for word, count in words.items())


def decode_words(line: str) -> dict[str, int]:
    """Read what `encode_words` wrote. What is no word with a positive count is left out."""
    words = {}
    for piece in line.split():
        word, _, count = piece.partition(":")
        if word and (not count or count.isdecimal()) and int(count or 1):
            words[word] = int(count or 1)
    return words


def words_of(event: Event) -> Mapping[str, int] | None:
    """Return the words of the text that the event left; None where the event does not tell."""
    line = event.attributes.get(WORDS)
    if isinstance(line, str):
        return decode_words(line)
    return None if event.content is None else text_words(event.content)
