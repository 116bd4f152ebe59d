"""A model card says what a model was made from, and only that."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from jepa_learning.application.model_card import (
    MEAN,
    Facts,
    Figures,
    Taught,
    facts_from,
    metrics,
    model_card,
)
from jepa_learning.domain.errors import RequestError
from jepa_learning.ports.model_shelf import Weights

WEIGHTS = Weights("ab" * 32, {"dimension": 64, "buckets": 32768}, 4_575_516)
USED = Taught("ann/alpha", "1" * 40, 5000, 1_700_000_000, "MIT", cases=4000, lessons=2000)
LEFT = Taught("bob/beta", "2" * 40, 10, 1_800_000_000, "GPL-3.0", left_out="its licence is not permissive")
FACTS = Facts(
    (USED, LEFT),
    seed=7,
    steps=8000,
    settings={"jepa.base.steps": 8000, "jepa.training.rate": 0.002},
    figures=(Figures("ann/alpha", {"alone_hit_at_1": 0.4}, 2000), Figures(MEAN, {"alone_hit_at_1": 0.4567})),
    notes=("Measured once.",),
)


def test_it_lists_what_was_used_and_what_was_left_out_and_why() -> None:
    card = model_card(FACTS, WEIGHTS)
    assert "| ann/alpha | `111111111111` | MIT | 5,000 | 4,000 | 2,000 |" in card
    assert "Repositories: 1; commits learnt: 4,000; lessons kept: 2,000." in card
    assert "- bob/beta `222222222222`: its licence is not permissive" in card


def test_its_date_is_that_of_the_newest_commit_that_was_used() -> None:
    assert "up to 2023-11-14," in model_card(FACTS, WEIGHTS)


def test_it_has_seed_steps_sizes_settings_figures_and_notes() -> None:
    card = model_card(FACTS, WEIGHTS)
    for words in (
        "Seed 7, 8,000 steps; dimension 64, buckets 32,768",
        "| `jepa.training.rate` | 0.002 |",
        "| measured on | lessons | alone hit at 1 |",
        "| ann/alpha | 2,000 | 0.400 |",
        "| mean |  | 0.457 |",
        "Measured once.",
        f"4,575,516 bytes, SHA-256 `{WEIGHTS.sha256}`",
    ):
        assert words in card


def test_without_figures_it_says_so() -> None:
    assert "None were measured" in model_card(replace(FACTS, figures=()), WEIGHTS)


def test_the_registry_gets_the_mean_and_nothing_where_there_is_none() -> None:
    assert metrics(FACTS) == {"alone_hit_at_1": 0.4567}
    assert metrics(replace(FACTS, figures=())) == {}


def test_facts_come_back_from_json() -> None:
    assert facts_from(json.loads(json.dumps(asdict(FACTS)))) == FACTS


@pytest.mark.parametrize("document", [[], {"repositories": []}, {"repositories": [{"name": "x"}]}, None])
def test_facts_that_lack_something_are_an_error(document: object) -> None:
    with pytest.raises(RequestError, match="train-base --list"):
        facts_from(document)
