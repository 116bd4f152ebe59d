"""Structure: what goes with a file by its name, its folder, and who names it.

Each tie counts ln(all / those that share it): what few share says much, and a folder that holds everything
says nothing. It knows names only: no history, no text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from posixpath import basename, dirname
from typing import Final

Thing = tuple[str, str]
"""A kind of activity and its name."""

Ties = Mapping[Thing, tuple[float, str]]
"""How strongly something is tied, above 0, and the evidence in words."""

TEST_WORDS: Final = frozenset({"test", "tests", "spec", "specs"})
"""What tells the name of a test from that of what it tests."""

_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")


def structural_ties(path: str, *, files: Sequence[str], commands: Sequence[str]) -> Ties:
    """Return what shares the name or the folder of the file, and the commands that name it."""
    return together(
        (
            _ties({("file", other): words for other, words in _of_same_name(path, files)}, len(files)),
            _ties({("file", other): "in the same folder" for other in _beside(path, files)}, len(files)),
            _ties(
                {("command", line): f"names {basename(path)}" for line in _naming(path, commands)},
                len(commands) + 1,
            ),
        )
    )


def together(all_ties: Iterable[Ties]) -> Ties:
    """Add up what ties the same things; the strongest evidence comes first in the words."""
    found: dict[Thing, list[tuple[float, str]]] = {}
    for ties in all_ties:
        for thing, tie in ties.items():
            found.setdefault(thing, []).append(tie)
    return {thing: _sum(sorted(ties, reverse=True)) for thing, ties in found.items()}


def worth(sharing: int, total: int) -> float:
    """Return how much it says to be one of so many that share something."""
    return math.log(max(total, 1) / max(sharing, 1))


def _ties(things: Mapping[Thing, str], total: int) -> Ties:
    strength = worth(len(things) + 1, total)  # the file that is asked about shares it too
    return {thing: (strength, words) for thing, words in things.items()} if strength > 0.0 else {}


def _sum(ties: Sequence[tuple[float, str]]) -> tuple[float, str]:
    return sum(strength for strength, _ in ties), ", ".join(words for _, words in ties)


def _of_same_name(path: str, files: Sequence[str]) -> Iterator[tuple[str, str]]:
    name, is_test = _stem(basename(path))
    for other in files:
        theirs, tests = _stem(basename(other))
        if name and theirs == name and other != path:
            yield other, "the same name" if tests == is_test else "its test" if tests else "what it tests"


def _beside(path: str, files: Sequence[str]) -> list[str]:
    folder = dirname(path)
    return [other for other in files if dirname(other) == folder and other != path]


def _naming(path: str, commands: Sequence[str]) -> list[str]:
    name = re.compile(rf"(?<![\w.-]){re.escape(basename(path))}(?![\w-])")
    return [line for line in commands if name.search(line)]


@lru_cache(maxsize=50_000)
def _stem(name: str) -> tuple[tuple[str, ...], bool]:
    """Return the parts of a name up to its first dot, but those of a test, and whether it had any."""
    first, *endings = name.lstrip(".").split(".")
    parts = [part.lower() for part in _PARTS.findall(first)]
    stem = tuple(part for part in parts if part not in TEST_WORDS)
    return stem, len(stem) < len(parts) or not TEST_WORDS.isdisjoint(endings)
