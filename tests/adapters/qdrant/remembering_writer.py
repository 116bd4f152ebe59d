"""A process that remembers batches for ever and prints the number of each once it is stored."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

import numpy as np

from jepa_learning.adapters.qdrant.embedded_vector_memory import QdrantEmbeddedVectorMemory
from jepa_learning.ports.vector_memory import Memory

BATCH = 20
DIMENSION = 8

if __name__ == "__main__":
    memory = QdrantEmbeddedVectorMemory(Path(sys.argv[1]), dimension=DIMENSION, index_after=1_000_000)
    for number in count():
        vectors = np.random.default_rng(number).standard_normal((BATCH, DIMENSION)).astype(np.float32)
        memory.remember([Memory(f"{number}-{n}", vector) for n, vector in enumerate(vectors)])
        print(number, flush=True)
