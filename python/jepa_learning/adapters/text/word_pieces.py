"""Cuts a text into the pieces of words that BERT's uncased models were trained on, and numbers them.

The vocabulary beside this file is that of bert-base-uncased (Google, Apache-2.0); all-MiniLM-L6-v2 uses it.
The rules are those of its tokenizer: https://github.com/google-research/bert/blob/master/tokenization.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_BEGIN, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_LONGEST_WORD: Final = 100  # characters; a longer one is unknown
_CACHED_WORDS: Final = 50_000
_IDEOGRAPHS: Final = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


def numbered_pieces(text: str, *, most: int) -> list[int]:
    """Return the numbers of a text's pieces between a begin and an end, `most` in all."""
    numbers = [number for word in _words(text) for number in _pieces(word)]
    vocabulary = _vocabulary()
    return [vocabulary[_BEGIN], *numbers[: most - 2], vocabulary[_END]]


@cache
def _vocabulary() -> dict[str, int]:
    listed = files(__package__).joinpath("uncased_words.txt").read_text(encoding="utf-8")
    return {piece: number for number, piece in enumerate(listed.splitlines())}


@lru_cache(maxsize=_CACHED_WORDS)
def _pieces(word: str) -> tuple[int, ...]:
    """The longest known piece that the word begins with, then that of the rest, and so on."""
    vocabulary = _vocabulary()
    found: list[int] = []
    start = 0
    while start < len(word):
        ends = range(len(word), start, -1)
        names = (("##" if start else "") + word[start:end] for end in ends)
        longest = next(((vocabulary[name], len(name)) for name in names if name in vocabulary), None)
        if longest is None or len(word) > _LONGEST_WORD:
            return (vocabulary[_UNKNOWN],)
        found.append(longest[0])
        start += longest[1] - (2 if start else 0)
    return tuple(found)


def _words(text: str) -> Iterator[str]:
    """Words in lower case without accents; a punctuation mark or an ideograph is a word by itself."""
    spaced = "".join(f" {one} " if _is_ideograph(one) else one for one in text if not _is_nothing(one))
    for word in spaced.split():
        plain = unicodedata.normalize("NFD", word.lower())
        marked = "".join(
            f" {one} " if _is_punctuation(one) else one for one in plain if unicodedata.category(one) != "Mn"
        )
        yield from marked.split()


def _is_ideograph(one: str) -> bool:
    return ord(one) >= _IDEOGRAPHS[0][0] and any(first <= ord(one) <= last for first, last in _IDEOGRAPHS)


def _is_nothing(one: str) -> bool:
    return one == "\ufffd" or (unicodedata.category(one)[0] == "C" and one not in "\t\n\r")


def _is_punctuation(one: str) -> bool:
    is_ascii_mark = one.isascii() and one.isprintable() and not one.isalnum() and one != " "
    return is_ascii_mark or unicodedata.category(one)[0] == "P"
