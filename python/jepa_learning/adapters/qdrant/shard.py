"""Making and opening shards of Qdrant's embedded engine, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from qdrant_edge import (
    Distance,
    EdgeConfig,
    EdgeOptimizersConfig,
    EdgeShard,
    EdgeVectorParams,
    HnswIndexConfig,
    PayloadSchemaType,
    UpdateOperation,
)

from jepa_learning.adapters.qdrant.points import INDEXED
from jepa_learning.domain.errors import StoreBusyError, StoreError

# the engine's own defaults, but for one thread: the user's other core stays free
_INDEX: Final = HnswIndexConfig(m=16, ef_construct=100, full_scan_threshold=10_000, max_indexing_threads=1)
_ALWAYS_KB: Final = 1  # when an index is built is decided by us, so the engine need not wait for a size


def make_shard(folder: Path, dimension: int) -> None:
    """Make an empty shard in an empty folder, and close it."""
    shard = EdgeShard.create(str(folder), _config(dimension))
    for name in INDEXED:
        shard.update(UpdateOperation.create_field_index(name, PayloadSchemaType.Keyword))
    shard.flush()
    shard.close()


def open_shard(folder: Path, dimension: int) -> EdgeShard:
    """Open the shard in a folder; no other process can open it then."""
    return EdgeShard.load(str(folder), _config(dimension))


@contextmanager
def engine_errors(folder: Path) -> Iterator[None]:
    """Translate the engine's errors, which have no types of their own, and those of the file system."""
    try:
        yield
    except Exception as error:
        if type(error) is not Exception and not isinstance(error, OSError):
            raise  # ours: whatever the engine says of its files is a bare Exception
        if "WouldBlock" in str(error):
            raise StoreBusyError(
                f"the vectors in {folder} are held by another process: end it with lev jepa stop, or wait"
            ) from error
        raise StoreError(
            f"the vectors in {folder} cannot be read or written ({_short(error)}): check the disk and the"
            " rights; if the files are damaged, remove that folder: the event log fills it again"
        ) from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _config(dimension: int) -> EdgeConfig:
    return EdgeConfig(
        vectors=EdgeVectorParams(size=dimension, distance=Distance.Cosine),
        hnsw_config=_INDEX,
        optimizers=EdgeOptimizersConfig(indexing_threshold=_ALWAYS_KB, default_segment_number=1),
    )
