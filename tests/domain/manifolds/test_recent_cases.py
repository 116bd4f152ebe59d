"""The cases that happened last: what is kept from one question to the next is what would be made afresh."""

from __future__ import annotations

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.latent import Episode
from jepa_learning.domain.manifolds.recent_cases import Happened, RecentCases

MOST = 4

drawn = st.lists(
    st.one_of(
        st.tuples(st.just("case"), st.integers(0, 6), st.sampled_from(["ada", "bob", None])),
        st.tuples(st.just("file"), st.integers(0, 9), st.none()),
        st.tuples(st.just("rename"), st.integers(0, 9), st.none()),
        st.tuples(st.just("ask"), st.integers(0, 7), st.none()),
    ),
    max_size=40,
)


def fresh(known: RecentCases) -> RecentCases:
    """The same cases, of which nothing was made yet."""
    other: RecentCases = pickle.loads(pickle.dumps(known))
    return other


@given(drawn)
def test_whatever_happens_between_questions_the_answers_are_those_made_afresh(
    steps: list[tuple[str, int, str | None]],
) -> None:
    known, names = RecentCases(most=MOST), {index: index for index in range(10)}
    for what, number, author in steps:
        if what == "case":
            known.append(Happened(number, author, None, "fix it"))
        elif what == "file" and known.newest is not None:
            known.newest.add(number, names[number])
        elif what == "rename":
            names[number] += 10
            known.rename(names.__getitem__)
        other = fresh(known)
        past, episodes = known.before(number)
        assert episodes == other.before(number)[1]
        assert episodes == tuple(Episode(tuple(one.names), "fix it", tuple(one.names)) for one in past)
        assert number not in {one.tick for one in past}
        for mine, theirs in zip(known.outcomes(), other.outcomes(), strict=True):
            assert np.array_equal(mine, theirs)
        for name in ("ada", "bob", None, "eve"):
            assert np.array_equal(known.is_by(name), other.is_by(name))


def test_the_oldest_cases_go_with_their_files_and_authors() -> None:
    known = RecentCases(most=2)
    for tick, author in enumerate(("ada", "bob", "ada")):
        known.append(Happened(tick, author, None, ""))
        known.before(9)  # what is made is kept from here on
        for index in (tick, tick + 10):
            assert known.newest is not None
            known.newest.add(index, index)
    places, indices = known.outcomes()
    assert (places.tolist(), indices.tolist()) == ([0, 0, 1, 1], [1, 11, 2, 12])
    assert known.is_by("bob").tolist() == [True, False]
    assert [one.tick for one in known.before(9)[0]] == [1, 2]


def test_what_happened_is_the_same_tuple_until_something_else_does() -> None:
    known = RecentCases(most=3)
    known.append(Happened(0, "ada", None, ""))
    assert known.newest is not None
    known.newest.add(5, 5)
    assert known.before(1)[1] is known.before(2)[1]
    known.append(Happened(1, "ada", None, ""))
    assert known.before(1)[1] is known.before(1)[1]
    assert known.before(1)[1] == (Episode((5,), "", (5,)),)


def test_nothing_that_happened_is_nothing_remembered() -> None:
    known = RecentCases(most=3)
    assert known.before(0) == ((), ())
    assert [one.tolist() for one in known.outcomes()] == [[], []]
    assert known.is_by("ada").tolist() == []
    assert known.newest is None
