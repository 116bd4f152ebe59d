"""The vector memory on a Qdrant server, in a collection that others may use too.

Every point carries its owner, and only the owner's points are seen or erased: two machines, or other
programs, can share the collection.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import numpy as np
from qdrant_client import QdrantClient
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse
from qdrant_client.models import (
    Condition,
    Distance,
    FieldCondition,
    Filter,
    FilterSelector,
    HasIdCondition,
    KeywordIndexParams,
    KeywordIndexType,
    MatchValue,
    PointStruct,
    VectorParams,
)

from jepa_learning.adapters.qdrant.points import (
    INDEXED,
    OWNER,
    PAGE,
    by_key,
    key_of,
    payload_of,
    point_id,
    stored,
)
from jepa_learning.domain.errors import ConfigError, StoreError
from jepa_learning.ports.vector_memory import Matching, Memory, Recalled, Vector, directions

_EXISTS: Final = (400, 409)  # of a collection that somebody else has just made; 400 on older servers
_REFUSED: Final = (401, 403)
_ABSENT: Final = 404


class QdrantServerVectorMemory:
    """Keeps vectors on a server.

    Args:
        url: `http://localhost:6333`, `https://...`.
        api_key: Sent with every request; None where the server asks for none.
        collection: Its name. It is made where it is missing; many may do that at once.
        dimension: Numbers in a vector.
        owner: Whose points they are.
        timeout_s: Longest wait for an answer.

    Raises:
        ConfigError: The URL is none, or the key would be sent over the network as it is.
        StoreError: The server does not answer, refuses, or the collection is made for other vectors.
    """

    def __init__(
        self, url: str, *, api_key: str | None, collection: str, dimension: int, owner: str, timeout_s: float
    ) -> None:
        self.dimension = dimension
        self._url, self._collection, self._owner = url, collection, owner
        self._client = _client(url, api_key, timeout_s)
        try:
            with self._server_errors():
                self._make_sure_of_collection()
        except BaseException:
            self._client.close()
            raise

    def remember(self, memories: Sequence[Memory]) -> None:
        """Store the memories in one request, all or none; durable when the server has answered."""
        payloads, vectors = by_key(memories, self.dimension)
        points = [
            PointStruct(
                id=point_id(key, self._owner),
                vector=vector.tolist(),
                payload=stored(payload, key, self._owner),
            )
            for (key, payload), vector in zip(payloads.items(), vectors, strict=True)
        ]
        if points:
            with self._server_errors():
                self._client.upsert(self._collection, points, wait=True)

    def recall(self, vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        """Return the `k` nearest memories, nearest first."""
        (direction,) = directions([vector], self.dimension)
        if k < 1:
            return []
        with self._server_errors():
            found = self._client.query_points(
                self._collection,
                query=direction.tolist(),
                limit=k,
                query_filter=self._ours(matching),
                with_payload=True,
            )
        return [
            Recalled(key_of(one.payload), min(max(one.score, -1.0), 1.0), payload_of(one.payload))
            for one in found.points
        ]

    def forget(self, *, keys: Sequence[str] | None = None) -> int:
        """Erase the memories; the server removes their bytes when it next puts its files in order."""
        ours = self._ours(keys=keys)
        with self._server_errors():
            count = self._client.count(self._collection, count_filter=ours, exact=True).count
            self._client.delete(self._collection, FilterSelector(filter=ours), wait=True)
        return count

    def all(self) -> Iterator[Memory]:
        """Give every memory, page by page."""
        offset = None
        while True:
            with self._server_errors():
                page, offset = self._client.scroll(
                    self._collection,
                    scroll_filter=self._ours(),
                    limit=PAGE,
                    offset=offset,
                    with_payload=True,
                    with_vectors=True,
                )
            for one in page:
                yield Memory(
                    key_of(one.payload), np.array(one.vector, dtype=np.float32), payload_of(one.payload)
                )
            if offset is None:
                return

    def __len__(self) -> int:
        """Return how many memories there are."""
        with self._server_errors():
            return self._client.count(self._collection, count_filter=self._ours(), exact=True).count

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()

    def _make_sure_of_collection(self) -> None:
        """Make the collection unless it is there, also where another process does so at the same time."""
        try:
            found = self._client.get_collection(self._collection)
        except UnexpectedResponse as error:
            if error.status_code != _ABSENT:
                raise
            self._make_collection()
            found = self._client.get_collection(self._collection)
        self._require_fit(found.config.params.vectors)
        for name in {OWNER, *INDEXED} - found.payload_schema.keys():
            keyword = KeywordIndexParams(type=KeywordIndexType.KEYWORD, is_tenant=name == OWNER)
            self._client.create_payload_index(self._collection, name, keyword, wait=True)

    def _make_collection(self) -> None:
        vectors = VectorParams(size=self.dimension, distance=Distance.COSINE)
        try:
            self._client.create_collection(self._collection, vectors_config=vectors)
        except UnexpectedResponse as error:
            if error.status_code not in _EXISTS:
                raise

    def _require_fit(self, vectors: object) -> None:
        held = "something else"
        if isinstance(vectors, VectorParams):
            if (vectors.size, vectors.distance) == (self.dimension, Distance.COSINE):
                return
            held = f"{vectors.size} numbers ({vectors.distance.value})"
        raise StoreError(
            f"the collection {self._collection} on {self._url} is for vectors of {held}: "
            f"expected {self.dimension} numbers (Cosine); set memory.collection to a name of your own"
        )

    def _ours(self, matching: Matching | None = None, *, keys: Sequence[str] | None = None) -> Filter:
        wanted = {OWNER: self._owner, **(matching or {})}
        conditions: list[Condition] = [
            FieldCondition(key=name, match=MatchValue(value=value)) for name, value in wanted.items()
        ]
        if keys is not None:
            conditions.append(HasIdCondition(has_id=[point_id(key, self._owner) for key in keys]))
        return Filter(must=conditions)

    @contextmanager
    def _server_errors(self) -> Iterator[None]:
        try:
            yield
        except UnexpectedResponse as error:
            raise StoreError(self._refusal(error)) from error
        except (ApiException, QdrantException, AssertionError, ValueError) as error:
            # the client asserts that an answer has what it should
            raise StoreError(
                f"the Qdrant server at {self._url} does not answer ({_short(error)}): start it, or see "
                "memory.url and memory.timeout_s; meanwhile all else goes on, and it is caught up with later"
            ) from error

    def _refusal(self, error: UnexpectedResponse) -> str:
        if error.status_code in _REFUSED:
            return (
                f"the Qdrant server at {self._url} refuses the API key (status {error.status_code}): "
                "put the right one into QDRANT_API_KEY or the file that memory.api_key_file names"
            )
        return (
            f"the Qdrant server at {self._url} answered with status {error.status_code} "
            f"({error.reason_phrase}): see its log, or whether memory.url is right"
        )


def _client(url: str, api_key: str | None, timeout_s: float) -> QdrantClient:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"memory.url is {url!r}: expected something like http://localhost:6333")
    is_near = _is_loopback(parts.hostname)
    if api_key and parts.scheme == "http" and not is_near:
        raise ConfigError(
            f"memory.url is {url!r} and there is an API key: anybody on the way could read it; use https"
        )
    return QdrantClient(
        url=url,
        port=None if parts.port else {"http": 6333, "https": 443}[parts.scheme],
        # not api_key=: that warns of http on loopback too
        headers={"api-key": api_key} if api_key else None,
        timeout=math.ceil(timeout_s),
        check_compatibility=False,  # it would ask in a thread and answer with a warning
        trust_env=not is_near,  # what is on this machine is asked without a proxy
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
