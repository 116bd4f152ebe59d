"""The learner keeps a world for each kind of activity, and files apart by project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from tests.domain.histories import OPTIONS

from jepa_learning.domain.build_learner import build_learner
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.event import Candidate, Event, Prediction, Query
from jepa_learning.domain.latent import Latent, Lesson, Moment
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.world import Knowledge


class Notebook:
    """A world that writes down what it is told and proposes it, last first."""

    def __init__(self, kind: str) -> None:
        self.kind, self.learnt, self.followed = kind, [], []  # type: ignore[var-annotated]

    def learn_one(self, event: Event) -> None:
        self.learnt.append(event.activity)

    def observe_one(self, event: Event) -> None:
        self.followed.append(event.activity)

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        return Prediction(tuple(Candidate(name, 0.5) for name in self.learnt[::-1][:k]))

    def rollout(self, query: Query) -> list[Candidate]:
        return list(self.predict_one(query, k=query.horizon).candidates)

    def activities(self) -> list[str]:
        return sorted(set(self.learnt))

    def related(self, activity: str, *, k: int) -> dict[str, list[Companion]] | None:
        others = [Companion(name, 1.0, "noted") for name in self.activities() if name != activity]
        return {"notes": others[:k]} if activity in self.learnt else None

    def about(self, text: str, *, k: int) -> dict[str, list[Companion]]:
        return {"notes": [Companion(name, 1.0, text) for name in self.activities()[:k] if name in text]}

    def knowledge(self) -> Knowledge:
        return Knowledge(len(self.learnt), len(self.followed), len(set(self.learnt)))


def notebook(latents: Mapping[str, Latent], kind: str) -> Notebook:
    return Notebook(kind)


def keep(prediction: Prediction, knowledge: Knowledge) -> Prediction:
    return prediction


def heard(learner: Learner, kind: str, project: str = "/p") -> list[str]:
    said = learner.predict_one(Query(kind, "c", attributes={"project": project}))
    return [candidate.activity for candidate in said.candidates]


def event(kind: str, activity: str, project: str = "/p") -> Event:
    return Event(kind, activity, "c", attributes={"project": project})


def test_each_kind_has_a_world_of_its_own() -> None:
    learner = Learner(notebook, keep)
    learner.learn_many([event("step", "build"), event("command", "make")])
    assert (heard(learner, "step"), heard(learner, "command")) == (["build"], ["make"])


def test_files_are_kept_apart_by_project_and_commands_are_not() -> None:
    learner = Learner(notebook, keep)
    learner.learn_many([event("file", "a", "/p"), event("file", "b", "/q")])
    learner.learn_many([event("command", "x", "/p"), event("command", "y", "/q")])
    assert (heard(learner, "file", "/p"), heard(learner, "file", "/q")) == (["a"], ["b"])
    assert heard(learner, "command", "/p") == heard(learner, "command", "/q") == ["y", "x"]
    assert learner.knowledge("file", "/q").events == 1
    assert learner.knowledge("command", "/anywhere").events == 2


def test_what_goes_together_is_asked_of_the_world_that_knows_the_activity() -> None:
    learner = Learner(notebook, keep)
    learner.learn_many([event("file", name, "/p") for name in ("a", "b", "c")])
    learner.learn_one(event("file", "d", "/q"))
    assert learner.activities("file", "/p") == ["a", "b", "c"]
    assert learner.related("file", "a", "/p", k=1) == {"notes": [Companion("b", 1.0, "noted")]}
    assert learner.related("file", "d", "/p", k=1) is None
    assert learner.about("file", "b d", "/p", k=3) == {"notes": [Companion("b", 1.0, "b d")]}


def test_a_world_that_was_never_heard_of_answers_with_nothing_and_is_not_made() -> None:
    made = []
    learner = Learner(lambda latents, kind: made.append(kind) or Notebook(kind), keep)  # type: ignore[func-returns-value]
    assert heard(learner, "tool") == []
    assert learner.rollout(Query("tool", "c")) == []
    assert learner.knowledge("tool") == Knowledge()
    assert (learner.activities("tool"), learner.related("tool", "grep", k=3)) == ([], None)
    assert learner.about("tool", "grep", k=3) == {}
    assert made == []


def test_what_is_followed_is_told_as_such() -> None:
    learner = Learner(notebook, keep)
    learner.observe_one(event("step", "build"))
    assert learner.knowledge("step") == Knowledge(0, 1, 0)


def test_every_answer_passes_by_the_one_who_hesitates() -> None:
    seen: list[Knowledge] = []

    def hesitate(prediction: Prediction, knowledge: Knowledge) -> Prediction:
        seen.append(knowledge)
        return Prediction(prediction.candidates, abstained="no")

    learner = Learner(notebook, hesitate)
    assert learner.predict_one(Query("step", "c")).abstained == "no"
    learner.learn_one(event("step", "build"))
    assert learner.predict_one(Query("step", "c")).abstained == "no"
    assert [knowledge.events for knowledge in seen] == [0, 1]


def test_a_rollout_goes_as_far_as_asked() -> None:
    learner = Learner(notebook, keep)
    learner.learn_many([event("step", name) for name in "abc"])
    assert [one.activity for one in learner.rollout(Query("step", "c", horizon=2))] == ["c", "b"]


class Ear:
    """A network that counts what reaches it."""

    def __init__(self) -> None:
        self.asked = self.taught = 0

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats]:
        self.asked += len(moments)
        return [np.zeros(len(one.candidates)) for one in moments]

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        self.taught += len(lessons)


def steps(workflow: str, count: int) -> list[Event]:
    names = ["build", "test", "ship"]
    return [
        Event(
            "step",
            names[place % 3],
            f"{workflow}-{place // 6}",
            60.0 * place,
            attributes={"workflow": workflow},
        )
        for place in range(count)
    ]


def test_what_is_tried_in_a_rehearsal_neither_asks_nor_teaches_a_network() -> None:
    ear, learner = Ear(), build_learner(OPTIONS)
    learner.connect({"sequence": ear})
    learner.learn_many(steps("ci", 60))
    rehearsal = learner.rehearsal("step")
    heard = (ear.asked, ear.taught)
    assert min(heard) > 0
    rehearsal.learn_many(steps("ci", 60))
    rehearsal.learn_many(Event("command", one.activity, one.case, one.time) for one in steps("x", 60))
    assert rehearsal.predict_one(Query("command", "new")).candidates
    assert (ear.asked, ear.taught) == heard
