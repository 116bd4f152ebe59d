"""Counted words travel with an event and come back as they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.code_words import WORDS, decode_words, encode_words, words_of
from jepa_learning.domain.event import Event

LETTERS = st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=12)


@given(st.dictionaries(LETTERS, st.integers(min_value=1, max_value=10_000)))
def test_words_come_back_in_order_with_their_counts(words: dict[str, int]) -> None:
    assert list(decode_words(encode_words(words)).items()) == list(words.items())


def test_a_word_that_stands_once_needs_no_count() -> None:
    assert encode_words({"route": 3, "slash": 1}) == "route:3 slash"


@given(st.text())
def test_any_line_is_read_as_words_with_positive_counts(line: str) -> None:
    assert all(count > 0 and word for word, count in decode_words(line).items())


def test_what_is_no_count_is_left_out() -> None:
    assert decode_words("a:0 b:-1 c:x :3 d:2 e") == {"d": 2, "e": 1}


def test_words_that_the_event_carries_go_before_its_content() -> None:
    event = Event("file", "a.py", "c", attributes={WORDS: "kept:2"}, content="other")
    assert words_of(event) == {"kept": 2}


def test_an_event_without_words_has_those_of_its_content() -> None:
    assert words_of(Event("file", "a.py", "c", content="kept kept")) == {"kept": 2}


def test_an_empty_text_has_no_words_and_no_text_tells_nothing() -> None:
    assert words_of(Event("file", "a.py", "c", attributes={WORDS: ""})) == {}
    assert words_of(Event("file", "a.py", "c")) is None
