"""Subwords: what a name or an intent is made of, as bucket numbers of one table.

So names that were never seen mean something. Names and intents share their words, so that an intent that
names a file meets it. The same text always has the same buckets (CRC-32), on every machine. See Bojanowski
et al. 2017, "Enriching word vectors with subword information", and Weinberger et al. 2009, "Feature hashing".
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final
from zlib import crc32

from jepa_learning.domain.words import intent_words, name_words

MOST: Final = 32
"""Buckets kept of one text."""

GRAM: Final = 4
"""Letters of the pieces that longer words are cut into."""

OWN: Final = 3
"""Buckets that come first of a name's and are its own: the whole, the file's name, the folder."""

_WORDS_OF_NAME: Final = 8
_WORDS_CUT: Final = 4
_WORDS_OF_INTENT: Final = 16
_PAIRS: Final = 6


def name_buckets(name: str, *, buckets: int) -> list[int]:
    """Return the buckets of a path, command or step: its whole, its parts, its words and their pieces."""
    directory, _, base = name.rpartition("/")
    folders = directory.split("/") if directory else []
    suffix = base.rpartition(".")[2] if "." in base else ""
    words = list(dict.fromkeys(reversed(name_words(name))))[:_WORDS_OF_NAME]
    signs = [f"whole {name}", f"base {base}", f"in {directory}"]
    signs += [f"suffix {suffix}", f"depth {min(len(folders), 5)}"]
    signs += [f"folder {folder}" for folder in folders[:3]]
    signs += [f"word {word}" for word in words]
    signs += [piece for word in words[:_WORDS_CUT] for piece in _pieces(word)]
    return _buckets(signs, buckets)


def intent_buckets(intent: str, *, buckets: int) -> list[int]:
    """Return the buckets of an intent: its words, as words of names and by themselves, pairs and pieces."""
    words = list(dict.fromkeys(intent_words(intent)))[:_WORDS_OF_INTENT]
    signs = [f"word {word}" for word in words] + [f"meant {word}" for word in words]
    signs += [f"pair {first} {second}" for first, second in pairwise(words)][:_PAIRS]
    signs += [piece for word in words for piece in _pieces(word)]
    return _buckets(signs, buckets)


def _pieces(word: str) -> list[str]:
    if len(word) <= GRAM:
        return []
    return [f"piece {word[place : place + GRAM]}" for place in range(len(word) - GRAM + 1)]


def _buckets(signs: list[str], buckets: int) -> list[int]:
    return [crc32(sign.encode()) % buckets for sign in signs[:MOST]]
