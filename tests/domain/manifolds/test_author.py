"""Author: one's own files and places, and less of it the less is known."""

from __future__ import annotations

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.author import Author

NAMES = ("lib/a", "lib/b", "docs/c")


def author() -> Author:
    return Author(half_lives=(0.5, 1.0, 2.0), prior=3.0)


def test_an_author_has_a_decayed_share_of_their_own_files_and_places() -> None:
    files, own = catalogue_of(*NAMES), author()
    learn_case(own, files, ["lib/a"], tick=0, author="ada")
    learn_case(own, files, ["docs/c"], tick=1, author="ada")
    learn_case(own, files, ["lib/b"], tick=2, author="bob")
    evidence = own.predict_one(of_files(files, author="ada", tick=3), catalogue=files)
    old = 0.5**0.5  # a case ago, on the slowest clock
    escape = 3 / (3 + 1 + old)

    def mixed(*scores: float) -> list[float]:
        return [(1 - escape) * score / sum(scores) + escape / 3 for score in scores]

    assert shares(evidence, 0) == pytest.approx(mixed(0.25, 0.0, 1.0))
    assert shares(evidence, 1) == pytest.approx(mixed(0.5, 0.0, 1.0))
    assert shares(evidence, 2) == pytest.approx(mixed(old, 0.0, 1.0))
    assert shares(evidence, 3) == pytest.approx(mixed(old / 3, old / 3, 1.0 / 2))


def test_a_case_counts_once_for_its_author_however_many_files_it_holds() -> None:
    files, own = catalogue_of(*NAMES), author()
    learn_case(own, files, ["lib/a", "lib/b", "docs/c"], tick=0, author="ada")
    learn_case(own, files, ["lib/b"], tick=1, author="ada")
    a, b, c = shares(own.predict_one(of_files(files, author="ada", tick=2), catalogue=files), 1)
    assert a == pytest.approx(c)
    assert (b - a) / (1 - 3 * a) == pytest.approx(1.0)
    third = 0.5 / 3
    escape = 3 / (3 + 1 + 0.5**0.5)
    assert a == pytest.approx((1 - escape) * third / 1.5 + escape / 3)


@pytest.mark.parametrize("who", [None, "nobody yet"])
def test_of_an_unknown_author_it_has_nothing_to_say(who: str | None) -> None:
    files, own = catalogue_of(*NAMES), author()
    learn_case(own, files, ["lib/a"], tick=0, author="ada")
    learn_case(own, files, ["lib/a"], tick=1, author=None)
    now = of_files(files, author=who)
    assert own.predict_one(now, catalogue=files) is None
    assert own.words(now, 0, catalogue=files) == ""


def test_the_words_are_of_this_author() -> None:
    files, own = catalogue_of(*NAMES), author()
    learn_case(own, files, ["lib/a"], tick=0, author="ada")
    now = of_files(files, author="ada")
    assert own.words(now, 0, catalogue=files) == "among the files that this author changes"
    assert own.words(now, 1, catalogue=files) == ""


def test_the_share_of_an_author_survives_the_limit_of_the_unit() -> None:
    files, own = catalogue_of(*NAMES), author()
    for tick in range(900):
        learn_case(own, files, [NAMES[tick % 2]], tick=tick, author="ada")
    first, second, never = shares(own.predict_one(of_files(files, author="ada"), catalogue=files), 1)
    assert (second - never) / (first - never) == pytest.approx(2.0)
