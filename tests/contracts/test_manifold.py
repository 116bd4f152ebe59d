"""What every manifold does, whatever it goes by."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import cast

import numpy as np
import pytest
from tests.domain.histories import OPTIONS
from tests.domain.lessons import names_about, often_right
from tests.domain.manifolds.situations import of_files, of_sequence

from jepa_learning.adapters.memory.latent_model import LinearLatentModel
from jepa_learning.domain.build_learner import file_manifolds, sequence_manifolds
from jepa_learning.domain.catalogue import Catalogue, Interner
from jepa_learning.domain.latent import Latent
from jepa_learning.domain.manifolds.manifold import Correcting, Deferring, Manifold, Naming, Relating
from jepa_learning.domain.situation import FileSituation, SequenceSituation, Situation
from jepa_learning.domain.texts import text_words
from jepa_learning.domain.trail import Trail

FILES = [
    f"{place}/{name}.{end}" for place in ("src", "test") for name in ("router", "url") for end in ("py", "md")
]
COMMANDS = ["ls", "git push", "npm test", "make", "vi"]
ALL: dict[str, type[FileSituation] | type[SequenceSituation]] = {
    **{f"file {manifold.name}": FileSituation for manifold in file_manifolds(OPTIONS.files)},
    **{f"sequence {manifold.name}": SequenceSituation for manifold in sequence_manifolds(OPTIONS.sequences)},
}

Story = tuple[Manifold[Situation], Catalogue, Sequence[Situation]]

NETWORK = LinearLatentModel(rate=0.5, least=20, speaks=False)
"""What answers for the manifolds that ask a network. Asking does not change it."""

NETWORK.learn_many(often_right(100), names_about())


class Connected(Latent):
    """A place where a manifold finds the network, also when it was copied or stored."""

    def __setstate__(self, state: tuple[Interner]) -> None:
        super().__setstate__(state)
        self.model = NETWORK


@pytest.fixture(params=ALL)
def story(request: pytest.FixtureRequest) -> Story:
    """A fresh manifold, a catalogue, and situations that know from nothing to everything."""
    kind, name = request.param.split()
    latent = Connected(model=NETWORK)
    made = (
        file_manifolds(OPTIONS.files, latent)
        if kind == "file"
        else sequence_manifolds(OPTIONS.sequences, latent)
    )
    (manifold,) = [cast(Manifold[Situation], one) for one in made if one.name == name]
    catalogue = Catalogue()
    for activity in FILES if kind == "file" else COMMANDS:
        catalogue.add(activity)
    tell = changes if kind == "file" else commands
    return manifold, catalogue, list(tell(catalogue))


def changes(catalogue: Catalogue) -> Iterator[FileSituation]:
    yield of_files(catalogue)
    for tick in range(1, 13):
        known = [FILES[(tick + place) % len(FILES)] for place in range(tick % 4)]
        yield of_files(
            catalogue,
            known=known,
            previous=[FILES[tick % 3], FILES[-1]],
            intent=["fix the url router", "", "Write tests\n\nfor all"][tick % 3],
            author=["ada", None][tick % 2],
            time=None if tick == 3 else 1e9 + 3600.0 * tick,
            tick=tick,
        )


def commands(catalogue: Catalogue) -> Iterator[SequenceSituation]:
    yield of_sequence(catalogue)
    for tick in range(1, 13):
        past = [COMMANDS[place * tick % len(COMMANDS)] for place in range(tick)]
        yield of_sequence(
            catalogue,
            past=past,
            times=None if tick == 3 else [1e9 + 60.0 * place for place in range(tick)],
            outcome=[None, 0, 1][tick % 3],
            author=["ada", None][tick % 2],
            time=None if tick == 4 else 1e9 + 3600.0 * tick,
            tick=tick,
            directory=["/p", None][tick % 2],
            host=["here", None][tick % 2],
        )


def teach(manifold: Manifold[Situation], catalogue: Catalogue, situations: Sequence[Situation]) -> None:
    for _ in range(3):
        for number, situation in enumerate(situations):
            index = int(situation.candidates[number % len(situation.candidates)])
            manifold.learn_one(situation, index, catalogue=catalogue)
            if isinstance(manifold, Correcting):
                believed = np.full(len(situation.candidates), 1.0 / len(situation.candidates))
                manifold.correct(situation, np.flatnonzero(situation.candidates == index), believed)
            if isinstance(situation, FileSituation):
                catalogue.texts.replace(
                    index, text_words(f"url router of {catalogue.names[index]}" * (index % 3))
                )


def seen(situation: Situation) -> dict[str, object]:
    """What a situation holds, as plain values that can be compared."""
    held = {field.name: copy.deepcopy(getattr(situation, field.name)) for field in fields(situation)}
    held["candidates"] = situation.candidates.tolist()
    if isinstance(situation, SequenceSituation):
        trail = situation.trail
        held["trail"] = {name: copy.deepcopy(value) for name, value in vars(trail).items()}
        assert isinstance(trail, Trail)
    return held


def told(
    manifold: Manifold[Situation], situation: Situation, catalogue: Catalogue
) -> list[list[float]] | None:
    evidence = manifold.predict_one(situation, catalogue=catalogue)
    return None if evidence is None else evidence.tolist()


def test_names_are_unique_and_each_has_views() -> None:
    assert len(ALL) == len(file_manifolds(OPTIONS.files)) + len(sequence_manifolds(OPTIONS.sequences))


def test_a_manifold_says_what_it_is(story: Story) -> None:
    manifold, _, _ = story
    assert manifold.name.isidentifier()
    assert manifold.views
    assert len(set(manifold.views)) == len(manifold.views)
    assert manifold.fleeting <= set(manifold.views)
    assert manifold.needs_intent <= set(manifold.views)


def test_evidence_is_a_finite_row_of_every_candidate_by_each_view(story: Story) -> None:
    manifold, catalogue, situations = story
    teach(manifold, catalogue, situations)
    said = 0
    for situation in situations:
        evidence = manifold.predict_one(situation, catalogue=catalogue)
        if evidence is not None:
            assert evidence.shape == (len(manifold.views), len(situation.candidates))
            assert evidence.dtype == np.float64
            assert np.isfinite(evidence).all()
            said += bool(evidence.any())
    # Who goes by what others say has nothing to say to one who asks it alone.
    assert bool(said) != (isinstance(manifold, Deferring) and bool(manifold.hears))


def test_no_view_says_more_than_a_probability(story: Story) -> None:
    manifold, catalogue, situations = story
    teach(manifold, catalogue, situations)
    for situation in situations:
        evidence = manifold.predict_one(situation, catalogue=catalogue)
        if evidence is not None:
            likelihoods = {"silence"}  # P(pause | x): a likelihood of each candidate, not a distribution
            rows = [view not in likelihoods for view in manifold.views]
            assert np.exp(evidence[rows]).mean(axis=1) == pytest.approx(1.0)


def test_before_anything_is_learnt_it_knows_no_candidate_from_another(story: Story) -> None:
    manifold, catalogue, situations = story
    empty = manifold.predict_one(situations[0], catalogue=catalogue)
    assert empty is None or empty == pytest.approx(0.0)


def test_learning_returns_nothing_and_leaves_the_situation_alone(story: Story) -> None:
    manifold, catalogue, situations = story
    for number, situation in enumerate(situations):
        before = seen(situation)
        index = int(situation.candidates[number % len(situation.candidates)])
        assert manifold.learn_one(situation, index, catalogue=catalogue) is None  # type: ignore[func-returns-value]
        manifold.predict_one(situation, catalogue=catalogue)
        manifold.words(situation, index, catalogue=catalogue)
        assert seen(situation) == before


def test_a_manifold_asked_twice_says_the_same(story: Story) -> None:
    manifold, catalogue, situations = story
    teach(manifold, catalogue, situations)
    first = [told(manifold, situation, catalogue) for situation in situations]
    assert [told(manifold, situation, catalogue) for situation in situations] == first


def test_asking_does_not_change_what_is_learnt(story: Story) -> None:
    manifold, catalogue, situations = story
    silent = copy.deepcopy(manifold)
    for number, situation in enumerate(situations):
        index = int(situation.candidates[number % len(situation.candidates)])
        manifold.predict_one(situation, catalogue=catalogue)
        manifold.words(situation, index, catalogue=catalogue)
        for one in (manifold, silent):
            one.learn_one(situation, index, catalogue=catalogue)
    assert [told(manifold, s, catalogue) for s in situations] == [
        told(silent, s, catalogue) for s in situations
    ]


@pytest.mark.parametrize("taught", [False, True], ids=["fresh", "taught"])
def test_it_has_words_of_one_line_for_any_candidate(story: Story, taught: bool) -> None:
    manifold, catalogue, situations = story
    if taught:
        teach(manifold, catalogue, situations)
    for situation in situations:
        for index in situation.candidates.tolist():
            words = manifold.words(situation, index, catalogue=catalogue)
            assert isinstance(words, str)
            assert len(words.splitlines()) <= 1
            assert words == words.strip()


def test_it_is_stored_and_goes_on_as_it_was(story: Story) -> None:
    manifold, catalogue, situations = story
    teach(manifold, catalogue, situations)
    stored: Manifold[Situation] = pickle.loads(pickle.dumps(manifold))
    for one in (manifold, stored):
        teach(one, catalogue, situations)
    assert [told(stored, s, catalogue) for s in situations] == [
        told(manifold, s, catalogue) for s in situations
    ]


def test_what_it_names_is_known_and_not_more_than_asked_of_each_view(story: Story) -> None:
    manifold, catalogue, situations = story
    if not isinstance(manifold, Naming):
        return
    teach(manifold, catalogue, situations)
    for situation in situations:
        named = manifold.candidates(situation, 2, catalogue=catalogue)
        assert set(named) <= set(range(len(catalogue)))
        assert len(named) <= 2 * len(manifold.views)


def test_what_it_relates_exists_is_something_else_and_comes_strongest_first(story: Story) -> None:
    manifold, catalogue, situations = story
    if not isinstance(manifold, Relating):
        return
    teach(manifold, catalogue, situations)
    catalogue.remove(catalogue.names[1])
    catalogue.texts.replace(2, text_words("nothing of the kind"))
    said = 0
    for index in range(len(catalogue)):
        found = manifold.related(index, 3, unit="commit", catalogue=catalogue)
        names = [one.activity for one in found]
        assert len(set(names)) == len(names) <= 3
        assert set(names) <= set(catalogue.names) - {catalogue.names[1], catalogue.names[index]}
        assert [one.strength for one in found] == sorted((one.strength for one in found), reverse=True)
        assert all(one.strength > 0.0 and one.words for one in found)
        said += len(found)
    assert said


def test_an_activity_that_came_after_the_last_lesson_can_be_asked_about(story: Story) -> None:
    manifold, catalogue, situations = story
    teach(manifold, catalogue, situations)
    names = [f"late/new_{number}.py" for number in range(200)]
    for name in names:
        catalogue.add(name)
    tell = changes if isinstance(situations[0], FileSituation) else commands
    for situation in tell(catalogue):
        evidence = manifold.predict_one(situation, catalogue=catalogue)
        if evidence is not None:
            assert evidence.shape[1] == len(situation.candidates)
            assert np.isfinite(evidence).all()
        assert isinstance(manifold.words(situation, len(catalogue) - 1, catalogue=catalogue), str)
