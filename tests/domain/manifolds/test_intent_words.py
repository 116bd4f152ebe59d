"""Intent words: votes of the words and pairs of an intent, and the true counts in words."""

from __future__ import annotations

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.intent_words import IntentWords, phrases

NAMES = ("lib/router", "lib/parser", "docs/guide")


def taught() -> IntentWords:
    files, words = catalogue_of(*NAMES), IntentWords(escape=0.1)
    learn_case(words, files, ["lib/router"], tick=0, intent="fix routes")
    learn_case(words, files, ["lib/router", "lib/parser"], tick=1, intent="fix tables")
    learn_case(words, files, ["docs/guide"], tick=2, intent="tell")
    return words


def vote(count: float, total: float) -> float:
    return float(count / ((total + 1) * (1 + total) ** 0.25))


def test_phrases_are_the_marked_first_word_the_words_and_the_pairs_each_once() -> None:
    assert phrases(("fix", "the", "fix", "the")) == ["^fix", "fix", "the", "fix the", "the fix"]
    assert phrases(()) == []


def test_a_file_has_the_votes_of_the_words_that_touched_it() -> None:
    files = catalogue_of(*NAMES)
    evidence = taught().predict_one(of_files(files, intent="fix it"), catalogue=files)
    router, parser = 2 * vote(2, 3), 2 * vote(1, 3)  # "^fix" and "fix" say the same; "it" says nothing
    expected = [0.9 * x / (router + parser) + 0.1 / 3 for x in (router, parser, 0.0)]
    assert shares(evidence, 0) == pytest.approx(expected)


def test_a_directory_shares_its_votes_among_its_files() -> None:
    files = catalogue_of(*NAMES)
    evidence = taught().predict_one(of_files(files, intent="fix tell"), catalogue=files)
    lib, docs = vote(3, 3) / 3, vote(1, 1) / 2  # over the files of the directory, and one
    total = 2 * lib + docs
    expected = [0.9 * x / total + 0.1 / 3 for x in (lib, lib, docs)]
    assert shares(evidence, 1) == pytest.approx(expected)


def test_a_commit_without_an_intent_teaches_it_nothing_and_asks_it_nothing() -> None:
    files, words = catalogue_of(*NAMES), IntentWords(escape=0.1)
    learn_case(words, files, ["lib/router"], tick=0)
    assert words.predict_one(of_files(files), catalogue=files) is None
    evidence = words.predict_one(of_files(files, intent="fix"), catalogue=files)
    assert evidence == pytest.approx(0.0)


def test_the_words_are_those_of_the_question_with_true_counts() -> None:
    files = catalogue_of(*NAMES)
    now = of_files(files, intent="Fix Routes")
    assert (
        taught().words(now, 0, catalogue=files)
        == "touched by earlier commits: 1 about 'Routes', 2 about 'Fix'"
    )
    assert taught().words(now, 1, catalogue=files) == "touched by earlier commits: 1 about 'Fix'"
    assert taught().words(now, 2, catalogue=files) == ""
