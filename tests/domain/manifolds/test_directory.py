"""Directory: evidence of a place, shared among its files."""

from __future__ import annotations

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.directory import Directory

NAMES = ("lib/a", "lib/b", "docs/c")


def directory() -> Directory:
    return Directory(half_life=1.0, escape=0.1)


def normal(*scores: float) -> list[float]:
    return [0.9 * score / sum(scores) + 0.1 / len(scores) for score in scores]


def test_where_work_was_lately_is_shared_by_the_files_of_the_place() -> None:
    files, places = catalogue_of(*NAMES), directory()
    learn_case(places, files, ["lib/a"], tick=0)
    learn_case(places, files, ["docs/c"], tick=1)
    evidence = places.predict_one(of_files(files, tick=2), catalogue=files)
    lib, docs = 0.5 / 3, 1.0 / 2
    assert shares(evidence, 0) == pytest.approx(normal(lib, lib, docs))
    assert shares(evidence, 1) == pytest.approx([1 / 3] * 3)


def test_where_work_was_lately_survives_the_limit_of_the_unit() -> None:
    files, places = catalogue_of(*NAMES), directory()
    for tick in range(900):  # the unit doubles with each and is brought back twice
        learn_case(places, files, [NAMES[2 * (tick % 2)]], tick=tick)
    evidence = places.predict_one(of_files(files, tick=900), catalogue=files)
    assert shares(evidence, 0) == pytest.approx(normal(1 / 3, 1 / 3, 2 / 2))


def test_places_that_changed_together_are_beside_one_another() -> None:
    files, places = catalogue_of(*NAMES), directory()
    learn_case(places, files, ["lib/a", "docs/c"], tick=0)
    learn_case(places, files, ["lib/a", "lib/b"], tick=1)
    evidence = places.predict_one(of_files(files, known=["lib/a"], tick=2), catalogue=files)
    assert shares(evidence, 1) == pytest.approx(normal(0.5 / 3, 0.5 / 2))


def test_the_words_name_the_known_file_beside_it_or_the_place() -> None:
    files, places = catalogue_of(*NAMES, "top"), directory()
    now = of_files(files, known=["lib/a"])
    assert places.words(now, 1, catalogue=files) == "in the directory of lib/a"
    assert places.words(now, 2, catalogue=files) == "work is going on in docs"
    assert places.words(now, 3, catalogue=files) == "work is going on in the top directory"
