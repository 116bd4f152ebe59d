"""Features: what of an event tells one context from another, by family.

A family is one kind of evidence (folders, words, command heads ...); an event has some tokens of some
families. Everything is read from the event alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.kind_of_work import family_of_command, work_of_path
from jepa_learning.domain.words import SAYING_LITTLE, intent_words, name_words

FAMILIES: Final = ("kind", "project", "branch", "case", "folder", "ending", "work", "head", "name", "intent")
"""The kinds of evidence, in the order in which tokens name them by number."""

KIND, PROJECT, BRANCH, CASE, FOLDER, ENDING, WORK, HEAD, NAME, INTENT = range(len(FAMILIES))

MOST_WORDS: Final = 8
"""Words of one text that are looked at, the first: a longer one says little of each."""

_TEXT_ATTRIBUTES: Final = ("arg", "argument", "path", "file_path", "target", "pattern")
"""Attributes of a tool call that say what it was about."""

_PATH: Final = re.compile(r"(?<![\w:/])\.{0,2}/?(?:[\w.@+-]+/)+[\w.@+-]*|(?<![\w/])[\w-]+\.[A-Za-z]\w{0,4}\b")

Token = tuple[int, str]
"""The number of a family, and what is in it."""

Features = tuple[tuple[int, tuple[str, ...]], ...]
"""Families that an event has, by number, each with its tokens, at least one."""


def features_of(event: Event) -> Features:
    """Return what the event tells of its context."""
    if event.kind == "file":
        of_activity = _of_path(event.activity)
    else:
        texts = tuple(str(event.attributes[name]) for name in _TEXT_ATTRIBUTES if name in event.attributes)
        of_activity = _of_line(event.activity, texts, str(event.attributes.get("cwd") or ""))
    found: list[tuple[int, tuple[str, ...]]] = [(KIND, (event.kind,)), (CASE, (event.case,))]
    if event.project:
        found.append((PROJECT, (event.project,)))
    branch = event.attributes.get("branch")
    if branch:
        found.append((BRANCH, (str(branch),)))
    found.extend(of_activity)
    if event.intent:
        found.extend(_of_intent(event.intent))
    return tuple(found)


@lru_cache(maxsize=20_000)
def _of_path(path: str) -> Features:
    *folders, name = path.strip("/").split("/")
    stem, dot, ending = name.rpartition(".")
    return _some(
        (FOLDER, _outer(folders) or ("./" + name,)),
        (ENDING, (ending.lower() if dot and stem else "",)),
        (WORK, (work_of_path(path),)),
        (NAME, _few(name_words(stem if dot and stem else name))),
    )


@lru_cache(maxsize=5_000)
def _of_line(line: str, texts: tuple[str, ...], cwd: str) -> Features:
    head, _, rest = line.partition(" ")
    whole = " ".join((rest, *texts))
    second = rest.split(" ", 1)[0]
    paths = [path for path in _PATH.findall(whole)[:4] if not path.startswith("-")]
    folders = [folder for path in paths for folder in _outer(path.strip("./").split("/")[:-1])]
    family = family_of_command(head, second)
    work = [family] if family else [work_of_path(path) for path in paths[:1]]
    return _some(
        (HEAD, (head, f"{head} {second}") if second else (head,)),
        (FOLDER, tuple(dict.fromkeys([*folders, *_place(cwd)]))[:6]),
        (ENDING, tuple(dict.fromkeys(p.rpartition(".")[2].lower() for p in paths if "." in p[1:]))),
        (WORK, tuple(work)),
        (NAME, _few(name_words(whole))),
    )


@lru_cache(maxsize=5_000)
def _of_intent(intent: str) -> Features:
    return _some((INTENT, _few(word for word in intent_words(intent) if word not in SAYING_LITTLE)))


def _outer(folders: list[str]) -> tuple[str, ...]:
    """Return the outermost folder, and the outermost two."""
    return tuple("/".join(folders[:depth]) for depth in range(1, min(len(folders), 2) + 1))


def _place(cwd: str) -> tuple[str, ...]:
    return (f"cwd {cwd}",) if cwd else ()


def _few(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def _some(*families: tuple[int, tuple[str, ...]]) -> Features:
    return tuple(family for family in families if family[1])
