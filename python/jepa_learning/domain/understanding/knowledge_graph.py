"""Knowledge graph: files, folders, commands, steps, tools, workflows and contexts, and how they are related.

A relation is temporal (one after the other, or at once), spatial (where something is or happens) or semantic
(what names or means the same). Its strength is a share in [0, 1]: of what it could have been how often it
was. Only what happened often enough is in it, and nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise, product
from posixpath import dirname
from typing import Final, Literal

from jepa_learning.domain.event import Event
from jepa_learning.domain.understanding.insights import changed_together
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.words import name_words

Manner = Literal["temporal", "spatial", "semantic"]
Key = tuple[str, str]
"""A kind and a name."""

_COMPARED_NAMES: Final = 300  # files, those that changed most: every two of them are compared
_ALIKE: Final = 0.5  # shared part of the words of two names


@dataclass(frozen=True, slots=True)
class Node:
    """A thing; `kind` is one of file, folder, command, step, tool, workflow, context."""

    kind: str
    name: str
    count: int

    @property
    def id(self) -> str:
        """Its kind and its name."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Relation:
    """How one thing is related to another.

    Attributes:
        source: The id of a node.
        target: And of another.
        manner: Temporal, spatial or semantic.
        name: `follows`, `changes with`, `is in`, `is step of`, `happens in` or `is named like`.
        strength: In [0, 1].
        count: How often it was seen; of names, the words that they share.
    """

    source: str
    target: str
    manner: Manner
    name: str
    strength: float
    count: int


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """Things and their relations; `left_out` things were too many."""

    nodes: tuple[Node, ...]
    relations: tuple[Relation, ...]
    left_out: int


def knowledge_graph(history: History, contexts: Sequence[Event], *, least: int, most: int) -> KnowledgeGraph:
    """Return the graph of a history.

    Args:
        contexts: The events of kind context, which a history leaves out.
        least: Times that something must have happened.
        most: Things, those that happened most often.
    """
    counts = _counts(history, contexts)
    often = [(key, count) for key, count in counts.most_common() if count >= least]
    nodes = {key: Node(*key, count) for key, count in often[:most]}
    found = [
        *_following(history, contexts, least),
        *_changing(history, least),
        *_placed(nodes),
        *_steps(history, least),
        *_within(history, contexts, least),
        *_alike(nodes),
    ]
    relations = tuple(_relation(nodes, one) for one in found if one[0] in nodes and one[1] in nodes)
    return KnowledgeGraph(tuple(nodes.values()), relations, max(0, len(often) - most))


_Found = tuple[Key, Key, Manner, str, float, int]


def _relation(nodes: dict[Key, Node], found: _Found) -> Relation:
    source, target, manner, name, strength, count = found
    return Relation(nodes[source].id, nodes[target].id, manner, name, strength, count)


def _counts(history: History, contexts: Iterable[Event]) -> Counter[Key]:
    counts: Counter[Key] = Counter((act.kind, act.form) for act in history.acts)
    counts.update(("workflow", act.workflow) for act in history.acts if act.workflow)
    counts.update(("context", event.activity) for event in contexts)
    for commit in history.commits:
        files = set(commit.files)
        counts.update(("file", path) for path in files)
        counts.update(("folder", folder) for folder in {dirname(path) for path in files} if folder)
    return counts


def _following(history: History, contexts: Sequence[Event], least: int) -> Iterator[_Found]:
    pairs: Counter[tuple[Key, Key]] = Counter()
    for session in history.sessions:
        pairs.update(pairwise((act.kind, act.form) for act in session))
    pairs.update(
        (("context", one.activity), ("context", other.activity))
        for one, other in pairwise(contexts)
        if one.case == other.case
    )
    befores: Counter[Key] = Counter()
    for (first, _), count in pairs.items():
        befores[first] += count
    for (first, second), count in pairs.items():
        if count >= least:
            yield second, first, "temporal", "follows", count / befores[first], count


def _changing(history: History, least: int) -> Iterator[_Found]:
    singles, pairs, _ = changed_together(history.commits)
    for (one, other), count in pairs.items():
        if count >= least:
            either = singles[one] + singles[other] - count
            yield ("file", one), ("file", other), "temporal", "changes with", count / either, count


def _placed(nodes: dict[Key, Node]) -> Iterator[_Found]:
    for (kind, name), node in nodes.items():
        if kind in ("file", "folder") and dirname(name):
            yield (kind, name), ("folder", dirname(name)), "spatial", "is in", 1.0, node.count


def _steps(history: History, least: int) -> Iterator[_Found]:
    within = Counter(((act.kind, act.form), act.workflow) for act in history.acts if act.workflow)
    for (key, workflow), count in within.items():
        if count >= least:
            share = count / history.counts[key]
            yield key, ("workflow", workflow), "spatial", "is step of", share, count


def _within(history: History, contexts: Sequence[Event], least: int) -> Iterator[_Found]:
    """Give what was done in a context: from the switch to it until the next."""
    switches = sorted((event.time, event.activity) for event in contexts if event.time is not None)
    times = [time for time, _ in switches]
    within: Counter[tuple[Key, str]] = Counter()
    timed: Counter[Key] = Counter()
    for key, time in _moments(history):
        timed[key] += 1
        place = bisect_right(times, time)
        if place:
            within[key, switches[place - 1][1]] += 1
    for (key, context), count in within.items():
        if count >= least:
            yield key, ("context", context), "spatial", "happens in", count / timed[key], count


def _moments(history: History) -> Iterator[tuple[Key, float]]:
    for act in history.acts:
        if act.time is not None:
            yield (act.kind, act.form), act.time
    for commit in history.commits:
        if commit.time is not None:
            for path in set(commit.files):
                yield ("file", path), commit.time


def _alike(nodes: dict[Key, Node]) -> Iterator[_Found]:
    """Give files with like names, and contexts and workflows that are called like each other or a folder."""
    files = [key for key in nodes if key[0] == "file"][:_COMPARED_NAMES]
    named = [key for key in nodes if key[0] in ("context", "workflow")][:_COMPARED_NAMES]
    folders = [key for key in nodes if key[0] == "folder"][:_COMPARED_NAMES]
    words = {key: set(name_words(_own_name(key))) for key in (*files, *named, *folders)}
    for one, other in chain(combinations(files, 2), combinations(named, 2), product(named, folders)):
        shared, either = words[one] & words[other], words[one] | words[other]
        if shared and len(shared) / len(either) >= _ALIKE:
            yield one, other, "semantic", "is named like", len(shared) / len(either), len(shared)


def _own_name(key: Key) -> str:
    """Return the last part of a path, without its suffix; of a context its words."""
    kind, name = key
    return name if kind in ("context", "workflow") else name.rpartition("/")[2].partition(".")[0]
