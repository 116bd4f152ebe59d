"""TextEncoder: turns texts into vectors whose directions say what the texts are about.

It does not know what the vectors are for, nor where they are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class TextEncoder(Protocol):
    """Encodes texts, each by itself: the same text gives the same vector, whatever stands beside it.

    Attributes:
        name: What says whether two vectors can be compared: the same name, the same space.
        dimension: Numbers in a vector.
    """

    @property
    def name(self) -> str:
        """Return the name of the vectors' space."""
        ...

    @property
    def dimension(self) -> int:
        """Return how many numbers a vector has."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector of length 1 for each text, `[N, dimension]`; of zeros for a text without a word."""
        ...
