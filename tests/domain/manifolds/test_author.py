"""Author: one's own files and places, and less of it the less is known."""

from __future__ import annotations

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.author import Author

NAMES = ("lib/a", "lib/b", "docs/c")


def author() -> Author:
    return Author(half_life=1.0, prior=3.0)


def test_an_author_has_a_decayed_share_of_their_own_files_and_places() -> None:
    files, own = catalogue_of(*NAMES), author()
    learn_case(own, files, ["lib/a"], tick=0, author="ada")
    learn_case(own, files, ["docs/c"], tick=1, author="ada")
    learn_case(own, files, ["lib/b"], tick=2, author="bob")
    evidence = own.predict_one(of_files(files, author="ada", tick=3), catalogue=files)
    escape = 3 / (3 + 1.5)  # two changes, one of them a half life ago

    def mixed(*scores: float) -> list[float]:
        return [(1 - escape) * score / sum(scores) + escape / 3 for score in scores]

    assert shares(evidence, 0) == pytest.approx(mixed(0.5, 0.0, 1.0))
    assert shares(evidence, 1) == pytest.approx(mixed(0.5 / 3, 0.5 / 3, 1.0 / 2))


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
    first, second, _ = shares(own.predict_one(of_files(files, author="ada"), catalogue=files))
    assert (second - 0.2) / (first - 0.2) == pytest.approx(2.0)  # 0.2: the escape of two weighed changes / 3
