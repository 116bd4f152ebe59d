"""jepa-learning: learns what comes next in a developer's work, and says so when it is likely to be right."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from jepa_learning.domain.event import Candidate, Event, Prediction, Query, Reason

if TYPE_CHECKING:
    from jepa_learning.application.open_learner import OpenLearner

__all__ = ["Candidate", "Event", "Prediction", "Query", "Reason", "__version__", "open_learner"]

__version__ = "0.1.0"


def open_learner(place: str | Path, *, without: Collection[str] = ()) -> OpenLearner:
    """Open a learner to use with `with`.

    Args:
        place: `:memory:` for one that keeps nothing, or a data directory: what it is given there passes the
            deny lists and the redaction, is stored durably and learnt; what was stored before is known.
        without: Names of manifolds to leave out.

    Raises:
        StoreBusyError: Another process, the sidecar for one, owns the data directory.
        StoreError: The data directory cannot be used.
        ConfigError: The configuration is not what it must be.
        RequestError: `without` names a manifold that does not exist.
    """
    from jepa_learning.bootstrap import open_learner  # only here: importing the package must stay light

    return open_learner(place, without=without)
