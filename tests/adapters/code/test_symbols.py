"""The names that a text defines count more; the rest is as in plain words."""

from __future__ import annotations

import pytest

from jepa_learning.adapters.code.plain_words import PlainWords
from jepa_learning.adapters.code.symbols import Symbols

SYMBOLS = Symbols(most=400, name_weight=5)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "class Target:\n    other = 1"),
        ("a.pyi", "async def target(other): ..."),
        ("a.js", "function target(other) {}"),
        ("a.jsx", "const target = () => other"),
        ("a.ts", "interface Target { other: string }"),
        ("a.tsx", "function Target() { return <other/> }"),
        ("a.rs", "pub trait Target { type Of = other; }"),
        ("a.go", "package other\ntype Target struct{}"),
    ],
)
def test_the_name_of_a_definition_counts_more_than_once(path: str, text: str) -> None:
    words = SYMBOLS.words(path, text)
    assert (words["target"], words["other"]) == (5, 1)


def test_each_word_of_a_name_counts() -> None:
    words = SYMBOLS.words("a.py", "def strict_slash(): pass")
    assert (words["strict"], words["slash"], words["def"]) == (5, 5, 1)


def test_broken_code_is_read_as_far_as_it_goes() -> None:
    assert SYMBOLS.words("a.py", "def target(:\n  ((( other")["other"] == 1


def test_a_language_without_a_grammar_is_read_as_plain_words() -> None:
    text = "def target other"
    assert SYMBOLS.words("a.rb", text) == PlainWords(most=400).words("a.rb", text)
