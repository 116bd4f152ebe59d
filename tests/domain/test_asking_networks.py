"""When networks are asked and taught, and that nobody can tell who asked, or stored, in between."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.histories import EVERYTHING, OPTIONS, ask, change, learnt
from tests.domain.lessons import names_about, often_right

from jepa_learning.adapters.memory.latent_model import LinearLatentModel
from jepa_learning.domain.build_learner import build_learner
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.event import Event, Prediction, Query
from jepa_learning.domain.latent import Lesson, Moment
from jepa_learning.domain.learner import Learner


class Listening(LinearLatentModel):
    """A network that has learnt before, and now only keeps the lessons that it is taught."""

    def __init__(self) -> None:
        super().__init__(rate=0.5, least=20, speaks=False)
        super().learn_many(often_right(100), names_about())
        self.heard: list[tuple[str, list[str], list[float]]] = []

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        for one in lessons:
            came = [vocabulary.texts[number] for number in one.moment.candidates[one.right].tolist()]
            self.heard.append((one.moment.intent, came, np.round(one.believed, 5).tolist()))


def connected() -> tuple[Learner, Listening]:
    learner, network = build_learner(OPTIONS), Listening()
    learner.connect({"file": network, "sequence": network})
    return learner, network


FILES = [
    change(path, f"c{number}", intent=intent, author="ada", time=1e9 + 60.0 * number)
    for number, (paths, intent) in enumerate(
        [(("a.py", "b.py", "c.py"), "add a"), (("a.py", "b.py"), ""), (("c.py", "d/e.md"), "docs of e")] * 6
    )
    for path in paths
]
STEPS = [
    Event("step", name, f"s{number // 4}", 1e9 + 10.0 * number)
    for number, name in enumerate(["build", "test", "deploy", "test", "build", "lint"] * 7)
]
HISTORIES = {"file": FILES, "step": STEPS}


@pytest.fixture(params=HISTORIES)
def history(request: pytest.FixtureRequest) -> list[Event]:
    return HISTORIES[request.param]


def question(event: Event, case: str = "fresh") -> Query:
    return ask(case, intent="fix a", author="ada") if event.kind == "file" else Query("step", case, 2e9)


def said(learner: Learner, event: Event) -> list[Prediction]:
    return [learner.predict_one(question(event, case), k=EVERYTHING) for case in ("fresh", event.case)]


def test_a_network_that_speaks_changes_what_is_said(history: list[Event]) -> None:
    learner, network = connected()
    learner.learn_many(history)
    assert said(learner, history[-1]) != said(learnt(history), history[-1])
    assert network.heard
    assert "event_jepa" in {name for one in said(learner, history[-1])[0].candidates for name in one.reasons}


def test_an_outcome_teaches_as_the_next_event_comes_and_nothing_is_kept_for_a_question() -> None:
    for history, known in ((STEPS, 10), (FILES, 6)):  # a change ends where the next one begins
        learner, network = connected()
        learner.learn_many(history[:known])
        heard = len(network.heard)
        assert heard > 0
        said(learner, history[known - 1])
        pickle.dumps(learner)
        assert len(network.heard) == heard


def test_of_a_change_that_ended_every_event_teaches_one_outcome() -> None:
    learner, network = connected()
    learner.learn_many(
        [change(path, "c0", intent="add") for path in ("a.py", "b.py", "c.py", "d.py", "e.py")]
    )
    learner.learn_many([change(path, "c1", intent="add") for path in ("a.py", "b.py", "c.py", "d.py")])
    heard = []
    for path in ("e.py", "d.py", "c.py", "b.py"):
        learner.learn_one(change(path, "c2", intent="add"))
        heard.append(len(network.heard))
    # The first question was asked with the intent and without; c1 was asked about after 0, 1 and 3 files.
    assert heard == [2, 3, 4, 4]


def test_of_a_stream_that_is_only_followed_no_network_is_asked() -> None:
    network, learner = Counting(), build_learner(OPTIONS)
    learner.connect({"file": network, "sequence": network})
    learner.learn_many(STEPS)
    said(learner, STEPS[-1])
    asked = network.asked
    assert asked > 0
    for event in STEPS:
        learner.observe_one(event)
    said(learner, STEPS[-1])
    assert network.asked == asked
    learner.learn_one(STEPS[-1])  # it learns again, of what was not asked then
    said(learner, STEPS[-1])
    assert network.asked > asked


def test_a_stream_that_is_only_followed_is_ranked_as_if_there_had_never_been_a_network() -> None:
    def ranked(learner: Learner) -> list[list[str]]:
        learner.learn_many(STEPS)
        for event in STEPS:
            learner.observe_one(event)
        return [[one.activity for one in answer.candidates] for answer in said(learner, STEPS[-1])]

    assert ranked(connected()[0]) == ranked(build_learner(OPTIONS))


def test_of_questions_about_a_change_whose_answers_never_came_no_network_is_asked() -> None:
    network, learner = Counting(), build_learner(OPTIONS)
    learner.connect({"file": network, "sequence": network})
    learner.learn_many([change("a.py", "c0"), change("b.py", "c1")])
    before = network.asked
    learner.learn_many([change("c.py", "c2"), change("d.py", "c3")])  # of c1 nothing came that was known
    assert network.asked == before


def test_who_asks_all_the_time_is_told_the_same_as_who_asks_at_the_end(history: list[Event]) -> None:
    (patient, heard), (eager, also_heard) = connected(), connected()
    patient.learn_many(history)
    for event in history:
        eager.learn_one(event)
        eager.predict_one(question(event), k=1)
    assert said(eager, history[-1]) == said(patient, history[-1])
    assert also_heard.heard == heard.heard


drawn = st.lists(
    st.tuples(
        st.sampled_from(["a.py", "b.py", "lib/a.py", "docs/a.md"]),
        st.integers(0, 12),
        st.sampled_from([None, "fix a", "write docs"]),
    ),
    min_size=2,
    max_size=30,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(drawn, st.integers(0, 30), st.booleans())
def test_what_is_stored_in_the_middle_goes_on_as_if_it_had_not_been(
    events: list[tuple[str, int, str | None]], cut: int, files: bool
) -> None:
    happened = [
        change(path, f"c{case}", intent=intent)
        if files
        else Event("step", path, f"s{case // 4}", None, intent)
        for path, case, intent in sorted(events, key=lambda one: one[1])
    ]
    (straight, heard), (stored, heard_before) = connected(), connected()
    straight.learn_many(happened)
    stored.learn_many(happened[:cut])
    stored, heard_after = pickle.loads(pickle.dumps(stored)), Listening()
    stored.connect({"file": heard_after, "sequence": heard_after})
    stored.learn_many(happened[cut:])
    assert said(stored, happened[-1]) == said(straight, happened[-1])
    assert heard_before.heard + heard_after.heard == heard.heard


def test_a_stored_learner_goes_on_in_silence_until_it_is_connected(history: list[Event]) -> None:
    learner, _ = connected()
    learner.learn_many(history[:20])
    stored: Learner = pickle.loads(pickle.dumps(learner))
    stored.learn_many(history[20:])
    found = said(stored, history[-1])[0]
    assert found.candidates
    assert all("event_jepa" not in one.reasons for one in found.candidates)


class Counting(Listening):
    """The same, and it counts the moments that it is asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        self.asked += len(moments)
        return super().score(moments, vocabulary)


def asked_before(event: Event) -> Query:
    return Query(event.kind, event.case, event.time, event.intent, event.author, event.attributes)


def test_what_was_asked_just_before_it_came_is_not_asked_again(history: list[Event]) -> None:
    alone, both = Counting(), Counting()
    questions = 0
    for network, asks in ((alone, False), (both, True)):
        learner = build_learner(OPTIONS)
        learner.connect({"file": network, "sequence": network})
        for place, event in enumerate(history):
            first = place == 0 or history[place - 1].case != event.case
            if asks and first:
                before = network.asked
                learner.predict_one(asked_before(event))
                questions += network.asked - before
            learner.learn_one(event)
    assert questions > 0
    assert both.asked < alone.asked + questions


def test_asking_before_it_came_changes_nothing_that_is_learnt(history: list[Event]) -> None:
    quiet, asking = learnt(history[:0]), learnt(history[:0])
    for event in history:
        quiet.learn_one(event)
        asking.predict_one(asked_before(event))
        asking.learn_one(event)
    assert said(asking, history[-1]) == said(quiet, history[-1])
