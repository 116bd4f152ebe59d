"""What is known of an agent's call: the tool, perhaps its command, perhaps its file."""

from __future__ import annotations

import pytest

from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import act_of


def called(activity: str, *files: str) -> Event:
    return Event("tool", activity, "run", attributes={"file": "\n".join(files)} if files else {})


@pytest.mark.parametrize(
    ("activity", "form", "is_whole"),
    [
        ("Read", "Read", False),
        ("Bash:git status", "Bash:git status", False),
        ("Bash:mise run", "Bash:mise run", False),
        ("Bash:git diff src/a.py", "Bash:git diff <path>", True),
        ("Bash git status", "Bash git status", True),
        ("Read src/a.py", "Read <path>", True),
        ("http://x/y", "http://x/y", False),
    ],
)
def test_a_call_is_whole_where_its_activity_says_more_than_a_tool_or_a_head(
    activity: str, form: str, is_whole: bool
) -> None:
    act = act_of(called(activity))
    assert (act.line, act.form, act.is_whole) == (activity, form, is_whole)


def test_the_files_that_a_hook_tells_stand_behind_the_tool() -> None:
    act = act_of(called("Edit", "src/my file.py", "src/b.py"))
    assert (act.line, act.form) == ("Edit src/my file.py src/b.py", "Edit <path>")
    assert (act.values, act.is_whole) == (("src/my file.py", "src/b.py"), True)


@pytest.mark.parametrize("tool", ["Grep", "Glob", "file_search"])
def test_a_search_in_one_place_may_be_for_something_else_each_time(tool: str) -> None:
    assert not act_of(called(tool, "src")).is_whole


def test_the_file_of_a_command_is_no_part_of_it() -> None:
    event = Event("command", "make", "s", attributes={"file": "Makefile"})
    assert act_of(event).line == "make"
