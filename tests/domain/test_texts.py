"""Texts: bounded counts of the words inside each file, as it is now."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.texts import KEPT, READ, Texts, text_words


def test_a_text_is_its_words_with_their_counts_as_an_intent_would_have_them() -> None:
    assert text_words("def parseTokens(tokens): return tokens") == {
        "def": 1,
        "pars": 1,
        "token": 3,
        "return": 1,
    }


def test_what_is_kept_of_a_text_is_bounded_by_the_most_frequent_words() -> None:
    letters = "abcdefghij"
    many = [f"w{letters[i // 100]}{letters[i // 10 % 10]}{letters[i % 10]}x" for i in range(KEPT + 100)]
    kept = text_words(" ".join(["often"] * 3 + many))
    assert len(kept) == KEPT
    assert kept["often"] == 3


def test_nothing_behind_the_first_part_of_a_text_is_read() -> None:
    assert text_words("x" * READ + " secret") == {"x" * READ: 1}


def test_a_new_text_takes_the_place_of_the_old_one() -> None:
    texts = Texts()
    texts.replace(0, {"router": 2, "match": 1})
    texts.replace(0, {"router": 1, "parser": 4})
    router, holders = texts.holding("router") or (None, 0)
    assert router is not None
    assert (router[0], holders) == (1.0, 1)
    assert texts.holding("match") is None
    assert texts.lengths[0] == texts.mean_length == 5.0


def test_a_file_without_text_is_forgotten() -> None:
    texts = Texts()
    texts.replace(3, {"router": 2})
    texts.replace(3, {})
    assert len(texts) == 0
    assert texts.holding("router") is None


def test_the_texts_that_hold_every_one_of_some_words_are_found() -> None:
    texts = Texts()
    for index, words in enumerate([{"event": 1, "log": 2}, {"event": 3}, {"log": 1, "event": 1}, {"log": 1}]):
        texts.replace(index, words)
    texts.replace(2, {"log": 4})
    assert texts.holding_all(["event", "log"]) == {0}
    assert texts.holding_all(["log"]) == {0, 2, 3}
    assert texts.holding_all(["log", "unheard"]) == set()
    assert texts.holding_all([]) == set()
    assert (set(texts.words(1)), set(texts.words(9))) == ({"event"}, set())


@given(st.lists(st.tuples(st.integers(0, 3), st.dictionaries(st.sampled_from("abc"), st.integers(1, 5)))))
def test_holders_are_those_files_whose_last_text_holds_the_word(
    story: list[tuple[int, dict[str, int]]],
) -> None:
    texts, last = Texts(), dict[int, dict[str, int]]()
    for index, words in story:
        texts.replace(index, words)
        last[index] = words
    for word in "abc":
        expected = {index: words[word] for index, words in last.items() if word in words}
        held = texts.holding(word)
        assert {i: held[0][i] for i in held[0] if held[0][i]} == expected if held else not expected
        assert held is None or held[1] == len(expected)
