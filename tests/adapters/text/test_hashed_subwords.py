"""What only hashing can get wrong: another number for a word in another process, or all in one place."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from jepa_learning.adapters.text.hashed_subwords import HashedSubwords

ASK = """
from jepa_learning.adapters.text.hashed_subwords import HashedSubwords
print(HashedSubwords(64).encode(["Fix RetryPolicy"]).tobytes().hex())
"""


def test_another_process_hashes_the_same() -> None:
    said = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout
    assert said.strip() == HashedSubwords(64).encode(["Fix RetryPolicy"]).tobytes().hex()


def test_the_space_is_named_after_its_dimension() -> None:
    assert HashedSubwords(64).name != HashedSubwords(128).name


def test_words_without_anything_in_common_are_about_at_right_angles() -> None:
    words = ["retry", "chart", "model", "cookie", "window", "bundle", "graph", "symbol"]
    vectors = HashedSubwords(384).encode(words)
    likeness = vectors @ vectors.T - np.eye(len(words))
    assert np.abs(likeness).max() < 0.3


def test_a_part_of_a_word_is_near_to_it() -> None:
    retry, retrying, chart = HashedSubwords(384).encode(["retry", "retryable", "chart"])
    assert retry @ retrying > 0.3 > abs(retry @ chart)


@pytest.mark.parametrize("times", [2, 100])
def test_repeating_a_word_counts_less_and_less(times: int) -> None:
    plain, repeated, other = HashedSubwords(384).encode(["retry chart", "retry " * times + "chart", "retry"])
    assert plain @ other < repeated @ other < 1.0


def test_a_word_that_says_little_weighs_little() -> None:
    bare, dressed = HashedSubwords(384).encode(["retry loop", "the retry of the loop"])
    assert bare @ dressed > 0.97
