"""Sequences: what was run is proposed, what is followed is not learnt, and what is asked changes nothing."""

from __future__ import annotations

import math
import pickle
import random
from dataclasses import replace
from itertools import accumulate, pairwise
from operator import mul

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.histories import EVERYTHING, OPTIONS, learnt, names, reason, run

from jepa_learning.domain.build_learner import build_learner, manifold_names
from jepa_learning.domain.event import Event, Prediction, Query
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.trail import REMEMBERED

PIPELINE = [event for n in range(30) for event in run("checkout", "build", "test", "deploy", case=f"r{n}")]


def everything(learner: Learner, case: str = "now") -> Prediction:
    return learner.predict_one(Query("step", case), k=EVERYTHING)


def following(learner: Learner, *activities: str, case: str = "now") -> Prediction:
    for event in run(*activities, case=case):
        learner.observe_one(event)
    return everything(learner, case)


def test_what_follows_is_learnt_and_said_with_true_counts() -> None:
    learner = learnt([*PIPELINE, *run("checkout", "lint", case="odd")])
    said = following(learner, "checkout")
    assert names(said)[0] == "build"
    assert reason(said, "build", "ngram") == "30 of 31 times after checkout"


def test_only_what_was_run_is_proposed() -> None:
    assert set(names(everything(learnt(PIPELINE)))) == {"checkout", "build", "test", "deploy"}
    assert names(everything(learnt([]))) == []


def test_kinds_do_not_mix() -> None:
    learner = learnt([*PIPELINE, *run("ls", "make", kind="command")])
    assert set(names(everything(learner))) == {"checkout", "build", "test", "deploy"}
    assert set(names(learner.predict_one(Query("command", "s")))) == {"ls", "make"}


def test_a_command_is_the_same_in_every_project() -> None:
    events = [
        Event("command", line, "s", attributes={"project": root})
        for root, line in (("/p", "ls"), ("/q", "make"))
    ]
    said = learnt(events).predict_one(Query("command", "x", attributes={"project": "/p"}))
    assert set(names(said)) == {"ls", "make"}


def test_to_follow_is_not_to_learn() -> None:
    learner = learnt(PIPELINE)
    known, before = learner.knowledge("step"), everything(learner)
    assert names(following(learner, "checkout", case="a"))[0] == "build"
    assert names(following(learner, "build", case="a"))[0] == "test"
    assert learner.knowledge("step") == known
    assert everything(learner) == before


def test_after_a_long_time_without_learning_nothing_counts_as_lately() -> None:
    # The last thing learnt is an odd habit: fleeting views believe in it, until it is no longer late.
    odd = [event for n in range(6) for event in run("checkout", "lint", case=f"odd{n}")]
    learner = learnt([*PIPELINE, *odd])
    fresh = following(learner, "checkout", case="fresh")
    following(learner, *["build"] * (REMEMBERED + 1), case="other")
    stale = everything(learner, "fresh")
    fleeting = {"lately", "recency"}
    assert fleeting & {name for candidate in fresh.candidates for name in candidate.reasons}
    assert not fleeting & {name for candidate in stale.candidates for name in candidate.reasons}
    learner.learn_one(Event("step", "deploy", "again"))
    awake = everything(learner, "fresh")
    assert fleeting & {name for candidate in awake.candidates for name in candidate.reasons}


def test_a_question_after_a_long_time_has_weights_of_its_own_that_were_learnt_all_along() -> None:
    learner = learnt(PIPELINE)
    following(learner, *["build"] * (REMEMBERED + 1), case="other")
    stale = following(learner, "checkout")
    assert names(stale)[0] == "build"
    assert stale.confidence > 0.9


def test_a_question_asked_twice_gives_the_same_answer() -> None:
    learner = learnt(PIPELINE)
    assert following(learner, "checkout") == everything(learner)


def test_asking_never_changes_what_comes_later() -> None:
    silent, asked = learnt([]), learnt([])
    for event in PIPELINE:
        everything(asked, event.case)
        asked.rollout(Query("step", event.case, horizon=4))
        asked.learn_one(event)
        silent.learn_one(event)
    assert following(asked, "checkout") == following(silent, "checkout")


def test_a_rollout_has_as_many_steps_as_asked_and_changes_nothing() -> None:
    learner = learnt(PIPELINE)
    before = following(learner, "checkout")
    steps = learner.rollout(Query("step", "now", horizon=3))
    assert [step.activity for step in steps] == ["build", "test", "deploy"]
    assert steps[0] == before.candidates[0]
    assert len(learner.rollout(Query("step", "now", horizon=12))) == 12
    assert everything(learner) == before


def test_a_rollout_is_as_sure_as_it_is_often_right() -> None:
    chance = random.Random(0)
    events = [
        event
        for case in range(30)
        for event in run(*("on" if chance.random() < 0.8 else "off" for _ in range(12)), case=f"r{case}")
    ]
    rollout = learnt(events).rollout(Query("step", "now", horizon=128))
    assert [step.activity for step in rollout] == ["on"] * 128
    confidence = list(accumulate((step.probability for step in rollout), mul))
    assert all(later <= earlier for earlier, later in pairwise(confidence))
    for steps in (1, 2, 4, 8):  # each "on" comes four times in five, whatever came before
        assert 0.6 < confidence[steps - 1] / 0.8**steps < 1.6
    assert confidence[-1] < 1e-4


def test_a_rollout_of_what_is_not_known_is_empty() -> None:
    assert learnt([]).rollout(Query("step", "now", horizon=3)) == []


def test_only_so_many_cases_are_followed() -> None:
    few = replace(OPTIONS, sequences=replace(OPTIONS.sequences, open_cases=2))
    learner = build_learner(few)
    learner.learn_many(PIPELINE)
    remembered = following(learner, "checkout", case="old")
    following(learner, "build", case="newer")
    assert everything(learner, "old") == remembered
    following(learner, "build", case="newest")
    assert everything(learner, "old") == everything(learner, "never seen")
    assert everything(learner, "old") != remembered


def test_of_many_activities_each_manifold_names_its_best() -> None:
    many = [f"tool{n}" for n in range(400)]
    learner = learnt([*run(*many, case="all"), *PIPELINE])
    said = following(learner, "checkout")
    assert names(said)[0] == "build"
    assert set(names(said)) < {*many, "checkout", "build", "test", "deploy"}
    assert len(names(said)) >= OPTIONS.sequences.shortlist


def test_the_case_itself_teaches_what_it_repeats() -> None:
    learner = learnt(PIPELINE)
    said = following(learner, *["deploy", "checkout"] * 6, "deploy")
    assert names(said)[0] == "checkout"


def test_knowledge_counts_events_cases_and_activities() -> None:
    known = learnt(PIPELINE).knowledge("step")
    assert (known.events, known.cases, known.activities) == (120, 30, 4)


COMMANDS = st.lists(
    st.tuples(
        st.sampled_from(["ls", "make", "git push", "npm test", "vi x"]),
        st.integers(0, 3),
        st.sampled_from([None, 0.0, 5.0, 4000.0]),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, "/p", "/q"]),
        st.booleans(),
    ),
    min_size=5,
    max_size=40,
)
Drawn = list[tuple[str, int, float | None, int | None, str | None, bool]]


def stream(drawn: Drawn) -> list[tuple[Event, bool]]:
    """Events of a few sessions at once, and whether each is learnt or only followed."""
    clock, events = 0.0, []
    for line, session, pause, outcome, directory, learn in drawn:
        clock += pause or 0.0
        facts = {"cwd": directory, "exit": outcome, "host": "here"}
        author = ["x", "y", None][session % 3]
        time = None if pause is None else clock
        events.append((Event("command", line, f"s{session}", time, None, author, facts), learn))
    return events


def happen(learner: Learner, events: list[tuple[Event, bool]]) -> None:
    for event, learn in events:
        (learner.learn_one if learn else learner.observe_one)(event)


def question(case: str) -> Query:
    return Query("command", case, 9e5, None, "x", {"cwd": "/p", "host": "here"})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COMMANDS)
def test_whatever_happens_only_what_was_run_is_proposed_with_some_probability(drawn: Drawn) -> None:
    learner, ran = learnt([]), set()
    for number, (event, learn) in enumerate(stream(drawn)):
        happen(learner, [(event, learn)])
        ran.add(event.activity)
        if number % 3 == 0:
            said = learner.predict_one(question(event.case), k=EVERYTHING)
            chances = [candidate.probability for candidate in said.candidates]
            assert set(names(said)) <= ran
            assert len(set(names(said))) == len(chances)
            assert all(math.isfinite(chance) and 0.0 <= chance <= 1.0 for chance in chances)
            assert chances == sorted(chances, reverse=True)
            for candidate in said.candidates:
                assert sum(why.share for why in candidate.reasons.values()) <= 1.0 + 1e-9


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COMMANDS, st.integers(0, 40))
def test_the_same_stream_gives_the_same_answers_also_after_a_round_trip_on_disk(
    drawn: Drawn, cut: int
) -> None:
    events = stream(drawn)
    straight, stored = learnt([]), learnt([])
    happen(straight, events)
    happen(stored, events[:cut])
    stored = pickle.loads(pickle.dumps(stored))
    happen(stored, events[cut:])
    for case in ("fresh", events[-1][0].case):
        assert stored.predict_one(question(case), k=9) == straight.predict_one(question(case), k=9)


def test_a_manifold_that_is_left_out_says_nothing_and_the_others_go_on() -> None:
    for name in sorted(manifold_names(OPTIONS)):
        learner = learnt(PIPELINE[:40], without=[name])
        said = following(learner, "checkout")
        assert names(said)[0] == "build"
        assert all(name not in candidate.reasons for candidate in said.candidates)


def regrets(learner: Learner, events: list[Event]) -> float:
    """Return -ln p of what came, summed."""
    total = 0.0
    for event in events:
        said = learner.predict_one(Query("step", event.case), k=EVERYTHING)
        total -= sum(math.log(one.probability) for one in said.candidates if one.activity == event.activity)
        learner.learn_one(event)
    return total


def test_whom_to_believe_is_learnt_apart_for_what_follows_a_frequent_activity() -> None:
    # After "look" comes what came after it the last time; after "draw" comes anything at all.
    chance, habit, steps = random.Random(0), "s0", list[str]()
    for _ in range(600):
        habit = chance.choice(["s0", "s1", "s2", "s3"]) if chance.random() < 0.1 else habit
        steps += ["look", habit, "draw", chance.choice(["s0", "s1", "s2", "s3"])]
    events = list(run(*steps, case="all"))
    apart, together = (
        build_learner(
            replace(OPTIONS, sequences=replace(OPTIONS.sequences, own_weights_after=after)),
            without=["event_jepa"],
        )
        for after in (30, 1_000_000)
    )
    assert regrets(apart, events) < 0.98 * regrets(together, events)
