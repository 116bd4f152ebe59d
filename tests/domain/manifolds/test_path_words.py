"""Path words: an intent finds names, by common words and by what its words came to mean."""

from __future__ import annotations

import math

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.path_words import PathWords


def test_a_name_says_the_rare_words_that_it_holds_late_ones_most() -> None:
    files, words = catalogue_of("router/url", "url/parser", "guide"), PathWords(prior=20.0)
    evidence = words.predict_one(of_files(files, intent="router url"), catalogue=files)
    router, url = math.log(1 + 3 / 2), math.log(1 + 3 / 3)
    logits = [url + router / 2**0.5, url / 2**0.5, 0.0]
    total = sum(math.exp(logit) for logit in logits)
    assert shares(evidence, 0) == pytest.approx([math.exp(logit) / total for logit in logits])


def test_a_word_of_an_intent_comes_to_mean_the_words_of_the_names_it_touched() -> None:
    files, words = catalogue_of("router", "parser"), PathWords(prior=20.0)
    learn_case(words, files, ["router"], tick=0, intent="links")
    learn_case(words, files, ["router"], tick=1, intent="links")
    evidence = words.predict_one(of_files(files, intent="links"), catalogue=files)
    share = [2.5 / 3, 0.5 / 3]
    logits = [math.log((2 + 20 * share[0]) / 22 / share[0]), math.log(20 / 22)]
    total = sum(math.exp(logit) for logit in logits)
    assert shares(evidence, 1) == pytest.approx([math.exp(logit) / total for logit in logits])


def test_a_file_never_touched_is_found_by_what_its_name_means() -> None:
    files, words = catalogue_of("core/router.py", "core/parser.py", "web/router.py"), PathWords(prior=20.0)
    for tick in range(8):
        learn_case(words, files, ["core/router.py"], tick=tick, intent="broken links")
        learn_case(words, files, ["core/parser.py"], tick=tick, intent="slow tokens")
    evidence = words.predict_one(of_files(files, intent="links"), catalogue=files)
    core_router, core_parser, web_router = shares(evidence, 1)
    assert web_router > core_parser
    assert core_router > core_parser


def test_the_words_are_those_that_the_name_says_as_they_were_asked() -> None:
    files, words = catalogue_of("lib/url_router.py", "guide.md"), PathWords(prior=20.0)
    now = of_files(files, intent="Fix Routers of the URL, router")
    assert words.words(now, 0, catalogue=files) == "its name says 'Routers', 'URL'"
    assert words.words(now, 1, catalogue=files) == ""


def test_without_an_intent_it_has_nothing_to_say() -> None:
    files = catalogue_of("a", "b")
    assert PathWords(prior=20.0).predict_one(of_files(files), catalogue=files) is None
