"""Name parts: an intent finds names that are spelled like its words."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from tests.domain.manifolds.situations import catalogue_of, of_files, shares

from jepa_learning.domain.manifolds.name_parts import NameParts
from jepa_learning.domain.manifolds.path_words import PathWords


def test_a_name_counts_by_how_like_its_words_are_squared() -> None:
    files = catalogue_of("authentication.py", "router.py", "guide.md")
    evidence = NameParts().predict_one(of_files(files, intent="auth"), catalogue=files)
    logits = [(3 / 4) ** 2 * math.log(1 + 3 / 2) / 2**0.5, 0.0, 0.0]  # the ending is the last word
    total = sum(math.exp(logit) for logit in logits)
    assert shares(evidence, 0) == pytest.approx([math.exp(logit) / total for logit in logits])


def test_of_words_that_are_the_same_it_says_what_path_words_says() -> None:
    files, now = catalogue_of("web/router.py", "web/parser.py", "guide.md"), "router of the web"
    mine = NameParts().predict_one(of_files(files, intent=now), catalogue=files)
    theirs = PathWords(prior=20.0).predict_one(of_files(files, intent=now), catalogue=files)
    assert mine is not None
    assert theirs is not None
    assert mine[0] == pytest.approx(theirs[0])


def test_names_that_come_and_go_are_followed() -> None:
    files, parts = catalogue_of("router.py", "guide.md"), NameParts()
    assert parts.predict_one(of_files(files, intent="auth"), catalogue=files) == pytest.approx(
        np.zeros((1, 2))
    )
    files.add("authentication.py")
    files.remove("guide.md")
    router, authentication = shares(parts.predict_one(of_files(files, intent="auth"), catalogue=files), 0)
    assert authentication > router


def test_the_reason_names_the_words_that_were_asked() -> None:
    files, parts = catalogue_of("lib/authentication.py", "guide.md"), NameParts()
    now = of_files(files, intent="Fix Auth of the lib")
    assert parts.words(now, 0, catalogue=files) == "its name is spelled like 'Auth', 'lib'"
    assert parts.words(now, 1, catalogue=files) == ""


def test_without_an_intent_it_has_nothing_to_say() -> None:
    files = catalogue_of("a", "b")
    assert NameParts().predict_one(of_files(files), catalogue=files) is None


def test_nothing_of_it_is_stored_and_it_says_the_same_afterwards() -> None:
    files, parts = catalogue_of("authentication.py", "guide.md"), NameParts()
    now = of_files(files, intent="auth")
    before = parts.predict_one(now, catalogue=files)
    again = pickle.loads(pickle.dumps(parts))
    assert len(pickle.dumps(again)) < 100
    assert again.predict_one(now, catalogue=files) == pytest.approx(before)
