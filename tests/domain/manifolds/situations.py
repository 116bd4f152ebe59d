"""Catalogues and situations by names, so that a test of a manifold reads as its story."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.manifolds.manifold import Manifold
from jepa_learning.domain.situation import FileSituation, SequenceSituation
from jepa_learning.domain.trail import Trail
from jepa_learning.domain.words import intent_words


def catalogue_of(*names: str) -> Catalogue:
    """A catalogue in which all these exist."""
    catalogue = Catalogue()
    for name in names:
        catalogue.add(name)
    return catalogue


def indices(catalogue: Catalogue, names: Sequence[str]) -> tuple[int, ...]:
    """The indices of names that are known."""
    return tuple(catalogue.names.index(name) for name in names)


def of_files(
    catalogue: Catalogue,
    *,
    known: Sequence[str] = (),
    previous: Sequence[str] = (),
    intent: str = "",
    author: str | None = None,
    time: float | None = None,
    tick: int = 0,
) -> FileSituation:
    """A commit in the making."""
    held = indices(catalogue, known)
    return FileSituation(
        candidates=catalogue.existing_without(held),
        author=author,
        time=time,
        tick=tick,
        unit="commit",
        known=held,
        previous=indices(catalogue, previous),
        intent=intent_words(intent),
        subject=intent,
    )


def of_sequence(
    catalogue: Catalogue,
    *,
    past: Sequence[str] = (),
    times: Sequence[float] | None = None,
    outcome: int | None = None,
    author: str | None = None,
    time: float | None = None,
    tick: int = 0,
    directory: str | None = None,
    host: str | None = None,
) -> SequenceSituation:
    """A case that has gone as far as `past`; `outcome` is that of its last activity."""
    trail = Trail()
    for place, index in enumerate(indices(catalogue, past)):
        trail.extend(index, time=None if times is None else times[place], outcome=outcome)
    candidates = catalogue.existing()
    return SequenceSituation(
        candidates=candidates,
        author=author,
        time=time,
        tick=tick,
        unit="command",
        trail=trail,
        columns={index: column for column, index in enumerate(candidates.tolist())},
        directory=directory,
        host=host,
    )


def learn_case(
    manifold: Manifold[FileSituation],
    catalogue: Catalogue,
    files: Sequence[str],
    *,
    tick: int,
    previous: Sequence[str] = (),
    intent: str = "",
    author: str | None = None,
) -> None:
    """Let a manifold learn one commit, file by file."""
    for place, name in enumerate(files):
        situation = of_files(
            catalogue, known=files[:place], previous=previous, intent=intent, author=author, tick=tick
        )
        manifold.learn_one(situation, catalogue.names.index(name), catalogue=catalogue)


def learn_run(
    manifold: Manifold[SequenceSituation], catalogue: Catalogue, activities: Sequence[str], **given: object
) -> None:
    """Let a manifold learn one case, activity by activity; `given` holds of all of its situations."""
    for place, name in enumerate(activities):
        situation = of_sequence(catalogue, past=activities[:place], **given)  # type: ignore[arg-type]
        manifold.learn_one(situation, catalogue.names.index(name), catalogue=catalogue)


def shares(evidence: Floats | None, view: int = 0) -> list[float]:
    """The probabilities that a view gives, from ln(p · C)."""
    assert evidence is not None
    p: list[float] = (np.exp(evidence[view]) / evidence.shape[1]).tolist()
    return p
