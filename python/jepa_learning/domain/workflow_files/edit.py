"""Edit: lines of a text that go, and others in their place; it stays as it was everywhere else. It does not
know YAML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """What goes, and what comes.

    Attributes:
        after: The line behind which it is, from 1; 0 for the top.
        lines: That come, without their ends.
        removed: How many go.
    """

    after: int
    lines: tuple[str, ...]
    removed: int = 0


def edited(text: str, edit: Edit) -> str:
    """Return the text with the edit made: new lines end as its own do, and it ends as it did."""
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    is_ended = not lines or lines[-1].endswith(("\n", "\r"))
    if not is_ended:
        lines[-1] += end
    new = [line + end for line in edit.lines]
    whole = "".join([*lines[: edit.after], *new, *lines[edit.after + edit.removed :]])
    return whole if is_ended else whole.removesuffix(end)


def above_comments(lines: Sequence[str], number: int) -> int:
    """Return the line, from 1, behind which something goes that stands before a line and its comments.

    What is indented further may be the end of a text of several lines, in which it is no comment.
    """
    most = _indent(lines[number - 1])
    while number > 1 and lines[number - 2].lstrip().startswith("#") and _indent(lines[number - 2]) <= most:
        number -= 1
    return number - 1


def block_length(lines: Sequence[str], number: int) -> int:
    """Return how many lines belong to what begins in a line, from 1: those that are indented further.

    Empty lines and comments that are not are part of it only where more of it follows.
    """
    begins, last = _indent(lines[number - 1]), number
    for place, line in enumerate(lines[number:], number + 1):
        if line.strip() and _indent(line) > begins:
            last = place
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return last - number + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
