"""A whisper is told in the host's shape and in words, and is never longer than allowed."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.whispers.make import WHISPER, whisper

from jepa_learning.domain.whispers.shape import fit, to_shape, to_words
from jepa_learning.domain.whispers.tokens import tokens
from jepa_learning.domain.whispers.whisper import Guess

HOST_KEYS = {
    "timestamp",
    "command_executed",
    "llm_guidance",
    "context_hint",
    "response_format",
    "suggested_followups",
    "confidence_signals",
}

GUESSES = st.lists(
    st.builds(Guess, st.text(min_size=1, max_size=120), st.floats(0.0, 1.0), st.text(max_size=200)),
    max_size=5,
)


def test_the_shape_has_the_hosts_keys_and_ours() -> None:
    shape = to_shape(WHISPER)
    assert HOST_KEYS | {"id", "mode", "trigger", "confidence", "reasons"} == shape.keys()
    assert shape["timestamp"] == "2023-11-14T22:13:20Z"
    assert shape["suggested_followups"] == ["src/router.py", "tests/test_router.py"]
    assert shape["reasons"] == ["changed together in 8 commits"]
    assert json.loads(json.dumps(shape)) == shape


def test_the_words_name_the_guesses_with_probability_and_reason() -> None:
    assert to_words(WHISPER) == (
        "lev jepa whispers (w1): The user turned to httpx: tests. Likely next: src/router.py (50%: changed "
        "together in 8 commits), tests/test_router.py (25%). Look here first."
    )


def test_what_fits_is_left_as_it_is() -> None:
    assert fit(WHISPER, 200) == WHISPER


def test_reasons_go_before_guesses() -> None:
    long = whisper(guesses=tuple(Guess(f"src/part/module{n}.py", 0.3, "a reason " * 8) for n in range(3)))
    short = fit(long, 200)
    assert short is not None
    assert [guess.activity for guess in short.guesses] == [guess.activity for guess in long.guesses]
    assert short.guesses[0].reason
    assert not short.guesses[-1].reason


def test_nothing_is_left_where_nothing_fits() -> None:
    assert fit(whisper(guesses=(Guess("文" * 120, 0.5),)), 200) is None


@settings(max_examples=60, deadline=None)
@given(GUESSES, st.text(max_size=300), st.text(max_size=240))
def test_no_form_is_ever_longer_than_allowed(guesses: list[Guess], hint: str, guidance: str) -> None:
    short = fit(whisper(guesses=tuple(guesses), hint=hint, guidance=guidance), 200)
    if short is not None:
        assert tokens(to_words(short)) <= 200
        assert tokens(json.dumps(to_shape(short), ensure_ascii=False)) <= 200
        assert bool(short.guesses) == bool(guesses)


def test_tokens_count_letters_digits_signs_and_bytes() -> None:
    assert [tokens(text) for text in ("", "fiver", "sixers", "123", "()", '":"', "文")] == [
        0,
        1,
        2,
        2,
        1,
        2,
        3,
    ]
