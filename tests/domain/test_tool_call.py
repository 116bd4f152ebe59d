"""A tool call is named by its tool and what it was used on, and by nothing else that it was given."""

from __future__ import annotations

from typing import Any

import pytest

from jepa_learning.domain.tool_call import MOST_CHARS, tool_activity


@pytest.mark.parametrize(
    ("tool", "given", "activity"),
    [
        ("Edit", {"file_path": "/w/src/a.py", "new_string": "secret"}, "Edit src/a.py"),
        ("Read", {"file_path": "/elsewhere/a.py"}, "Read /elsewhere/a.py"),
        ("read", {"filePath": "b.py"}, "read b.py"),
        ("Bash", {"command": "npm test\nrm -r x", "description": "y"}, "Bash npm test"),
        ("shell", {"command": ["git", "status"]}, "shell git status"),
        ("WebSearch", {"query": "words"}, "WebSearch"),
        ("Edit", {"file_path": 3}, "Edit"),
        ("Bash", {"command": "  \n"}, "Bash"),
    ],
)
def test_an_activity_names_tool_and_object(tool: str, given: dict[str, Any], activity: str) -> None:
    assert tool_activity(tool, given, cwd="/w") == activity


def test_a_long_command_is_cut() -> None:
    assert len(tool_activity("Bash", {"command": "x" * 10_000})) == MOST_CHARS
