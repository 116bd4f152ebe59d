"""The vector memory in Qdrant's embedded engine: files of ours, opened by this process alone.

    FOLDER/shard/     what is in use; whole where it is
    FOLDER/past/      what `shard` was before; whole, and of use only where `shard` is missing
    FOLDER/making-*/  a new shard, or a copy whose index is being built; of no use once its maker is gone
    FOLDER/erased-*/  what was forgotten, on its way off the disk

Every call of the engine but a question stops all Python code for as long as it takes, so what takes long is
done elsewhere: the index is built by another process on a copy (build_index.py), which then takes the place
of the original, with what was written meanwhile.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np
from qdrant_edge import (
    CountRequest,
    EdgeShard,
    FieldCondition,
    Filter,
    MatchValue,
    Point,
    Query,
    QueryRequest,
    ScrollRequest,
    UpdateOperation,
)

from jepa_learning.adapters.qdrant.points import PAGE, by_key, key_of, payload_of, point_id, stored
from jepa_learning.adapters.qdrant.shard import engine_errors, make_shard, open_shard
from jepa_learning.domain.errors import RequestError, StoreError
from jepa_learning.ports.vector_memory import Matching, Memory, Payload, Recalled, Vector, directions

_BUILD: Final = (sys.executable, "-I", "-m", "jepa_learning.adapters.qdrant.build_index")
_NOBODY: Final = subprocess.DEVNULL
_UNINDEXED_SHARE: Final = (
    0.2  # comparing so many one by one takes about as long as asking the index of the rest
)


PointId = int | UUID | str


class QdrantEmbeddedVectorMemory:
    """Keeps vectors in a folder.

    Args:
        folder: Created for the user alone.
        dimension: Numbers in a vector.
        index_after: An index is built once there are so many memories and a fifth of them is in none.
        start: Begins a piece of work in the background.

    Raises:
        StoreBusyError: Another process has the folder open.
        StoreError: The folder cannot be opened, or holds vectors of another dimension.
    """

    def __init__(
        self,
        folder: Path,
        *,
        dimension: int,
        index_after: int,
        start: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        self.dimension = dimension
        self._folder = folder
        self._index_after = index_after
        self._start = start or _in_background
        self._writing, self._turn = threading.RLock(), threading.RLock()
        self._builder: subprocess.Popen[bytes] | None = None
        self._changed: set[PointId] = set()  # ids written since the copy was made whose index is being built
        self._is_index_wanted = True
        self._open: EdgeShard | None = self._open_what_is_whole()

    def remember(self, memories: Sequence[Memory]) -> None:
        """Store the memories, all or none; they survive kill -9 and a power cut from here on."""
        payloads, vectors = by_key(memories, self.dimension)
        with self._writing, engine_errors(self._folder):
            points = [_point(*one) for one in zip(payloads.items(), vectors, strict=True)]
            self._write(UpdateOperation.upsert_points(points), [point.id for point in points])
        self._index_if_due()

    def recall(self, vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        """Return the `k` nearest memories, nearest first."""
        (direction,) = directions([vector], self.dimension)
        if k < 1:
            return []
        nearest = Query.Nearest(direction.tolist())
        request = QueryRequest(limit=k, query=nearest, filter=_filter(matching), with_payload=True)
        with self._turn, engine_errors(self._folder):
            found = self._shard.query(request)
        return [
            Recalled(key_of(one.payload), min(max(one.score, -1.0), 1.0), payload_of(one.payload))
            for one in found
        ]

    def forget(self, *, keys: Sequence[str] | None = None) -> int:
        """Erase the memories; where it is all of them, their bytes go from the disk."""
        with self._writing, engine_errors(self._folder):
            if keys is None:
                return self._forget_all()
            ids = [one.id for one in self._shard.retrieve([point_id(key) for key in keys], False, False)]
            if ids:
                self._write(UpdateOperation.delete_points(ids), ids)
            return len(ids)

    def all(self) -> Iterator[Memory]:
        """Give every memory, page by page; one that is remembered meanwhile may or may not be among them."""
        offset = None
        while True:
            with self._turn, engine_errors(self._folder):
                page, offset = self._shard.scroll(
                    ScrollRequest(limit=PAGE, offset=offset, with_payload=True, with_vector=True)
                )
            for one in page:
                vector = np.array(one.vector, dtype=np.float32)
                yield Memory(key_of(one.payload), vector, payload_of(one.payload))
            if offset is None:
                return

    def __len__(self) -> int:
        """Return how many memories there are."""
        with self._turn, engine_errors(self._folder):
            return self._shard.count(CountRequest(exact=True))

    def close(self) -> None:
        """Let the folder go; a build of the index ends unfinished and begins anew another time."""
        with self._writing, self._turn:
            self._stop_building()
            if self._open is not None:
                self._open.close()
            self._open = None

    def build_index(self) -> bool:
        """Build the index of all there is now; say whether that was done. Questions are answered meanwhile.

        It is not done where it is being done already, or where all is closed or erased before the end.

        Raises:
            StoreError: The copy cannot be written.
        """
        with self._writing, engine_errors(self._folder):
            if self._builder is not None:
                return False
            self._shard.flush()
            copy = self._make_folder()
            shutil.copytree(self._place, copy, dirs_exist_ok=True)
            self._changed.clear()
            builder = self._builder = subprocess.Popen([*_BUILD, str(copy)], stdin=_NOBODY, stdout=_NOBODY)
        try:
            is_built = builder.wait() == 0
            with self._writing, engine_errors(self._folder):
                return is_built and self._builder is builder and self._replace_by(copy)
        finally:
            shutil.rmtree(copy, ignore_errors=True)
            with self._writing:
                self._builder = None if self._builder is builder else self._builder

    @property
    def indexed(self) -> int:
        """How many memories the index holds."""
        with self._turn, engine_errors(self._folder):
            return self._shard.info().indexed_vectors_count

    @property
    def _place(self) -> Path:
        return self._folder / "shard"

    @property
    def _shard(self) -> EdgeShard:
        if self._open is None:
            raise StoreError(f"the vectors in {self._folder} are closed: open them again")
        return self._open

    def _write(self, operation: UpdateOperation, ids: list[PointId]) -> None:
        self._shard.update(operation)
        self._shard.flush()  # without it the operation would survive kill -9, but not a power cut
        if self._builder is not None:
            self._changed.update(ids)

    def _forget_all(self) -> int:
        count = len(self)
        self._stop_building()
        with self._turn:
            self._shard.close()
            try:
                self._place.rename(self._make_folder("erased-") / "shard")
            finally:
                self._open = self._open_what_is_whole()
        return count

    def _open_what_is_whole(self) -> EdgeShard:
        place, past = self._place, self._folder / "past"
        with engine_errors(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not place.exists():
                (past if past.exists() else self._make_shard()).rename(place)
            shard = open_shard(place, self.dimension)
            for left in (past, *self._folder.glob("making-*"), *self._folder.glob("erased-*")):
                shutil.rmtree(left, ignore_errors=True)
        return shard

    def _make_shard(self) -> Path:
        """A new shard, whole, on its way to its place."""
        folder = self._make_folder()
        make_shard(folder, self.dimension)
        return folder

    def _make_folder(self, prefix: str = "making-") -> Path:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=self._folder))

    def _index_if_due(self) -> None:
        with self._turn, engine_errors(self._folder):
            info = self._shard.info()
        unindexed = info.points_count - info.indexed_vectors_count
        is_due = info.points_count >= self._index_after and unindexed >= _UNINDEXED_SHARE * info.points_count
        if is_due and self._builder is None and self._is_index_wanted:
            self._start(self._try_to_build_index)

    def _try_to_build_index(self) -> None:
        try:
            self.build_index()
        except StoreError:  # no room for the copy: questions are answered without it, until the next start
            self._is_index_wanted = False

    def _stop_building(self) -> None:
        if self._builder is not None:
            self._builder.kill()
            self._builder = None

    def _replace_by(self, copy: Path) -> bool:
        """Bring the copy up to date and let it take the original's place."""
        self._catch_up(copy)
        with self._turn:
            self._shard.close()
            try:
                self._place.rename(self._folder / "past")
                copy.rename(self._place)
            finally:
                self._open = self._open_what_is_whole()
        return True

    def _catch_up(self, copy: Path) -> None:
        """Write to the copy what was written to the original since."""
        shard, changed = open_shard(copy, self.dimension), list(self._changed)
        for start in range(0, len(changed), PAGE):
            ids = changed[start : start + PAGE]
            found = self._shard.retrieve(ids, True, True)
            shard.update(UpdateOperation.delete_points(ids))
            shard.update(
                UpdateOperation.upsert_points([Point(one.id, one.vector or [], one.payload) for one in found])
            )
        shard.flush()
        shard.close()


def _point(named: tuple[str, Payload], vector: Vector) -> Point:
    key, payload = named
    try:
        return Point(point_id(key), vector.tolist(), stored(payload, key))
    except (TypeError, ValueError) as error:
        raise RequestError(
            f"a payload holds what JSON cannot ({error}): expected finite numbers and texts"
        ) from error


def _filter(matching: Matching | None) -> Filter | None:
    if not matching:
        return None
    return Filter(must=[FieldCondition(name, match=MatchValue(value)) for name, value in matching.items()])


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="index", daemon=True).start()
