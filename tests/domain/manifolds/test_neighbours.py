"""Neighbours: names alike, names that go together, suffixes that go together."""

from __future__ import annotations

import math

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.neighbours import Neighbours


def neighbours() -> Neighbours:
    return Neighbours(prior=20.0, escape=0.1)


def test_a_name_with_rare_words_in_common_is_alike() -> None:
    files = catalogue_of("router", "test_router", "guide")
    evidence = neighbours().predict_one(of_files(files, known=["router"]), catalogue=files)
    shared = math.log(1 + 2 / 3)  # two candidates; two names hold it
    logits = [shared / math.sqrt(math.log(3) + 0.5), 0.0]
    total = sum(math.exp(logit) for logit in logits)
    assert shares(evidence, 0) == pytest.approx([math.exp(logit) / total for logit in logits])


def test_a_module_finds_its_test_though_the_pair_never_changed_together() -> None:
    names = [
        f"{place}/{name}.py" for name in ("router", "parser", "url", "cache") for place in ("src", "spec")
    ]
    files, words = catalogue_of(*names), neighbours()
    for tick, name in enumerate(["router", "parser", "url"] * 4):
        learn_case(words, files, [f"src/{name}.py", f"spec/{name}.py"], tick=tick)
    evidence = words.predict_one(of_files(files, known=["src/cache.py"]), catalogue=files)
    left = [name for name in names if name != "src/cache.py"]
    alike = dict(zip(left, shares(evidence, 0), strict=True))
    assert max(alike, key=alike.__getitem__) == "spec/cache.py"
    meant = dict(zip(left, shares(evidence, 1), strict=True))
    assert meant["spec/router.py"] > meant["src/router.py"]


def test_suffixes_that_change_together_share_among_their_files() -> None:
    files, words = catalogue_of("a.h", "b.c", "c.c", "d.md"), neighbours()
    learn_case(words, files, ["a.h", "b.c"], tick=0)
    learn_case(words, files, ["a.h", "c.c"], tick=1)
    learn_case(words, files, ["a.h", "d.md"], tick=2)
    evidence = words.predict_one(of_files(files, known=["a.h"], tick=3), catalogue=files)
    c, md = 2 / 3 / 3, 1 / 3 / 2
    total = 2 * c + md
    assert shares(evidence, 2) == pytest.approx([0.9 * x / total + 0.1 / 3 for x in (c, c, md)])


def test_the_words_name_the_closest_known_name() -> None:
    files = catalogue_of("url/router", "cache", "url/router_test", "guide")
    now = of_files(files, known=["cache", "url/router"])
    assert neighbours().words(now, 2, catalogue=files) == "its name is close to url/router"
    assert neighbours().words(now, 3, catalogue=files) == ""


def test_without_a_known_file_it_has_nothing_to_say() -> None:
    files = catalogue_of("a", "b")
    assert neighbours().predict_one(of_files(files), catalogue=files) is None
