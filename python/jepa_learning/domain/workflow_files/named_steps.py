"""Named steps: steps of one file that are written alike are written once and named; others refer to that.

That is an anchor and its aliases, so the file says just the same. What is not written alike, to the letter,
is left: a comment or a space may be meant. Source: YAML 1.2, 7.1; GitHub reads anchors in workflows since
September 2025.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from jepa_learning.domain.workflow_files.edit import Edit, block_length
from jepa_learning.domain.workflow_files.workflow_file import Step

_ITEM: Final = re.compile(r"( *)-( +)(?=[^\s&*#|>{\[-])")
_ANCHOR: Final = re.compile(r"&([^\s,\[\]{}]+)")
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")
_MOST_WORDS: Final = 3


def name_steps(text: str, runs: Sequence[Sequence[Step]], *, beside: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return what names the steps of the first run, and lets the others refer to them.

    Args:
        text: Of the file.
        runs: Steps in a row that do the same, each as it stands in its job.
        beside: What names other steps of the file: no name is given twice.

    Returns:
        Nothing where they are not written alike.
    """
    lines = text.splitlines()
    names = set(_ANCHOR.findall("\n".join([text, *(line for edit in beside for line in edit.lines)])))
    edits: list[Edit] = []
    for first, *others in zip(*runs, strict=True):
        written = [_written(lines, step) for step in (first, *others)]
        if None in written or len(set(written)) != 1:
            return ()
        name = name_of_step(first, names)
        names.add(name)
        edits += [_named(lines, first, name), *(_reference(lines, step, name) for step in others)]
    return tuple(edits)


def name_of_step(step: Step, taken: Collection[str]) -> str:
    """Return a name of a few words for a step that is not taken."""
    said = step.action.rpartition("/")[2] or step.node.get("name").text or step.run.strip()
    words = [word for word in _NOT_IN_NAMES.split(said.lower()) if word]
    name = plain = "-".join(words[:_MOST_WORDS]) or "step"
    number = 1
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name


def _written(lines: Sequence[str], step: Step) -> tuple[str, ...] | None:
    """Return the lines of a step as they would be at the margin; None where it is no plain item of a list."""
    found = _ITEM.match(lines[step.node.line - 1])
    if found is None or step.node.column != found.end():
        return None
    block = lines[step.node.line - 1 :][: block_length(lines, step.node.line)]
    margin = len(found[1])
    return None if any(line[:margin].strip() for line in block) else tuple(line[margin:] for line in block)


def _named(lines: Sequence[str], step: Step, name: str) -> Edit:
    """The name stands alone: before a key it would name the key."""
    line = lines[step.node.line - 1]
    found = _ITEM.match(line)
    assert found is not None
    head = f"{found[1]}-{found[2]}"
    return Edit(step.node.line - 1, (f"{head}&{name}", " " * len(head) + line[len(head) :]), removed=1)


def _reference(lines: Sequence[str], step: Step, name: str) -> Edit:
    found = _ITEM.match(lines[step.node.line - 1])
    assert found is not None
    length = block_length(lines, step.node.line)
    return Edit(step.node.line - 1, (f"{found[1]}-{found[2]}*{name}",), removed=length)
