"""Questions laid side by side: what each array holds, renumbered and without repeats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.mlx import networks  # noqa: F401  (skips where there is no MLX)
from tests.domain.lessons import moment, numbers, questions

from jepa_learning.adapters.mlx.batch import CUED, GAPS, KINDS, RHYTHMS, collate
from jepa_learning.adapters.mlx.event_jepa import LENGTH
from jepa_learning.domain.latent import FEATURES, KNOWN, STEPS, Episode, Step


def test_names_are_renumbered_and_each_stands_once() -> None:
    batch, used = collate([moment(numbers(70, 90)), moment(numbers(20, 90), steps=[500])])
    assert used.items.tolist() == [-1, 20, 70, 90, 500]
    assert used.items[np.array(batch.candidates)].tolist() == [[70, 90], [20, 90]]
    assert used.items[np.array(batch.tokens)][1, STEPS - 1] == 500


def test_columns_that_hold_no_candidate_do_not_count() -> None:
    batch, used = collate([moment(numbers(1, 2, 3)), moment(numbers(2))])
    assert np.array(batch.counted).tolist() == [[1, 1, 1], [1, 0, 0]]
    assert used.items[np.array(batch.candidates)][1].tolist() == [2, -1, -1]
    assert batch.features.shape == (2, 3, FEATURES)


def test_an_episode_that_two_moments_share_stands_once() -> None:
    past = [Episode((number,), "fix", (number + 1,)) for number in range(4)]
    early, late = moment(numbers(0, 1), episodes=past[:3]), moment(numbers(0, 1), episodes=past[1:])
    batch, _ = collate([early, late])
    assert np.array(batch.remembered).tolist() == [[1, 1, 1, 0], [0, 1, 1, 1]]
    ages = np.exp(np.array(batch.ages)) - 1.0
    assert ages[0, :3] == pytest.approx([3, 2, 1], abs=1e-4)
    assert ages[1, 1:] == pytest.approx([3, 2, 1], abs=1e-4)


def test_an_outcome_votes_for_its_candidates_by_one_over_the_root_of_its_size() -> None:
    past = [Episode((7,), "", (1, 2, 3, 9)), Episode((7,), "", (3,))]
    batch, _ = collate([moment(numbers(1, 3, 5), episodes=past)])
    votes = np.pad(np.array(batch.outcomes), [(0, 0), (0, 1)])
    columns = np.array(batch.outcome_columns)[0]
    assert votes[:, columns].tolist() == [[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]


def test_a_cue_is_the_mean_of_its_first_names() -> None:
    long = tuple(range(10, 10 + CUED + 3))
    batch, used = collate(
        [moment(numbers(0, 1), episodes=[Episode((4, 5), "", (0,)), Episode(long, "", (1,))])]
    )
    shares, names = np.array(batch.cue_shares), used.items[np.array(batch.cues)]
    assert dict(zip(names.tolist(), shares[0].tolist(), strict=True))[4] == 0.5
    assert shares.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert sorted(names[shares[1] > 0].tolist()) == list(long[:CUED])


def test_an_episode_without_a_cue_has_none() -> None:
    batch, _ = collate([moment(numbers(0, 1), episodes=[Episode((), "fix", (0,))])])
    assert not np.array(batch.cue_shares).any()


def test_intents_stand_once_and_the_first_is_none() -> None:
    asked = moment(numbers(0, 1), steps=[1, 0], intent="add a test")
    batch, used = collate([asked, replace(asked, intent="")])
    assert used.intents == ("", "fix it", "add a test")
    assert np.array(batch.token_intents)[:, -1].tolist() == [2, 0]
    assert np.array(batch.token_intents)[0, STEPS - 2 : STEPS].tolist() == [1, 1]


def test_a_token_says_what_it_is() -> None:
    bare = moment(numbers(0, 1))
    kinds = [
        int(np.array(collate([one])[0].kinds)[0, -1])
        for one in (
            bare,
            replace(bare, intent="fix"),
            replace(bare, known=(1,)),
            replace(bare, intent="fix", known=(1,)),
        )
    ]
    assert kinds == [3, 4, 5, 6]
    batch, _ = collate([moment(numbers(0, 1), steps=[1], known=[0])])
    assert np.array(batch.kinds)[0].tolist() == [0] * (STEPS - 1) + [1] + [0] * (KNOWN - 1) + [2, 5]
    assert (np.array(batch.kinds) < KINDS).all()
    assert np.array(batch.present).tolist() == (np.array(batch.kinds) > 0).astype(float).tolist()


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(None, 0), (-5.0, 1), (0.0, 1), (59.0, 1), (60.0, 2), (181.0, 3), (86_400.0, 11), (1e12, GAPS - 1)],
)
def test_gaps_are_classed_by_powers_of_two_of_minutes(gap: float | None, expected: int) -> None:
    asked = replace(moment(numbers(0, 1)), steps=(Step(0, "", gap, False, 1),))
    assert int(np.array(collate([asked])[0].gaps)[0, STEPS - 1]) == expected


@pytest.mark.parametrize(("own", "age", "expected"), [(False, 0, 0), (True, 1, 3), (True, 500, RHYTHMS - 1)])
def test_a_rhythm_says_whose_a_step_was_and_how_old(own: bool, age: int, expected: int) -> None:
    asked = replace(moment(numbers(0, 1)), steps=(Step(0, "", None, own, age),))
    assert int(np.array(collate([asked])[0].rhythms)[0, STEPS - 1]) == expected


def test_more_than_a_network_looks_at_is_cut_to_the_newest() -> None:
    batch, used = collate([moment(numbers(0, 1), steps=list(range(40)), known=list(range(9)))])
    tokens = used.items[np.array(batch.tokens)][0].tolist()
    assert tokens == [*range(40 - STEPS, 40), *range(9 - KNOWN, 9), -1]


@given(st.integers(0, 200), st.integers(1, 6))
def test_every_array_points_inside_what_it_points_to(seed: int, count: int) -> None:
    batch, used = collate(questions(count, seed=seed))
    episodes, kinds = batch.outcomes.shape
    for array, below in (
        (batch.tokens, len(used.items)),
        (batch.known, len(used.items)),
        (batch.candidates, len(used.items)),
        (batch.cues, len(used.items)),
        (batch.token_intents, len(used.intents)),
        (batch.episode_intents, len(used.intents)),
        (batch.gaps, GAPS),
        (batch.rhythms, RHYTHMS),
        (batch.kinds, KINDS),
        (batch.outcome_columns, kinds + 1),
    ):
        values = np.array(array)
        assert values.min() >= 0
        assert values.max() < below
    assert batch.tokens.shape == (count, LENGTH)
    assert batch.ages.shape == batch.remembered.shape == (count, episodes)
    assert len(set(used.items.tolist())) == len(used.items)
    assert len(set(used.intents)) == len(used.intents)
