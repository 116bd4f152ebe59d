"""The event JEPA's side of the manifold: what is remembered, and what a network is asked."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.manifolds.situations import (
    catalogue_of,
    indices,
    learn_case,
    learn_run,
    of_files,
    of_sequence,
)

from jepa_learning.adapters.memory.latent_model import LinearLatentModel
from jepa_learning.domain.latent import FEATURES, KNOWN, STEPS, Latent, Moment
from jepa_learning.domain.manifolds.event_jepa import MOST_OF_A_CASE, FileEventJepa, SequenceEventJepa

FILES = ("src/a.py", "src/b.py", "src/c.py", "docs/a.md", "docs/b.md", "e.py")
COMMANDS = ("make", "make test", "git push", "ls")


def connected() -> Latent:
    return Latent(model=LinearLatentModel(rate=0.5, least=20, speaks=True))


def file_jepa(latent: Latent | None = None, *, episodes: int = 50) -> FileEventJepa:
    return FileEventJepa(latent or connected(), episodes=episodes)


def names(numbers: Sequence[int], latent: Latent) -> list[str]:
    return [latent.vocabulary.texts[number] for number in numbers]


def feature(asked: Moment, column: int, latent: Latent) -> dict[str, float]:
    """One of the numbers that tell of each candidate, by the candidate's name."""
    found = asked.features[:, column].tolist()
    return {
        latent.vocabulary.texts[number]: value
        for number, value in zip(asked.candidates.tolist(), found, strict=True)
    }


# Silence


def test_without_a_network_nothing_is_asked_and_nothing_said() -> None:
    catalogue = catalogue_of(*FILES)
    files, sequence = file_jepa(Latent()), SequenceEventJepa(Latent(), episodes=9)
    learn_case(files, catalogue, FILES[:2], tick=0)
    situation = of_files(catalogue, tick=1)
    assert files.moments(situation, catalogue=catalogue) == []
    assert files.predict_one(situation, catalogue=catalogue) is None
    assert sequence.predict_one(of_sequence(catalogue), catalogue=catalogue) is None


def test_a_network_that_is_silent_leaves_it_silent() -> None:
    catalogue = catalogue_of(*FILES)
    manifold = file_jepa(Latent(model=LinearLatentModel(rate=0.5, least=20, speaks=False)))
    assert manifold.predict_one(of_files(catalogue), catalogue=catalogue) is None


def test_a_question_with_an_intent_is_asked_with_and_without_it() -> None:
    catalogue, manifold = catalogue_of(*FILES), file_jepa()
    learn_case(manifold, catalogue, FILES[:2], tick=0, intent="first")
    told, untold = manifold.moments(of_files(catalogue, tick=1, intent="Fix b"), catalogue=catalogue)
    assert (told.intent, untold.intent) == ("Fix b", "")
    assert told.features is untold.features
    assert told.episodes is untold.episodes
    told, untold = manifold.moments(of_files(catalogue, tick=1), catalogue=catalogue)
    assert told is untold


def test_an_episode_is_a_case_with_its_intent_and_files() -> None:
    catalogue, latent = catalogue_of(*FILES), connected()
    manifold = file_jepa(latent)
    learn_case(manifold, catalogue, FILES[:2], tick=0, intent="add a and b")
    learn_case(manifold, catalogue, FILES[3:4], tick=1)
    asked, _ = manifold.moments(of_files(catalogue, tick=2), catalogue=catalogue)
    assert [names(one.outcome, latent) for one in asked.episodes] == [
        list(FILES[:2]),
        [FILES[3]],
    ]
    assert [one.intent for one in asked.episodes] == ["add a and b", ""]
    assert [one.cue for one in asked.episodes] == [one.outcome for one in asked.episodes]


def test_the_open_case_is_no_episode_of_its_own_question() -> None:
    catalogue, latent = catalogue_of(*FILES), connected()
    manifold = file_jepa(latent)
    learn_case(manifold, catalogue, FILES[:2], tick=0)
    learn_case(manifold, catalogue, ["e.py"], tick=1, intent="now")
    asked, _ = manifold.moments(
        of_files(catalogue, tick=1, known=["e.py"], intent="now"), catalogue=catalogue
    )
    assert [names(one.outcome, latent) for one in asked.episodes] == [list(FILES[:2])]
    assert [step.intent for step in asked.steps] == ["", ""]
    assert names([step.name for step in asked.steps], latent) == list(FILES[:2])
    assert names(asked.known, latent) == ["e.py"]


def test_steps_are_the_files_of_the_last_cases_newest_last() -> None:
    catalogue, latent = catalogue_of(*FILES), connected()
    manifold = file_jepa(latent)
    for tick, (file, author) in enumerate([("src/a.py", "ada"), ("src/b.py", "bob"), ("src/c.py", "ada")]):
        situation = of_files(catalogue, tick=tick, author=author, time=100.0 * tick, intent=f"step {tick}")
        manifold.learn_one(situation, catalogue.names.index(file), catalogue=catalogue)
    asked, _ = manifold.moments(of_files(catalogue, tick=3, author="ada", time=500.0), catalogue=catalogue)
    assert names([step.name for step in asked.steps], latent) == list(FILES[:3])
    assert [(step.age, step.gap, step.own) for step in asked.steps] == [
        (3, 500.0, True),
        (2, 400.0, False),
        (1, 300.0, True),
    ]
    unknown, _ = manifold.moments(of_files(catalogue, tick=3), catalogue=catalogue)
    assert [step.gap for step in unknown.steps] == [None] * 3


def test_what_tells_of_a_candidate_is_how_often_and_how_lately_it_came() -> None:
    catalogue, latent = catalogue_of(*FILES), connected()
    manifold = file_jepa(latent)
    learn_case(manifold, catalogue, ["src/a.py", "src/b.py"], tick=0, author="ada")
    learn_case(manifold, catalogue, ["src/a.py", "docs/a.md"], tick=1, author="bob")
    learn_case(manifold, catalogue, ["src/c.py"], tick=2, author="ada")
    situation = of_files(catalogue, tick=4, known=["src/a.py"], author="ada")
    asked, _ = manifold.moments(situation, catalogue=catalogue)
    told = [feature(asked, column, latent) for column in range(FEATURES)]
    assert "src/a.py" not in told[0]
    assert told[0]["src/b.py"] == pytest.approx(np.log(2.0))
    assert told[0]["e.py"] == 0.0
    assert told[1]["src/c.py"] == pytest.approx(np.log1p(2.0))
    assert told[2]["docs/a.md"] == pytest.approx(np.log1p(3.0))
    assert {name for name, value in told[3].items() if value} == {"src/c.py"}  # the case before
    assert {name for name, value in told[4].items() if value} == {"docs/a.md"}  # the one before that
    assert told[5]["src/b.py"] == told[5]["docs/a.md"] == 0.5  # in half of what the known file was in
    assert told[6]["src/b.py"] == pytest.approx(np.log(2.0))
    assert {name for name, value in told[7].items() if value} == {"src/b.py", "src/c.py"}  # its folder
    assert {name for name, value in told[8].items() if value} == {"src/b.py", "src/c.py"}  # ada's
    assert told[9]["e.py"] == pytest.approx(np.log(5.0) / 10.0)


def test_a_rename_keeps_the_past_under_the_new_name() -> None:
    catalogue, latent = catalogue_of(*FILES), connected()
    manifold = file_jepa(latent)
    learn_case(manifold, catalogue, FILES[:2], tick=0)
    manifold.moments(of_files(catalogue, tick=1), catalogue=catalogue)
    catalogue.rename("src/a.py", "lib/a.py")
    learn_case(manifold, catalogue, ["e.py"], tick=1)
    asked, _ = manifold.moments(of_files(catalogue, tick=2), catalogue=catalogue)
    assert names(asked.episodes[0].outcome, latent) == ["lib/a.py", "src/b.py"]
    assert names([step.name for step in asked.steps], latent) == ["lib/a.py", "src/b.py", "e.py"]
    assert feature(asked, 0, latent)["lib/a.py"] == pytest.approx(np.log(2.0))
    assert "src/a.py" not in feature(asked, 0, latent)


def test_only_so_many_episodes_are_remembered_and_only_so_much_of_each() -> None:
    many = [f"f{number}.py" for number in range(MOST_OF_A_CASE + 10)]
    catalogue, manifold = catalogue_of(*many), file_jepa(episodes=3)
    for tick in range(7):
        learn_case(manifold, catalogue, many[tick : tick + 1], tick=tick)
    learn_case(manifold, catalogue, many, tick=7)
    asked, _ = manifold.moments(of_files(catalogue, tick=8), catalogue=catalogue)
    assert [len(one.outcome) for one in asked.episodes] == [1, 1, MOST_OF_A_CASE]
    assert len(asked.steps) == STEPS


def test_what_is_known_is_cut_to_the_newest() -> None:
    catalogue, latent = catalogue_of(*FILES), connected()
    asked, _ = file_jepa(latent).moments(of_files(catalogue, known=FILES[:5]), catalogue=catalogue)
    assert names(asked.known, latent) == list(FILES[5 - KNOWN : 5])


def test_what_is_stored_is_the_memory_without_the_network() -> None:
    catalogue, latent = catalogue_of(*FILES), connected()
    manifold = file_jepa(latent)
    for tick in range(4):
        learn_case(manifold, catalogue, FILES[tick : tick + 2], tick=tick, intent="fix", author="ada")
    situation = of_files(catalogue, tick=4, known=["src/a.py"], intent="fix b")
    before = manifold.moments(situation, catalogue=catalogue)
    stored: FileEventJepa
    stored, place = pickle.loads(pickle.dumps((manifold, latent)))
    assert place.model is None
    assert stored.predict_one(situation, catalogue=catalogue) is None
    place.model = latent.model
    for one, other in zip(stored.moments(situation, catalogue=catalogue), before, strict=True):
        assert (one.steps, one.known, one.intent, one.episodes) == (
            other.steps,
            other.known,
            other.intent,
            other.episodes,
        )
        assert np.array_equal(one.candidates, other.candidates)
        assert np.array_equal(one.features, other.features)


cases = st.lists(
    st.tuples(
        st.lists(st.sampled_from(FILES), min_size=1, max_size=4, unique=True),
        st.sampled_from(["", "fix a", "docs\n\nfor b"]),
        st.sampled_from([None, "ada", "bob"]),
    ),
    min_size=1,
    max_size=8,
)


@given(cases)
@settings(max_examples=25)
def test_whatever_happened_questions_are_finite_and_know_nothing_of_the_open_case(
    history: list[tuple[list[str], str, str | None]],
) -> None:
    catalogue, latent = catalogue_of(*FILES), connected()
    manifold = file_jepa(latent, episodes=5)
    past: list[tuple[str, ...]] = []
    for tick, (files, intent, author) in enumerate(history):
        for place, name in enumerate(files):
            situation = of_files(
                catalogue, known=files[:place], intent=intent, author=author, tick=tick, time=60.0 * tick
            )
            kept = past[-4 if place else -5 :]  # the open case takes a place
            for asked in manifold.moments(situation, catalogue=catalogue):
                assert [tuple(names(one.outcome, latent)) for one in asked.episodes] == kept
                assert asked.features.shape == (len(situation.candidates), FEATURES)
                assert np.isfinite(asked.features).all()
                assert asked.features.min() >= 0.0
                assert asked.features.max() < 12.0
                assert len(asked.steps) <= STEPS
            manifold.learn_one(situation, catalogue.names.index(name), catalogue=catalogue)
        past.append(tuple(files))


# Questions about sequences


def test_an_episode_of_a_sequence_is_an_event_recognised_by_those_before_it() -> None:
    catalogue, latent = catalogue_of(*COMMANDS), connected()
    manifold = SequenceEventJepa(latent, episodes=50)
    learn_run(manifold, catalogue, ["make", "make test", "ls", "git push", "make"])
    (asked,) = manifold.moments(of_sequence(catalogue, past=["make"]), catalogue=catalogue)
    assert [names(one.cue, latent) for one in asked.episodes] == [
        [],  # the first has nothing before it
        ["make"],
        ["make", "make test"],
        ["make", "make test", "ls"],
        ["make test", "ls", "git push"],
    ]
    outcomes = [names(one.outcome, latent) for one in asked.episodes]
    assert outcomes == [["make"], ["make test"], ["ls"], ["git push"], ["make"]]


def test_steps_of_a_sequence_are_those_of_its_case() -> None:
    catalogue, latent = catalogue_of(*COMMANDS), connected()
    manifold = SequenceEventJepa(latent, episodes=50)
    learn_run(manifold, catalogue, ["git push", "git push"])
    situation = of_sequence(catalogue, past=["ls", "make"], times=[10.0, 40.0], time=100.0)
    (asked,) = manifold.moments(situation, catalogue=catalogue)
    assert names([step.name for step in asked.steps], latent) == ["ls", "make"]
    # whoever asks before it comes does not know when it will: gaps tell nothing of the time until now
    assert [(step.gap, step.age) for step in asked.steps] == [(30.0, 2), (0.0, 1)]
    assert names(asked.known, latent) == ["ls", "make"]


def test_what_tells_of_a_command_is_how_often_it_came_and_where_in_the_case() -> None:
    catalogue, latent = catalogue_of(*COMMANDS), connected()
    manifold = SequenceEventJepa(latent, episodes=50)
    learn_run(manifold, catalogue, ["make", "make", "ls"])
    (asked,) = manifold.moments(of_sequence(catalogue, past=["ls", "make", "ls"]), catalogue=catalogue)
    told = [feature(asked, column, latent) for column in range(FEATURES)]
    assert told[0] == pytest.approx(
        {"make": np.log(3.0), "make test": 0.0, "git push": 0.0, "ls": np.log(2.0)}
    )
    assert told[2] == {"make": 1.0, "make test": 0.0, "git push": 0.0, "ls": 1.0}
    assert told[1]["ls"] > told[1]["make"] > told[1]["git push"] == 0.0
    assert told[3]["ls"] == pytest.approx(np.log(3.0))


def test_a_sequence_remembers_only_so_many_events() -> None:
    catalogue, manifold = catalogue_of(*COMMANDS), SequenceEventJepa(connected(), episodes=4)
    learn_run(manifold, catalogue, ["make", "ls"] * 10)
    (asked,) = manifold.moments(of_sequence(catalogue), catalogue=catalogue)
    assert len(asked.episodes) == 4


def test_of_a_sequence_that_is_only_followed_it_has_nothing_to_say() -> None:
    assert set(SequenceEventJepa.views) == SequenceEventJepa.fleeting
    assert not FileEventJepa.fleeting


# Lessons


def test_lessons_reach_the_network_and_change_what_is_said() -> None:
    catalogue = catalogue_of(*FILES)
    manifold = file_jepa(Latent(model=LinearLatentModel(rate=0.5, least=20, speaks=False)))
    learn_case(manifold, catalogue, ["src/a.py"], tick=0)
    situation = of_files(catalogue, tick=1)
    p = np.full(len(FILES), 1.0 / len(FILES))
    for _ in range(40):
        told, _ = manifold.moments(situation, catalogue=catalogue)
        manifold.teach(told, np.array(indices(catalogue, ["src/a.py"])), p)
    said = manifold.predict_one(situation, catalogue=catalogue)
    assert said is not None
    assert said.argmax(axis=1).tolist() == [0, 0]
