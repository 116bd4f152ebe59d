"""Hindsight: its weights against a plain logistic regression, and that it learns only what was wrong."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
from tests.domain.manifolds.situations import catalogue_of, of_sequence

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.manifolds.hindsight import AMONG, FEW, LATELY, Hindsight, Sign, signs_of
from jepa_learning.domain.situation import SequenceSituation

NAMES = ("build", "test", "push", "lint", "pull")
RATE, SETTLE = 0.1, 1.0


def hindsight() -> Hindsight:
    return Hindsight(rate=RATE, settle=SETTLE)


def said(manifold: Hindsight, situation: SequenceSituation, catalogue: Catalogue) -> Floats:
    """What it makes of a mixture that knows nothing, `[C]`."""
    evidence = manifold.predict_one(situation, catalogue=catalogue)
    assert evidence is not None
    power: Floats = np.exp(evidence[0])
    p: Floats = power / power.sum()
    return p


def test_before_any_mistake_it_says_nothing() -> None:
    names = catalogue_of(*NAMES)
    evidence = hindsight().predict_one(of_sequence(names, past=NAMES[:2]), catalogue=names)
    assert evidence is not None
    assert not evidence.any()


def test_it_is_a_logistic_regression_in_the_residual_of_the_mixture_that_adagrad_teaches() -> None:
    names, manifold, chance = catalogue_of(*NAMES), hindsight(), np.random.default_rng(4)
    weights: defaultdict[tuple[Sign, int], float] = defaultdict(float)
    squares: defaultdict[tuple[Sign, int], float] = defaultdict(lambda: SETTLE)
    for _ in range(40):
        past = [NAMES[i] for i in chance.integers(len(NAMES), size=chance.integers(4))]
        now = of_sequence(names, past=past, directory="/home" if chance.random() < 0.5 else None)
        right, p = int(chance.integers(len(NAMES))), chance.dirichlet(np.ones(len(NAMES)))
        signs = signs_of(now)
        among = [sign for sign in signs if sign[0] == AMONG]
        size = {sign: 1.0 / math.sqrt(len(among)) if sign in among else 1.0 for sign in signs}
        expected = [sum(size[sign] * weights[sign, x] for sign in signs) for x in range(len(NAMES))]
        power = np.exp(expected) / np.exp(expected).sum()
        assert said(manifold, now, names) == pytest.approx(power, abs=1e-6)
        manifold.correct(now, np.array([right]), p)
        for x in range(len(NAMES)):
            missed = (x == right) - p[x]
            for sign in signs if abs(missed) > FEW else []:
                squares[sign, x] += (size[sign] * missed) ** 2
                weights[sign, x] += RATE * size[sign] * missed / math.sqrt(squares[sign, x])


def test_what_was_foretold_well_teaches_nothing() -> None:
    names, manifold = catalogue_of(*NAMES), hindsight()
    now = of_sequence(names, past=["build"])
    manifold.correct(now, np.array([1]), np.array([0.0, 1.0, 0.0, 0.0, 0.0]))
    evidence = manifold.predict_one(now, catalogue=names)
    assert evidence is not None
    assert not evidence.any()


def test_a_mistake_that_is_made_again_and_again_is_made_good() -> None:
    # The mixture expects a push wherever there was a test; after a failed lint there is none.
    names, manifold, mixed = catalogue_of(*NAMES), hindsight(), np.array([0.1, 0.1, 0.6, 0.1, 0.1])
    linted, plain = of_sequence(names, past=["lint", "test"]), of_sequence(names, past=["pull", "test"])
    for _ in range(150):
        for now, right in ((linted, 0), (plain, 2)):
            p = mixed * said(manifold, now, names)
            manifold.correct(now, np.array([right]), p / p.sum())
    assert int(np.argmax(mixed * said(manifold, linted, names))) == 0
    assert int(np.argmax(mixed * said(manifold, plain, names))) == 2


def test_the_latest_distinct_activities_are_signs_and_no_more_than_so_many() -> None:
    names = catalogue_of(*(f"step {number}" for number in range(LATELY + 5)))
    past = [f"step {number}" for number in (*range(LATELY + 5), LATELY + 4)]
    among = [index for kind, *index in signs_of(of_sequence(names, past=past)) if kind == AMONG]
    assert among == [[LATELY + 4 - back] for back in range(LATELY)]


def test_an_empty_case_has_signs_too() -> None:
    names, manifold = catalogue_of(*NAMES), hindsight()
    manifold.correct(of_sequence(names), np.array([4]), np.full(5, 0.2))
    assert int(np.argmax(said(manifold, of_sequence(names), names))) == 4


def test_the_words_name_the_sign_that_says_so_and_are_none_where_nothing_was_missed() -> None:
    names, manifold = catalogue_of(*NAMES), hindsight()
    mixed = np.full(5, 0.2)
    for past, right in ((["build"], 1), (["pull"], 3), (["push"], 3), (["test"], 3)):
        for _ in range(20):
            manifold.correct(of_sequence(names, past=past), np.array([right]), mixed)
    now = of_sequence(names, past=["build"])
    assert (
        manifold.words(now, 1, catalogue=names) == "comes more often after build than the rest would have it"
    )
    assert manifold.words(now, 4, catalogue=names) == ""


@pytest.mark.parametrize(
    ("directory", "host", "words"), [("/src", None, "in /src"), (None, "attacker", "on attacker")]
)
def test_the_words_name_the_place(directory: str | None, host: str | None, words: str) -> None:
    names, manifold = catalogue_of(*NAMES), hindsight()
    for past in NAMES:
        there = of_sequence(names, past=[past], directory=directory, host=host)
        elsewhere = of_sequence(names, past=[past])
        for _ in range(20):
            manifold.correct(there, np.array([2]), np.full(5, 0.2))
            manifold.correct(elsewhere, np.array([1]), np.full(5, 0.2))
    now = of_sequence(names, past=["build"], directory=directory, host=host)
    assert manifold.words(now, 2, catalogue=names) == f"comes more often {words} than the rest would have it"


def test_activities_far_beyond_the_table_have_their_places_in_it() -> None:
    names, manifold = catalogue_of(*(f"step {number}" for number in range(3000))), hindsight()
    now = of_sequence(names, past=["step 2999"])
    for _ in range(30):
        manifold.correct(now, np.array([2998]), said(manifold, now, names))
    assert int(np.argmax(said(manifold, now, names))) == 2998
