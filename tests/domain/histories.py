"""Short histories and learners for tests of the domain: each builder says only what its test is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jepa_learning.bootstrap import learner_options
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.build_learner import LearnerOptions, build_learner
from jepa_learning.domain.event import Event, Prediction, Query
from jepa_learning.domain.learner import Learner

OPTIONS: LearnerOptions = learner_options(load_settings().settings)
"""The shipped defaults."""

EVERYTHING = 10_000
"""More candidates than any test has."""


def change(
    path: str,
    case: str,
    *,
    status: str = "M",
    old: str | None = None,
    intent: str | None = None,
    author: str | None = None,
    time: float | None = None,
    bulk: bool = False,
    project: str = "/p",
) -> Event:
    """One file of a commit."""
    attributes: dict[str, str | int | float | bool | None] = {"status": status, "project": project}
    if old is not None:
        attributes["old_path"] = old
    if bulk:
        attributes["bulk"] = True
    return Event("file", path, case, time, intent, author, attributes)


def commits(*cases: Sequence[str], prefix: str = "c") -> list[Event]:
    """Commits that change these files, in order; a file is added when it first comes."""
    return [change(path, f"{prefix}{number}") for number, paths in enumerate(cases) for path in paths]


def ask(
    case: str = "now", *, intent: str | None = None, author: str | None = None, horizon: int = 1
) -> Query:
    """A question about files."""
    return Query("file", case, None, intent, author, {"project": "/p"}, horizon)


def run(*activities: str, case: str = "s", kind: str = "step") -> list[Event]:
    """One case of a sequence."""
    return [Event(kind, activity, case) for activity in activities]


def learnt(events: Iterable[Event], *, without: Sequence[str] = ()) -> Learner:
    """A learner with the shipped defaults that has learnt the events."""
    learner = build_learner(OPTIONS, without=without)
    learner.learn_many(events)
    return learner


def names(prediction: Prediction) -> list[str]:
    """The activities of a prediction, best first."""
    return [candidate.activity for candidate in prediction.candidates]


def probability(prediction: Prediction, activity: str) -> float:
    """The probability of an activity; 0 where it is no candidate."""
    return sum(one.probability for one in prediction.candidates if one.activity == activity)


def reason(prediction: Prediction, activity: str, manifold: str) -> str:
    """What a manifold says of a candidate; empty where it says nothing."""
    for candidate in prediction.candidates:
        if candidate.activity == activity and manifold in candidate.reasons:
            return candidate.reasons[manifold].words
    return ""
