"""What names and intents are made of: the same on every machine, bounded, and shared where words are."""

from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.adapters.mlx.subwords import MOST, intent_buckets, name_buckets

MANY = 1 << 20
"""So many buckets that two signs of a test do not meet by chance."""


@given(st.text(max_size=80), st.integers(1, 5000))
def test_buckets_are_in_range_bounded_and_always_the_same(text: str, buckets: int) -> None:
    for made in (name_buckets, intent_buckets):
        found = made(text, buckets=buckets)
        assert len(found) <= MOST
        assert all(0 <= bucket < buckets for bucket in found)
        assert found == made(text, buckets=buckets)


@given(st.lists(st.sampled_from(["router", "client", "parser", "Logger", "schemas"]), min_size=1, max_size=5))
def test_an_intent_meets_the_name_that_its_words_name(words: list[str]) -> None:
    intent = set(intent_buckets("fix the " + " ".join(words), buckets=MANY))
    for word in words:
        assert intent & set(name_buckets(f"src/deep/{word}.py", buckets=MANY))


def test_an_intent_shares_nothing_with_a_name_of_other_words() -> None:
    intent = set(intent_buckets("fix the router", buckets=MANY))
    assert not intent & set(name_buckets("src/client.py", buckets=MANY))


def test_a_word_is_met_however_it_is_written() -> None:
    intent = set(intent_buckets("rename RetryPolicies", buckets=MANY))
    for path in ("retry_policy.py", "src/RetryPolicy.java", "retry-policy/index.js"):
        assert len(intent & set(name_buckets(path, buckets=MANY))) >= 2


def test_the_buckets_are_those_of_the_shipped_weights() -> None:
    signs = [
        "whole src/a.py",
        "base a.py",
        "in src",
        "suffix py",
        "depth 1",
        "folder src",
        "word py",
        "word src",
    ]
    assert name_buckets("src/a.py", buckets=32768) == [crc32(sign.encode()) % 32768 for sign in signs]
    signs = ["word fix", "word parser", "meant fix", "meant parser", "pair fix parser"]
    signs += ["piece pars", "piece arse", "piece rser"]
    assert intent_buckets("Fix parsers", buckets=32768) == [crc32(sign.encode()) % 32768 for sign in signs]


@pytest.mark.parametrize("name", ["src/a.py", "a.py", "npm test", "git commit -m", "x" * 500, ".", "/"])
def test_a_name_is_made_of_something(name: str) -> None:
    assert len(name_buckets(name, buckets=MANY)) >= 3


def test_files_of_one_folder_share_more_than_files_of_two() -> None:
    first, same, other = (
        set(name_buckets(path, buckets=MANY)) for path in ("src/http/a.py", "src/http/b.py", "docs/c.md")
    )
    assert len(first & same) > len(first & other)
