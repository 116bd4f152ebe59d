"""Words of intents and names meet in one vocabulary."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.words import intent_words, name_words, spelling, stem


@pytest.mark.parametrize("word", ["test", "tests", "tested", "testing"])
def test_the_common_endings_of_a_word_meet(word: str) -> None:
    assert stem(word) == "test"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("class", "class"), ("is", "is"), ("bus", "bus"), ("red", "red"), ("ring", "ring"), ("sing", "sing")],
)
def test_short_words_and_double_s_keep_their_ends(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_several_of_a_word_in_y_meet_the_one() -> None:
    assert stem("dependencies") == stem("dependency")


def test_names_written_together_are_split() -> None:
    assert intent_words("fix fooBar and foo_bar in HTTPServer") == (
        "fix",
        "foo",
        "bar",
        "and",
        "foo",
        "bar",
        "in",
        "http",
        "server",
    )


def test_a_version_and_a_number_become_what_they_are() -> None:
    assert intent_words("Release v1.2.3 for 42 users, see 1.4") == (
        stem("release"),
        "<version>",
        "for",
        "<number>",
        "user",
        "see",
        "<version>",
    )


def test_punctuation_goes_and_a_symbol_with_a_meaning_stays() -> None:
    assert intent_words("🐛 (fix): it's broken!!") == ("🐛", "fix", "it", "broken")


@pytest.mark.parametrize("nothing", [None, "", "   ", "...", "()"])
def test_no_intent_has_no_words(nothing: str | None) -> None:
    assert intent_words(nothing) == ()


def test_the_words_of_a_path_come_in_order_and_without_numbers() -> None:
    assert name_words("src/httpRouter/test_routes2.py") == ("src", "http", "router", "test", "rout", "py")


def test_an_intent_and_a_name_meet() -> None:
    assert set(intent_words("Parse the headers")) & set(name_words("lib/header_parser.py")) == {"header"}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_words_without_space_or_capitals(text: str) -> None:
    for word in (*intent_words(text), *name_words(text)):
        assert word
        assert not any(character.isspace() for character in word)
        assert word == word.lower() or not word.isascii()


def test_a_word_is_shown_as_it_was_first_written() -> None:
    assert spelling("Testing tests: HTTPRouters in v1.2 of 3") == {
        "test": "Testing",
        "http": "HTTP",
        "router": "Routers",
        "in": "in",
        "<version>": "v1.2",
        "of": "of",
        "<number>": "3",
    }
    assert spelling(None) == {}
