"""Seldomer: a workflow that ran by the clock runs once a week, or only when somebody starts it.

What somebody wrote about when it runs would not be true any more, and what asks for the schedule would never
be: where there is either, the change is a person's.
"""

from __future__ import annotations

import re
from typing import Final

from jepa_learning.domain.workflow_files.edit import Edit, block_length
from jepa_learning.domain.workflow_files.node import Node
from jepa_learning.domain.workflow_files.workflow_file import WorkflowFile

SCHEDULE: Final = "schedule"
BY_HAND: Final = "workflow_dispatch"

_ONCE_A_DAY: Final = re.compile(r"(\d+ +\d+ +\* +\* +)\*")
_SAYS_WHEN: Final = re.compile(r"#.*(?:daily|day\b|days\b|night|morning|every|cron)", re.IGNORECASE)
_ASKS: Final = re.compile(r"['\"]schedule['\"]|github\.event\.schedule")


def run_weekly(file: WorkflowFile) -> tuple[Edit, ...]:
    """Return what lets each time of every day be one of each Monday; nothing where it is no single time."""
    lines = file.text.splitlines()
    block = _block(file)
    if block is None or any(_SAYS_WHEN.search(line) for line in lines[max(0, block.after - 1) : _end(block)]):
        return ()
    edits = [_weekly(lines, item.get("cron")) for item in file.root.get("on", SCHEDULE).items or ()]
    return tuple(edit for edit in edits if edit is not None)


def start_by_hand(file: WorkflowFile) -> tuple[Edit, ...]:
    """Return what takes the schedule away; what nothing else starts can then be started by hand."""
    block = _block(file)
    lines = file.text.splitlines()
    if block is None or _ASKS.search("\n".join([*lines[: block.after], *lines[_end(block) :]])):
        return ()
    others = {key.text for key, _ in file.root.get("on").entries or ()} - {SCHEDULE}
    indent = " " * file.root.get("on").key(SCHEDULE).column
    return (Edit(block.after, () if others else (f"{indent}{BY_HAND}:",), block.removed),)


def _block(file: WorkflowFile) -> Edit | None:
    """Return where the schedule stands, as an edit that takes it away; None where it is no block."""
    on = file.root.get("on")
    key, times = on.key(SCHEDULE), on.get(SCHEDULE)
    lines = file.text.splitlines()
    is_block = (
        bool(key) and bool(times.items) and not on.is_flow and not times.is_flow and times.line > key.line
    )
    if not is_block or lines[key.line - 1].strip() != f"{SCHEDULE}:":
        return None
    last = times.items[-1].line if times.items else 0  # a list may stand as far left as its key
    return Edit(key.line - 1, (), last + block_length(lines, last) - key.line)


def _end(block: Edit) -> int:
    return block.after + block.removed


def _weekly(lines: list[str], cron: Node) -> Edit | None:
    line, found = lines[cron.line - 1], _ONCE_A_DAY.fullmatch(cron.text)
    if found is None or line.count(cron.text) != 1:
        return None
    return Edit(cron.line - 1, (line.replace(cron.text, f"{found[1]}1"),), 1)
