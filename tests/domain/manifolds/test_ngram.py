"""The n-gram against a slow recursive Witten-Bell over random sequences."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence, shares

from jepa_learning.domain.manifolds.ngram import ORDERS, NGram

ALPHABET = "abcd"
RUNS = st.lists(st.text(ALPHABET, min_size=1, max_size=24), min_size=1, max_size=5)


class SlowNGram:
    """Interpolated Witten-Bell, written as its recursion; strings for contexts."""

    def __init__(self, runs: list[str]) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.all: Counter[str] = Counter()
        for run in runs:
            for place, activity in enumerate(run):
                self.all[activity] += 1
                self._count(run[:place], activity)

    def _count(self, past: str, activity: str) -> None:
        for order in ORDERS:
            if order > len(past):
                return
            context = past[-order:]
            new = context not in self.counts
            self.counts.setdefault(context, Counter())[activity] += 1
            if new and order > 1:
                return

    def chain(self, past: str, activity: str) -> float:
        known = []
        for order in ORDERS:
            if order > len(past) or past[-order:] not in self.counts:
                break
            known.append(past[-order:])
        return self._interpolated(known, activity)

    def _interpolated(self, known: list[str], activity: str) -> float:
        if not known:
            return (self.all[activity] + 0.1) / (self.all.total() + 0.1 * len(ALPHABET))
        followers = self.counts[known[-1]]
        n, u = followers.total(), len(followers)
        return (followers[activity] + u * self._interpolated(known[:-1], activity)) / (n + u)


@settings(max_examples=60, deadline=None)
@given(RUNS, st.text(ALPHABET, max_size=16))
def test_the_chain_agrees_with_a_slow_recursive_reference(runs: list[str], past: str) -> None:
    catalogue, fast, slow = catalogue_of(*ALPHABET), NGram(), SlowNGram(runs)
    for run in runs:
        learn_run(fast, catalogue, run)
    evidence = fast.predict_one(of_sequence(catalogue, past=past), catalogue=catalogue)
    chain = shares(evidence, view=-1)
    assert chain == pytest.approx([slow.chain(past, activity) for activity in ALPHABET])
    assert sum(chain) == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(RUNS, st.text(ALPHABET, max_size=16))
def test_each_order_agrees_with_plain_witten_bell(runs: list[str], past: str) -> None:
    catalogue, fast, slow = catalogue_of(*ALPHABET), NGram(), SlowNGram(runs)
    for run in runs:
        learn_run(fast, catalogue, run)
    evidence = fast.predict_one(of_sequence(catalogue, past=past), catalogue=catalogue)
    assert evidence is not None
    broken = False
    for row, order in enumerate(ORDERS):
        context = past[-order:] if order <= len(past) else None
        broken = broken or context is None or context not in slow.counts
        expected = [0.0] * len(ALPHABET)
        if context is not None and not broken:
            followers, c = slow.counts[context], len(ALPHABET)
            n, u = followers.total(), len(followers)
            expected = [math.log(c * followers[a] / (n + u) + u / (n + u)) for a in ALPHABET]
        assert evidence[row].tolist() == pytest.approx(expected)


def test_a_long_context_is_kept_once_the_shorter_one_had_come_before() -> None:
    catalogue, ngram = catalogue_of(*"abcd"), NGram()
    known = []
    for _ in range(4):
        learn_run(ngram, catalogue, "abcd")
        evidence = ngram.predict_one(of_sequence(catalogue, past="abc"), catalogue=catalogue)
        assert evidence is not None
        known.append(int(evidence[:-1].any(axis=1).sum()))
    assert known == [2, 3, 3, 3]


def test_the_words_are_true_counts_of_the_longest_context_that_says_so() -> None:
    catalogue, ngram = catalogue_of("build", "test", "push", "lint"), NGram()
    for last in ("push", "push", "lint"):
        learn_run(ngram, catalogue, ["build", "test", last])
    now = of_sequence(catalogue, past=["build", "test"])
    assert ngram.words(now, 2, catalogue=catalogue) == "2 of 3 times after build then test"
    assert ngram.words(now, 0, catalogue=catalogue) == ""


def test_it_names_what_followed() -> None:
    catalogue, ngram = catalogue_of(*"abcd"), NGram()
    for last in "ccd":
        learn_run(ngram, catalogue, f"ab{last}")
    assert set(ngram.candidates(of_sequence(catalogue, past="ab"), 5, catalogue=catalogue)) == {2, 3}
    assert set(ngram.candidates(of_sequence(catalogue, past="ab"), 1, catalogue=catalogue)) == {2}
