"""A text encoder that needs no model: words and the pieces of words, hashed into a vector with signs.

Two texts are near where they share words or parts of words (`retry`, `retries`, `RetryPolicy`). It does not
know what words mean: a synonym is as far away as any other word. After Weinberger et al. 2009, Feature
Hashing, and the subwords of Bojanowski et al. 2017.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jepa_learning.domain.words import SAYING_LITTLE, intent_words
from jepa_learning.ports.text_encoder import Vectors

_PIECES: Final = (3, 4, 5)  # characters of a piece of a word, its ends marked
_CACHED_WORDS: Final = 50_000
_LITTLE: Final = 0.1  # what such a word weighs; not nothing, so that no text with a word becomes zeros

Features = tuple[NDArray[np.intp], NDArray[np.float64]]


class HashedSubwords:
    """Encodes a text by the words that `intent_words` finds in it, repeats counting less and less.

    Args:
        dimension: Numbers in a vector, at least 1.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.name = f"hashed-subwords-1-{dimension}"
        self._features = lru_cache(maxsize=_CACHED_WORDS)(self._features_of)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector of length 1 for each text, `[N, dimension]`; of zeros for a text without a word."""
        vectors = np.zeros((len(texts), self.dimension))
        for vector, text in zip(vectors, texts, strict=True):
            for word, count in Counter(intent_words(text)).items():
                places, weights = self._features(word)
                # add.at, because two pieces of a word may meet in one place
                np.add.at(vector, places, (1.0 + math.log(count)) * weights)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(lengths > 0.0, lengths, 1.0)).astype(np.float32)

    def _features_of(self, word: str) -> Features:
        """The places of a word and its pieces in the vector, and their weights.

        The word itself weighs as much as all its pieces together.
        """
        pieces = sorted(set(_pieces(word)))
        hashes = [
            int.from_bytes(blake2b(piece.encode(), digest_size=8).digest()) for piece in [word, *pieces]
        ]
        weight = _LITTLE if word in SAYING_LITTLE else 1.0
        weights = [weight] + [weight / math.sqrt(len(pieces))] * len(pieces)
        signs = [1.0 if hash_ >> 63 else -1.0 for hash_ in hashes]
        places = [(hash_ & (1 << 63) - 1) % self.dimension for hash_ in hashes]
        return np.array(places, dtype=np.intp), np.multiply(signs, weights)


def _pieces(word: str) -> Iterator[str]:
    marked = f"<{word}>"
    for size in _PIECES:
        yield from (marked[start : start + size] for start in range(len(marked) - size + 1))
