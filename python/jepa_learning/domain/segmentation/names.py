"""Names of contexts: the project and what stands out, such as `httpx: tests` or `httpx: fix router`.

They are made from events that have passed the gate, so they hold nothing that was redacted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import log
from posixpath import basename
from typing import Final

from jepa_learning.domain.segmentation.challenge import Told
from jepa_learning.domain.segmentation.features import (
    BRANCH,
    FAMILIES,
    FOLDER,
    HEAD,
    INTENT,
    NAME,
    WORK,
)
from jepa_learning.domain.segmentation.kind_of_work import CODE
from jepa_learning.domain.segmentation.profile import Profile
from jepa_learning.domain.words import spelling

_LEAST_SHARE: Final = 0.5
"""What names a context is in half of its events, or more."""

_LEAST_LIFT: Final = 2.0
"""And at least twice as often as in the context before."""

_NAMED_BY: Final = (WORK, FOLDER, INTENT, HEAD, NAME)
"""Families that a name is made from, first what comes back most often."""

_MOST_LETTERS: Final = 40
_WORDS: Final = 2


def project_name(root: str) -> str:
    """Return what a project is called."""
    return basename(root.rstrip("/"))


def name_context(
    new: Profile, old: Profile, told: Sequence[Told], *, project: str, taken: Collection[str]
) -> str:
    """Return a name that is not among `taken`: the first family that stands out gives it.

    Args:
        new: What the context is like so far.
        old: What the one before it was like.
        told: Its events.
        project: Its root; empty where it is not known.
        taken: Names that it must not have.
    """
    labels = list(_labels(new, old, told))
    place = project_name(project)
    names = [": ".join(part for part in (place, label) if part) for label in labels]
    names += [f"{name}, {other}" for name in names[:1] for other in labels[1:]]
    names = [name for name in names if name] or [place or "work"]
    for name in names:
        if name not in taken:
            return name
    number = 2
    while f"{names[0]} {number}" in taken:
        number += 1
    return f"{names[0]} {number}"


def evidence(new: Profile, old: Profile, *, most: int) -> tuple[str, ...]:
    """Return what is in the new context and hardly was in the old, in words, the strongest first."""
    found = [
        (share * log(lift), f"{_WORDS_OF.get(family, FAMILIES[family])} {token}")
        for family in (BRANCH, *_NAMED_BY)
        for token, share, lift in _outstanding(new, old, family)[:2]
    ]
    return tuple(words for _, words in sorted(found, key=lambda pair: -pair[0])[:most])


_WORDS_OF: Final[Mapping[int, str]] = {WORK: "work:", HEAD: "command", NAME: "word", INTENT: "word"}


def _labels(new: Profile, old: Profile, told: Sequence[Told]) -> Iterator[str]:
    for family in _NAMED_BY:
        tokens = [token for token, share, _ in _outstanding(new, old, family) if share >= _wanted(family)]
        if family == WORK:
            tokens = [token for token in tokens if token != CODE]
        elif family == FOLDER:
            tokens = [_plain(token) for token in tokens]
        elif family in (INTENT, NAME):
            tokens = _in_order(tokens[:_WORDS], family, told)
        if tokens:
            yield (" ".join(tokens) if family in (INTENT, NAME) else tokens[0])[:_MOST_LETTERS]


def _outstanding(new: Profile, old: Profile, family: int) -> list[tuple[str, float, float]]:
    """Return the tokens that came much more often than before, with share and lift, by what they say."""
    total, before = new.totals[family], old.totals[family]
    counts, kinds = old.counts[family], len(old.counts[family])
    found = []
    for token, count in new.counts[family].items():
        share = count / total
        lift = share / ((counts.get(token, 0.0) + 0.5) / (before + 0.5 * (kinds + 1)))
        if lift >= _LEAST_LIFT:
            found.append((token, share, lift))
    return sorted(found, key=lambda one: (-one[1] * log(one[2]), one[0]))


def _wanted(family: int) -> float:
    """A token of a family of words shares its events with others: of two words each has half."""
    return _LEAST_SHARE / {INTENT: 8, NAME: 4, FOLDER: 2, HEAD: 2}.get(family, 1)


def _plain(folder: str) -> str:
    return basename(folder.removeprefix("cwd ").rstrip("/")) or folder


def _in_order(tokens: Sequence[str], family: int, told: Sequence[Told]) -> list[str]:
    """Return words as they were written, in the order of the text that holds most of them."""
    texts = [event.intent if family == INTENT else event.activity for _, event in told]
    written = [spelling(text) for text in texts]
    best = max(written, key=lambda words: sum(token in words for token in tokens), default={})
    known = [word.lower() for stem, word in best.items() if stem in tokens]
    return known or list(tokens)
