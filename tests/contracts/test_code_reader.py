"""What every reader of code does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jepa_learning.adapters.code.plain_words import PlainWords
from jepa_learning.adapters.code.symbols import Symbols
from jepa_learning.domain.code_words import decode_words, encode_words
from jepa_learning.domain.words import intent_words
from jepa_learning.ports.code_reader import CodeReader

MOST = 20
READERS: dict[str, Callable[[], CodeReader]] = {
    "plain": lambda: PlainWords(most=MOST),
    "symbols": lambda: Symbols(most=MOST, name_weight=3),
}
PATHS = ["a.py", "a.js", "a.ts", "a.tsx", "a.rs", "a.go", "a.txt", "Makefile", ""]


@pytest.fixture(params=READERS, scope="module")
def reader(request: pytest.FixtureRequest) -> CodeReader:
    return READERS[request.param]()


@pytest.mark.parametrize("path", PATHS)
def test_the_words_of_a_task_meet_those_of_a_text(reader: CodeReader, path: str) -> None:
    words = reader.words(path, "def strict_slashes(routes): return redirecting")
    assert set(intent_words("strict slash route redirects")) <= set(words)


def test_what_stands_there_more_often_counts_more(reader: CodeReader) -> None:
    words = reader.words("a.py", "once = twice + twice")
    assert words["twic"] > words["once"]


def test_the_most_frequent_words_are_kept(reader: CodeReader) -> None:
    text = " ".join(chr(97 + n // 26) + chr(97 + n % 26) + "x" for n in range(300)) + " often often"
    words = reader.words("a.py", text)
    assert len(words) == MOST
    assert "often" in words


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_text_has_no_words(reader: CodeReader, path: str) -> None:
    assert dict(reader.words(path, "")) == {}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(), path=st.sampled_from(PATHS))
def test_any_text_is_read_and_its_words_can_be_stored(reader: CodeReader, text: str, path: str) -> None:
    words = reader.words(path, text)
    assert len(words) <= MOST
    assert all(count > 0 for count in words.values())
    assert decode_words(encode_words(words)) == dict(words)
