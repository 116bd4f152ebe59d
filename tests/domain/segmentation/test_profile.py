"""What a context is like."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.segmentation.features import FOLDER, NAME, Features
from jepa_learning.domain.segmentation.profile import Profile


def of_folder(*folders: str) -> Features:
    return ((FOLDER, folders),)


def test_what_it_holds_is_explained_by_its_share_and_what_is_new_by_the_background() -> None:
    profile = Profile(most=100.0)
    for folder in ("docs", "docs", "src"):
        profile.add(of_folder(folder))

    # n = 3, u = 2 and one, b = 0.1
    assert profile.explain(of_folder("docs"), [[0.1]]) == [pytest.approx(math.log((2 + 3 * 0.1) / 6))]
    assert profile.explain(of_folder("new"), [[0.1]]) == [pytest.approx(math.log(3 * 0.1 / 6))]


def test_an_empty_one_explains_by_the_background_alone() -> None:
    assert Profile(most=10.0).explain(of_folder("a"), [[0.25]]) == [pytest.approx(math.log(0.25))]


def test_tokens_of_one_event_share_its_weight() -> None:
    profile = Profile(most=10.0)

    profile.add(((NAME, ("api", "test")),))

    assert profile.counts[NAME] == {"api": 0.5, "test": 0.5}
    assert profile.share(NAME, "api") == 0.5


def test_background_keeps_something_for_what_never_came() -> None:
    profile = Profile(most=10.0)
    profile.add(of_folder("docs"))

    [[known, new]] = profile.chances(of_folder("docs", "other"))

    assert known == pytest.approx(1.5 / 2.0)
    assert new == pytest.approx(0.5 / 2.0)


def test_what_was_taken_back_leaves_nothing() -> None:
    profile = Profile(most=10.0)
    profile.add(of_folder("docs"))

    profile.take_back(of_folder("docs"))

    assert profile.counts[FOLDER] == {}
    assert profile.totals[FOLDER] == 0.0


@given(st.lists(st.integers(0, 400), min_size=1, max_size=300))
def test_memory_stays_bounded_whatever_comes(folders: list[int]) -> None:
    profile = Profile(most=16.0)

    for folder in folders:
        profile.add(of_folder(str(folder)))

    assert profile.totals[FOLDER] <= 17.0
    assert len(profile.counts[FOLDER]) <= 17.0 / 0.15
    assert profile.totals[FOLDER] == pytest.approx(sum(profile.counts[FOLDER].values()))
