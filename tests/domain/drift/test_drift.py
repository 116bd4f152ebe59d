"""Drift as a learner has it: a stream that changes, what is kept of it, and what comes back."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator, Sequence

import pytest
from tests.domain.histories import OPTIONS

from jepa_learning.adapters.memory.change_detector import PlainPageHinkley
from jepa_learning.domain.build_learner import build_learner
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.drift.detection import Detectors
from jepa_learning.domain.drift.follower import DriftReport
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.latent import Lesson, Moment
from jepa_learning.domain.learner import Learner

DETECTORS = Detectors(
    lambda slack, threshold: PlainPageHinkley(slack=slack, threshold=threshold),
    lambda slack, threshold: [PlainPageHinkley(slack=slack, threshold=threshold)],
)
MORNING, EVENING = ["edit", "build", "test", "commit"], ["scan", "plot", "notes", "mail", "backup"]
BEFORE, BETWEEN, AFTER = 600, 400, 150


def sessions(names: list[str], count: int, *, seed: int) -> Iterator[Event]:
    """Commands in sessions of ten, mostly in their order, with some chance."""
    rng, place = random.Random(seed), 0
    for turn in range(count):
        place = place + 1 if rng.random() < 0.7 else rng.randrange(len(names))
        yield Event("command", names[place % len(names)], f"{seed}-{turn // 10}", 60.0 * turn)


def following() -> Learner:
    learner = build_learner(OPTIONS)
    learner.watch_with(DETECTORS)
    return learner


def report(learner: Learner) -> DriftReport:
    found = learner.drift("command")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def returned() -> Learner:
    """A learner whose stream changed and changed back."""
    learner = following()
    learner.learn_many(sessions(MORNING, BEFORE, seed=1))
    learner.learn_many(sessions(EVENING, BETWEEN, seed=2))
    learner.learn_many(sessions(MORNING, AFTER, seed=3))
    return learner


def test_a_stream_that_stays_as_it_is_stays_in_equilibrium() -> None:
    learner = following()
    learner.learn_many(sessions(MORNING, 1500, seed=1))
    assert report(learner).passages == ()
    assert learner.predict_one(Query("command", "new")).regime == "equilibrium"


def test_without_detectors_no_change_is_found() -> None:
    learner = build_learner(OPTIONS)
    learner.learn_many(sessions(MORNING, 400, seed=1))
    learner.learn_many(sessions(EVENING, 100, seed=2))
    assert report(learner).passages == ()


def test_a_change_is_found_within_a_hundred_events_and_begins_another_regime(returned: Learner) -> None:
    found = [one for one in report(returned).passages if one.regime == "breakdown"]
    assert [BEFORE < one.event <= BEFORE + 100 for one in found] == [True]
    assert (found[0].anchor, found[0].time) == (2, 60.0 * (found[0].event - BEFORE - 1))


def test_the_same_things_in_another_order_are_a_change() -> None:
    learner = following()
    learner.learn_many(sessions(MORNING, BEFORE, seed=1))
    learner.learn_many(sessions(MORNING[::-1], 100, seed=2))
    found = [one for one in report(learner).passages if one.regime == "breakdown"]
    assert len(found) == 1
    assert BEFORE < found[0].event <= BEFORE + 60
    assert found[0].why == "things are done in another order"


def test_it_goes_from_equilibrium_through_breakdown_and_re_anchoring_back_to_equilibrium(
    returned: Learner,
) -> None:
    told = [one.regime.value for one in report(returned).passages if one.event <= BEFORE + BETWEEN]
    assert told[-3:] == ["breakdown", "re-anchoring", "equilibrium"]


def test_a_regime_that_returns_is_recognised_within_fifty_events(returned: Learner) -> None:
    back = [one for one in report(returned).passages if one.event > BEFORE + BETWEEN]
    assert back[0].regime == "re-anchoring"
    assert back[0].event <= BEFORE + BETWEEN + 50
    assert (back[0].anchor, back[0].why) == (1, "regime 1 has returned")
    assert report(returned).remembered == (2,)


def test_a_prediction_tells_the_regime() -> None:
    learner = following()
    learner.learn_many(sessions(MORNING, BEFORE, seed=1))
    events, seen = sessions(EVENING, 150, seed=2), []
    for event in events:
        learner.learn_one(event)
        seen.append(learner.predict_one(Query("command", event.case), k=1).regime)
    assert set(seen) >= {"equilibrium", "breakdown", "re-anchoring"}


def test_a_learner_that_was_saved_goes_on_in_the_regime_that_it_was_in() -> None:
    learner = following()
    learner.learn_many(sessions(MORNING, BEFORE, seed=1))
    changing = list(sessions(EVENING, 200, seed=2))
    learner.learn_many(changing[:10])
    again = pickle.loads(pickle.dumps(learner))
    again.watch_with(DETECTORS)
    assert report(again).regime == report(learner).regime
    again.learn_many(changing[10:])
    assert "breakdown" in [one.regime.value for one in report(again).passages]


def test_what_nobody_knows_has_no_drift() -> None:
    assert following().drift("step") is None


def test_every_manifold_that_speaks_has_a_path(returned: Learner) -> None:
    motions = {one.manifold: one for one in report(returned).motions}
    assert {"ngram", "frequency", "recency"} <= set(motions)
    # Twelve outcomes a window and more; the change is the fastest step that most of them took.
    fastest = [max(one.speeds) for one in motions.values()]
    assert sum(speed > 5.0 for speed in fastest) > len(fastest) / 2


def test_manifolds_that_count_the_same_are_coupled(returned: Learner) -> None:
    found = report(returned).couplings
    assert all(one.alike <= 1.0 for one in found)
    assert found[0].alike > 0.5


# Networks


class Taught:
    """A network that notes when it is taught, and says nothing."""

    def __init__(self) -> None:
        self.lessons = 0

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> None:
        return None

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        self.lessons += len(lessons)


def test_in_a_breakdown_networks_are_taught_nothing_and_afterwards_what_fits() -> None:
    learner, network = following(), Taught()
    learner.connect({"sequence": network})
    learner.learn_many(sessions(MORNING, BEFORE, seed=1))
    taught_in: dict[str, int] = {}
    for event in sessions(EVENING, 200, seed=2):
        before = network.lessons
        regime = learner.predict_one(Query("command", event.case), k=1).regime
        learner.learn_one(event)
        taught_in[regime] = taught_in.get(regime, 0) + network.lessons - before
    found = report(learner)
    assert taught_in["exploration"] > 0
    # The last event of the breakdown ends it, and lets go of what waited.
    assert taught_in["breakdown"] == found.learnt
    assert found.learnt > 0
    assert (found.waiting, found.learnt + found.aside) == (0, len(found.fates))
