"""Words of an intent and of an activity's name, in one vocabulary, so that they can meet.

Pure text: knows nothing of languages beyond ASCII case and word ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TOKEN: Final = re.compile(r"v?\d+(?:\.\d+)+\S*|[^\W\d_]+|\d+|[^\w\s]", re.UNICODE)
_PLAIN: Final = frozenset(".,;!?'\"`*()[]{}<>-_=+/\\|~^%$&@:")


def intent_words(text: str | None) -> tuple[str, ...]:
    """Return the words of an intent in order, lower case, word ends cut.

    Names written together are split (`fooBar`, `foo_bar`); a version becomes `<version>`, a number
    `<number>`; punctuation is dropped, but a symbol that carries meaning (an emoji) is kept.
    """
    return tuple(word for word, _ in _words_as_written(text))


def spelling(text: str | None) -> dict[str, str]:
    """Return how each of the intent's words was first written, to show it to people."""
    written: dict[str, str] = {}
    for word, token in _words_as_written(text):
        written.setdefault(word, token)
    return written


def quoted(words: Iterable[str], text: str | None) -> str:
    """Name words of an intent to people, as they were written in it."""
    written = spelling(text)
    return ", ".join(f"'{written.get(word, word)}'" for word in dict.fromkeys(words))


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a path or a name in order, lower case, word ends cut; no numbers."""
    return tuple(stem(w.lower()) for w in re.findall(r"[^\W\d_]+", _CAMEL.sub(" ", text)) if len(w) > 1)


def apart(text: str) -> str:
    """Return a text with the words of its names apart: `fooBar_baz` becomes `foo Bar baz`."""
    return _CAMEL.sub(" ", text.replace("_", " "))


def stem(word: str) -> str:
    """Cut the commonest English endings, so that `tests`, `tested` and `testing` meet `test`."""
    for ending, least in (("ing", 4), ("ies", 3), ("ed", 4), ("es", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _words_as_written(text: str | None) -> Iterator[tuple[str, str]]:
    for token in _TOKEN.findall(apart(text or "")):
        if token in _PLAIN:
            continue
        if token[0].isdigit() or (len(token) > 1 and token[0] == "v" and token[1].isdigit()):
            yield ("<version>" if "." in token else "<number>"), token
        elif len(token) > 1 or not token.isascii() or token == "#":
            yield stem(token.lower()), token


SAYING_LITTLE: Final = frozenset(
    intent_words(
        "an and are as at be but by do for from has have if in into is it its no not of on or out so than"
        " that the their them then there these this to up was when where which with"
    )
)
"""Words that stand in texts about anything."""
