"""How a memory becomes a point of Qdrant and comes back.

A point's name must be a number or a UUID, so the key becomes a UUID (version 5) and stands in the payload
too. Names of a payload that begin with `_` are ours.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from jepa_learning.ports.vector_memory import Memory, Payload, Vectors, directions

KEY: Final = "_key"
OWNER: Final = "_owner"

INDEXED: Final = ("kind", "project")
"""What is filtered by, so that a question does not look at every payload."""

PAGE: Final = 500
"""Points read or written at a time."""

_NAMESPACE: Final = uuid.UUID("8c2d5b0e-5a3c-4a58-9c0d-6a657061316d")


def point_id(key: str, owner: str = "") -> str:
    """Return the UUID of a key; another owner's same key has another."""
    return str(uuid.uuid5(_NAMESPACE, f"{owner}\0{key}"))


def by_key(memories: Sequence[Memory], dimension: int) -> tuple[dict[str, Payload], Vectors]:
    """Return the payload of each key and, in the same order, the vectors; of a key that comes twice the last.

    Raises:
        RequestError: A vector has another dimension, or a number that is not finite.
    """
    vectors = directions([memory.vector for memory in memories], dimension)
    last = {memory.key: place for place, memory in enumerate(memories)}
    return {key: memories[place].payload for key, place in last.items()}, vectors[list(last.values())]


def stored(payload: Payload, key: str, owner: str = "") -> dict[str, Any]:
    """Return the payload as a point has it."""
    return {**payload, KEY: key, **({OWNER: owner} if owner else {})}


def key_of(found: Mapping[str, Any] | None) -> str:
    """Return the key that a point's payload has."""
    return str((found or {})[KEY])


def payload_of(found: Mapping[str, Any] | None) -> Payload:
    """Return the payload as the memory had it."""
    return {name: value for name, value in (found or {}).items() if name not in (KEY, OWNER)}
