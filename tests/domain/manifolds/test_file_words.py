"""File words: BM25 of the intent against the files' own words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.domain.manifolds.situations import catalogue_of, of_files, shares

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.manifolds.file_words import FileWords

TEXTS = {"a": {"router": 3, "match": 1}, "b": {"router": 1, "parser": 7}, "c": {"guide": 2}}


def written() -> Catalogue:
    files = catalogue_of(*TEXTS)
    for name, words in TEXTS.items():
        files.texts.replace(files.names.index(name), words)
    return files


def bm25(intent: list[str], name: str) -> float:
    mean = sum(sum(words.values()) for words in TEXTS.values()) / len(TEXTS)
    total = 0.0
    for word in intent:
        holders = sum(word in words for words in TEXTS.values())
        times = TEXTS[name].get(word, 0)
        damping = 1.2 * (1 - 0.75 + 0.75 * sum(TEXTS[name].values()) / mean)
        total += math.log(1 + (3 - holders + 0.5) / (holders + 0.5)) * times * 2.2 / (times + damping)
    return total


def manifold() -> FileWords:
    return FileWords(saturation=1.2, length_share=0.75, escape=0.1)


def test_relevance_is_bm25_of_the_intent_against_each_text() -> None:
    files = written()
    evidence = manifold().predict_one(of_files(files, intent="parser router"), catalogue=files)
    relevance = np.array([bm25(["parser", "router"], name) for name in TEXTS])
    assert shares(evidence, 0) == pytest.approx(np.exp(relevance) / np.exp(relevance).sum())
    assert shares(evidence, 1) == pytest.approx(0.9 * relevance**2 / (relevance**2).sum() + 0.1 / 3)


def test_it_sleeps_without_an_intent_or_without_any_text() -> None:
    files = written()
    assert manifold().predict_one(of_files(files), catalogue=files) is None
    bare = catalogue_of("a", "b")
    assert manifold().predict_one(of_files(bare, intent="router"), catalogue=bare) is None


def test_the_reason_names_the_rarest_words_as_they_were_written() -> None:
    files = written()
    asked = of_files(files, intent="Fix routers and parsers")
    assert (
        manifold().words(asked, files.names.index("b"), catalogue=files)
        == "its text says 'parsers', 'routers'"
    )
    assert manifold().words(asked, files.names.index("c"), catalogue=files) == ""


def test_a_word_that_stands_only_inside_a_file_finds_it() -> None:
    from jepa_learning import open_learner

    with open_learner(":memory:") as learner:
        for commit in range(12):
            for name, text in (
                ("one.py", "class Alpha: pass"),
                ("two.py", "class Zebra: pass"),
                ("three.py", ""),
            ):
                learner.learn_one(
                    Event("file", name, f"c{commit}", 100.0 * commit, f"change {commit}", content=text)
                )
        asked = Query("file", "now", 5000.0, "repair the zebra")
        first = learner.predict_one(asked).candidates[0]
    assert first.activity == "two.py"
    assert first.reasons["file_words"].words == "its text says 'zebra'"


def ties(files: Catalogue, name: str) -> dict[str, tuple[float, str]]:
    found = manifold().related(files.names.index(name), 10, unit="commit", catalogue=files)
    return {one.activity: (one.strength, one.words) for one in found}


def test_files_whose_texts_say_each_other_s_names_are_related() -> None:
    files = catalogue_of("src/event_log.py", "src/learn.py", "src/forget.py", "docs/guide.md")
    for name, words in {
        "src/event_log.py": {"class": 1, "event": 2, "log": 1, "forget": 1},
        "src/learn.py": {"import": 1, "event": 1, "log": 1},
        "src/forget.py": {"event": 1, "log": 3},
        "docs/guide.md": {"event": 1},
    }.items():
        files.texts.replace(files.names.index(name), words)
    assert ties(files, "src/event_log.py") == {
        "src/learn.py": (pytest.approx(math.log(4 / 3)), "its text says this name"),
        "src/forget.py": (
            pytest.approx(math.log(4 / 3) + math.log(4 / 1)),
            "each text says the other's name",
        ),
    }
    assert ties(files, "src/learn.py") == {
        "src/event_log.py": (pytest.approx(math.log(4 / 3)), "this text says its name")
    }


def test_a_test_is_named_by_what_it_tests_and_a_name_that_is_said_everywhere_relates_nothing() -> None:
    files = catalogue_of("url.py", "tests/test_url.py", "other.py")
    for index in range(3):
        files.texts.replace(index, {"url": 1, "test": 1})
    assert ties(files, "url.py") == {}
    files.texts.replace(2, {"test": 1})
    assert set(ties(files, "url.py")) == {"tests/test_url.py"}


def test_without_any_text_nothing_is_related() -> None:
    assert ties(catalogue_of("a.py", "b.py"), "a.py") == {}


def about(files: Catalogue, text: str, most: int = 10) -> dict[str, tuple[float, str]]:
    return {one.activity: (one.strength, one.words) for one in manifold().about(text, most, catalogue=files)}


def test_files_are_about_the_words_that_their_texts_say_by_bm25() -> None:
    files = written()
    assert about(files, "Parsers of the router") == {
        "b": (pytest.approx(bm25(["parser", "router"], "b")), "'Parsers', 'router'"),
        "a": (pytest.approx(bm25(["router"], "a")), "'router'"),
    }
    assert list(about(files, "parser router", most=1)) == ["b"]


def test_what_is_gone_and_what_says_none_of_the_words_is_not_named() -> None:
    files = written()
    files.remove("b")
    assert list(about(files, "router")) == ["a"]
    assert about(files, "zebra") == about(catalogue_of("a"), "router") == about(files, "") == {}
