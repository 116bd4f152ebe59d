"""Edit: lines that are put into a text, which stays as it was everywhere else. It does not know YAML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines to put in.

    Attributes:
        after: The line behind which they go, from 1; 0 for the top.
        lines: Without their ends.
    """

    after: int
    lines: tuple[str, ...]


def edited(text: str, edit: Edit) -> str:
    """Return the text with the lines in it, which end as its own lines do."""
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    before, behind = lines[: edit.after], lines[edit.after :]
    new = [line + end for line in edit.lines]
    if before and not before[-1].endswith(("\n", "\r")):
        before[-1] += end
        new[-1] = edit.lines[-1]
    return "".join([*before, *new, *behind])


def above_comments(lines: Sequence[str], number: int) -> int:
    """Return the line, from 1, behind which something goes that stands before a line and its comments.

    What is indented further may be the end of a text of several lines, in which it is no comment.
    """
    most = _indent(lines[number - 1])
    while number > 1 and lines[number - 2].lstrip().startswith("#") and _indent(lines[number - 2]) <= most:
        number -= 1
    return number - 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
