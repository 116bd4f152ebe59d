"""Simulated users: whatever they accept, the answers stay those of a system that never suggested.

A user goes from step to step by habits of their own. Every now and then three candidates are shown. Who
accepts everything does one of them, whichever; another does as they would, and accepts it where it is among
the three; a third accepts nothing. All do as many steps by themselves as where nothing was ever shown, and
then each system is asked behind every step: how much of what the user would do next do its first three
cover, and how various are they?
"""

from __future__ import annotations

import math
import random
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from tests.domain.histories import OPTIONS, run

from jepa_learning.domain.build_learner import build_learner
from jepa_learning.domain.event import Candidate, Event, Query
from jepa_learning.domain.feedback import marked, own_share
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.suggestion import ACCEPTED, SHOWN, Offer, Place, Suggestion

STEPS = [f"step {number}" for number in range(7)]
OWN = 600
"""Steps that each user does by themselves."""

HALF = 0.5
"""How often three candidates are shown."""

LEFT_OUT = ("event_jepa", "habits", "outcome", "place", "progress", "session", "skipgram", "timing")
"""Manifolds that are left out, to be quick."""

Habits = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Standing:
    """How good and how various the answers are, in percent."""

    covered: float
    entropy: float
    distinct: int


def habits() -> Habits:
    """What follows each step, how often: three of its own, and now and then another."""
    rng = random.Random(2)
    return {step: dict.fromkeys(STEPS, 0.02) | dict.fromkeys(rng.sample(STEPS, k=3), 0.29) for step in STEPS}


def live(user: str, *, counted: bool = False, often: float = HALF) -> Standing:
    """Let the user do their steps, and show candidates at `often` of them.

    `counted` learns from what they accept like from anything else.
    """
    learner, late = build_learner(OPTIONS, without=LEFT_OUT), deque[Suggestion](maxlen=1000)
    rng, screen = random.Random(3), random.Random(4)
    own, done, left = habits(), STEPS[0], OWN
    while left:
        meant = rng.choices(list(own[done]), list(own[done].values()))[0]
        said = learner.predict_one(Query("step", "day"), k=3).candidates
        is_shown = user != "never" and len(said) == 3 and screen.random() < often
        taken = take(user, said, meant, screen) if is_shown else None
        done = taken or meant
        event = Event("step", done, "day")
        if taken:
            share = 1.0 if counted else own_share(late, doubt=10.0)
            event = marked(event, suggestion="s", verdict=ACCEPTED, own_share=share)
        learner.learn_one(event)
        if is_shown:
            late.append(settled(said, taken, done))
        left -= user != "everything" or not is_shown
    return standing(learner, own)


def take(user: str, said: Iterable[Candidate], meant: str, rng: random.Random) -> str | None:
    """What the user accepts of what is shown."""
    names = [one.activity for one in said]
    if user == "everything":
        return rng.choice(names)
    return meant if user == "own" and meant in names else None


def settled(said: Iterable[Candidate], taken: str | None, done: str) -> Suggestion:
    """The suggestion with what became of it."""
    offers = tuple(
        Offer(one.activity, one.probability, ACCEPTED, told=0.0, came=True)
        if one.activity == taken
        else Offer(one.activity, one.probability, SHOWN, came=one.activity == done)
        for one in said
    )
    return Suggestion("s", Place("step"), 0.0, offers, later=1)


def standing(learner: Learner, own: Habits) -> Standing:
    """Ask behind every step."""
    covered, said = 0.0, Counter[str]()
    for step in STEPS:
        learner.observe_one(run(step, case=f"asked {step}")[0])
        first = [one.activity for one in learner.predict_one(Query("step", f"asked {step}"), k=3).candidates]
        covered += sum(own[step].get(name, 0.0) for name in first)
        said.update(first)
    shares = [count / said.total() for count in said.values()]
    entropy = -sum(share * math.log(share) for share in shares)
    return Standing(100.0 * covered / len(STEPS), 100.0 * entropy / math.log(len(STEPS)), len(said))


@pytest.fixture(scope="module")
def never() -> Standing:
    return live("never")


@pytest.mark.parametrize("user", ["nothing", "own", "everything"])
def test_whatever_a_user_accepts_quality_and_diversity_stay_within_a_point(
    never: Standing, user: str
) -> None:
    life = live(user)
    assert life.covered == pytest.approx(never.covered, abs=1.0)
    assert life.entropy == pytest.approx(never.entropy, abs=1.0)
    assert life.distinct == never.distinct


def test_counted_as_evidence_what_was_accepted_costs_quality_and_diversity(never: Standing) -> None:
    life = live("everything", counted=True, often=0.8)
    assert life.covered < never.covered - 5.0, "else nothing above could fail"
    assert life.entropy < never.entropy - 5.0
