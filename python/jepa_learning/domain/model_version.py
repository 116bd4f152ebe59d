"""Model version: one state of a network as it is kept, and which of them answers. It knows no weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from jepa_learning.domain.errors import ModelUnknownError, RequestError

BASE: Final = "base"
"""State of a network that ships: it answers where nothing else of its kind is live."""

COUNCIL: Final = "council"
"""Kind and folder of the weights of the manifold `council`: they ship, and have no versions."""

LIVE: Final = "live"
ASIDE: Final = "aside"
TRAINING: Final = "training"
"""State of a training that was interrupted and can go on."""

STATES: Final = (LIVE, ASIDE, TRAINING, BASE)


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One version.

    Attributes:
        kind: What it predicts: `file` or `sequence`.
        name: Its own among all kinds.
        state: One of `STATES`.
        reason: Why it is in that state, in words.
        parent: The version that it went on from; None where it began with nothing.
        made: When, in seconds since the epoch; None of the base.
        scope: The project that its lessons come from; empty where they come from all.
        first: Sequence number in the event log behind which its lessons begin.
        last: Sequence number of the last event that it learnt from.
        lessons: It learnt from so many.
        gain: Mean loss that it saved over what answered then, in nats a question.
        error: One standard error of the gain.
        questions: How many were compared.
    """

    kind: str
    name: str
    state: str
    reason: str = ""
    parent: str | None = None
    made: float | None = None
    scope: str = ""
    first: int = 0
    last: int = 0
    lessons: int = 0
    gain: float = 0.0
    error: float = 0.0
    questions: int = 0


_SHIPS: Final = "ships with the plugin"

SHIPPED: Final = (
    ModelVersion("file", "base", BASE, reason=_SHIPS),
    ModelVersion("sequence", "base-sequences", BASE, reason=_SHIPS),
)
"""The networks that every user's own start from; each card says what it was trained on."""


def answering(versions: Sequence[ModelVersion], kind: str) -> ModelVersion | None:
    """Return the version of a kind that answers: the live one, else the base."""
    found = {one.state: one for one in versions if one.kind == kind}
    return found.get(LIVE) or found.get(BASE)


def find(versions: Sequence[ModelVersion], name: str) -> ModelVersion:
    """Return the version of a name.

    Raises:
        ModelUnknownError: There is none.
    """
    for one in versions:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in versions) or "there is none yet"
    raise ModelUnknownError(f"there is no version {name!r}: expected one of those kept: {known}")


def next_name(versions: Sequence[ModelVersion], kind: str) -> str:
    """Return a name that no version of the kind that is kept has, nor a newer one had."""
    numbers = [one.name.removeprefix(f"{kind}-") for one in versions if one.kind == kind]
    return f"{kind}-{max((int(one) for one in numbers if one.isdecimal()), default=0) + 1}"


def made_live(versions: Sequence[ModelVersion], name: str) -> list[ModelVersion]:
    """Return the versions with this one live, and the one before it aside.

    Raises:
        ModelUnknownError: There is no such version.
        RequestError: It is a training that has not ended.
    """
    chosen = find(versions, name)
    if chosen.state == TRAINING:
        raise RequestError(f"{name} has not ended: go on with `lev jepa learn --train`")
    return [_now(one, chosen) for one in versions]


def rolled_back(versions: Sequence[ModelVersion], kind: str) -> list[ModelVersion]:
    """Return the versions with the live one of a kind aside, and the one that it went on from in its place.

    Raises:
        RequestError: There is no live version of one's own.
    """
    live = next((one for one in versions if (one.kind, one.state) == (kind, LIVE)), None)
    if live is None:
        raise RequestError(f"no version of your own is live for {kind}: there is nothing to roll back")
    names = {one.name for one in versions}
    found = made_live(versions, live.parent) if live.parent in names else list(versions)
    return [
        replace(one, state=ASIDE, reason="rolled back") if one.name == live.name else one for one in found
    ]


def kept(versions: Sequence[ModelVersion], *, most: int) -> list[ModelVersion]:
    """Return what is worth keeping: what answers, its parent, and the newest `most` aside of each kind."""
    needed = {one.name for one in versions if one.state != ASIDE}
    needed |= {one.parent for one in versions if one.state == LIVE and one.parent is not None}
    for kind in {one.kind for one in versions}:
        aside = [one.name for one in versions if (one.kind, one.state) == (kind, ASIDE)]
        needed |= set(aside[max(len(aside) - most, 0) :])
    return [one for one in versions if one.name in needed]


def _now(one: ModelVersion, chosen: ModelVersion) -> ModelVersion:
    if one.name == chosen.name:
        return one if one.state in (BASE, LIVE) else replace(one, state=LIVE, reason="promoted")
    if (one.kind, one.state) == (chosen.kind, LIVE):
        return replace(one, state=ASIDE, reason=f"replaced by {chosen.name}")
    return one
