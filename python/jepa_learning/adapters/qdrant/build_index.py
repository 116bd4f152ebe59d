"""Builds the index of a shard, in a process of its own.

It takes minutes, and the engine lets no other Python code run meanwhile.

    python -m jepa_learning.adapters.qdrant.build_index FOLDER

No other process may have the folder open.
"""

from __future__ import annotations

import os
import sys
from typing import Final

import qdrant_edge

_NICENESS: Final = 19  # whatever else the user does comes first


def main(folder: str) -> None:
    """Build it, and end when it is on the disk."""
    os.nice(_NICENESS)
    shard = qdrant_edge.EdgeShard.load(folder)
    shard.optimize()
    shard.flush()
    shard.close()


if __name__ == "__main__":
    main(sys.argv[1])
