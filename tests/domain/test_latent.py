"""Lessons: what is kept of a question, and that it says the truth about it."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.lessons import moment, questions

from jepa_learning.adapters.memory.latent_model import LinearLatentModel
from jepa_learning.domain.latent import FEATURES, TAUGHT, Latent, lesson

sizes = st.integers(1, 1500)


def asked_of(size: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Candidates' numbers, which are their columns doubled, and what was believed of each."""
    p = np.random.default_rng(seed).dirichlet(np.full(size, 0.2))
    return 2 * np.arange(size, dtype=np.int32), p


@given(sizes, st.integers(0, 50), st.data())
def test_a_lesson_keeps_what_came_and_marks_nothing_else(size: int, seed: int, data: st.DataObject) -> None:
    candidates, p = asked_of(size, seed=seed)
    right = data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=40, unique=True))
    kept = lesson(moment(candidates), np.array(sorted(right)), p)
    columns = kept.moment.candidates // 2
    assert sorted(columns[kept.right].tolist()) == sorted(right)
    assert len(set(columns.tolist())) == len(columns)


@given(sizes, st.integers(0, 50))
def test_a_lesson_is_bounded_and_its_arrays_fit(size: int, seed: int) -> None:
    candidates, p = asked_of(size, seed=seed)
    kept = lesson(moment(candidates), np.arange(min(size, 200)), p)
    count = len(kept.moment.candidates)
    assert count <= min(size, 2 * TAUGHT + 1)
    assert kept.right.shape == kept.believed.shape == (count,)
    assert kept.moment.features.shape == (count, FEATURES)


@given(st.integers(200, 1500), st.integers(0, 50))
def test_a_lesson_keeps_the_likeliest_and_some_of_the_others(size: int, seed: int) -> None:
    candidates, p = asked_of(size, seed=seed)
    columns = lesson(moment(candidates), np.array([0]), p).moment.candidates // 2
    likely = set(np.argsort(-p)[:20].tolist())
    assert likely <= set(columns.tolist())
    assert len(set(columns.tolist()) - set(np.argsort(-p)[: 2 * TAUGHT // 3].tolist())) >= 8


def test_few_candidates_are_all_kept() -> None:
    candidates, p = asked_of(TAUGHT)
    assert lesson(moment(candidates), np.array([3]), p).moment.candidates.tolist() == candidates.tolist()


def test_a_lesson_says_what_was_believed_and_what_was_known_of_each_candidate() -> None:
    candidates, p = asked_of(500)
    features = np.arange(500 * FEATURES, dtype=np.float32).reshape(500, FEATURES) / 1024.0
    kept = lesson(replace(moment(candidates), features=features), np.array([7]), p)
    columns = kept.moment.candidates // 2
    assert np.allclose(kept.believed, np.log(np.maximum(p[columns], 1e-12)), atol=1e-5)
    assert np.allclose(kept.moment.features, features[columns], atol=2e-3)


def test_what_was_believed_impossible_is_still_finite() -> None:
    candidates, _ = asked_of(4)
    kept = lesson(moment(candidates), np.array([1]), np.array([1.0, 0.0, 0.0, 0.0]))
    assert np.isfinite(kept.believed).all()


def test_the_same_history_gives_the_same_lesson() -> None:
    candidates, p = asked_of(900, seed=4)
    first, second = (lesson(moment(candidates), np.array([5, 600]), p) for _ in range(2))
    assert first.moment.candidates.tolist() == second.moment.candidates.tolist()
    assert first.right.tolist() == second.right.tolist()


def test_a_lesson_leaves_its_question_alone() -> None:
    (asked,) = questions(1)
    before = asked.features.copy()
    lesson(asked, np.array([0]), np.full(len(asked.candidates), 1.0 / len(asked.candidates)))
    assert np.array_equal(asked.features, before)
    assert asked.features.dtype == np.float32


def test_what_is_stored_of_a_network_s_place_is_the_vocabulary_alone() -> None:
    latent = Latent(model=LinearLatentModel(rate=0.1, least=10, speaks=True))
    latent.vocabulary.number("src/a.py")
    stored: Latent = pickle.loads(pickle.dumps(latent))
    assert stored.model is None
    assert stored.vocabulary.texts == ["src/a.py"]
